/** "Tell CS101 that the lecture is in hall B": what comes behind "that" or a colon is passed on word for word. */
import { type KnownWords, ownClassCalled, readKnown } from './known-words.ts';
import { plainOf, withoutCommas } from './phrase.ts';
import { takeClass } from './class-name.ts';
import { withoutOpening } from './courtesy.ts';

const forms = [
  new RegExp(
    [
      '^(?:tell|inform|notify|remind|message|announce (?:to|in)|write to|',
      String.raw`send (?:a |an )?(?:message|note|announcement) to) (?<who>[^:]{1,80}?)(?:,? that\s+|\s*:\s+)`,
      '(?<words>.+)$',
    ].join(''),
    'isu',
  ),
  /^let (?<who>[^:]{1,80}?) know(?: that|:)\s+(?<words>.+)$/isu,
  /^send (?<who>[^:]{1,80}?) (?:a |an )?(?:message|note|announcement)(?: that| saying(?: that)?|\s*:)\s+(?<words>.+)$/isu,
  /^(?:announcement|message|note) (?:for|to) (?<who>[^:]{1,80}?)\s*:\s+(?<words>.+)$/isu,
];
const group = /\b(class|course|students|pupils|everyone|everybody|people|group)\b/;
const restOfGroup =
  /^(?:(?:all|everyone|everybody|the|my|our|whole|entire|students|pupils|people|class|course|group|in|of|from|for|to)(?: |$))*$/;

export function readAnnouncement(
  text: string,
  known: KnownWords,
): { class: string | undefined; text: string } | undefined {
  const { isAsked, text: said } = withoutOpening(text);
  const { who, words } = forms.map((form) => form.exec(said)?.groups).find((groups) => groups !== undefined) ?? {};
  const listeners = who === undefined ? undefined : findClass(who, known);
  if (!listeners || words === undefined) return undefined;
  // "Could you tell them that …?" asks us, not them.
  return { class: listeners.class, text: isAsked ? words.replace(/\s*\?\s*$/, '') : words.trim() };
}

/**
 * A class by its code, by a title with a word for a class or its students, or the only one there is. Nobody else can be
 * told.
 */
function findClass(who: string, known: KnownWords): { class: string | undefined } | undefined {
  const own = ownClassCalled(who, known);
  if (own !== undefined) return { class: own };
  const phrase = withoutCommas(readKnown(who, known));
  const isGroup = group.test(plainOf(phrase));
  const first = takeClass(phrase);
  const taken = first.value === undefined && isGroup ? takeClass(readKnown(`in ${who}`, known)) : first;
  if (!restOfGroup.test(plainOf(taken.rest))) return undefined;
  if (taken.value !== undefined)
    return isGroup || /\d/.test(taken.value) || ownClassCalled(taken.value, known) !== undefined
      ? { class: taken.value }
      : undefined;
  return /\b(?:my|the|our) (?:class|students|course)\b/.test(plainOf(phrase)) ? { class: undefined } : undefined;
}
