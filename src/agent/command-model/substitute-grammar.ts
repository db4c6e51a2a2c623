/** "Let Alan take CS101 tomorrow": who stands in for one session. */
import { name } from './person-name.ts';
import { find, plainOf, rawOf, says } from './phrase.ts';
import { ofPlans, takeSlots, type Sentence } from './sentence.ts';

const lesson = '(?:(?: (?:the|my|our))? (?:class|lesson|lecture|session|course))?';
const running = '(?:take over|take|teach|run|cover|hold|do)';
const standing = '(?:stand in|fill in|substitute|sub|cover|take over)';
const title = String.raw`(?: (?<title>\p{L}[\p{L}\p{N} .&-]*?))?`;
const forms = [
  `^(?:let|have) (?<who>${name}) ${running}(?: over)?(?: for me)?${lesson}${title}(?: for me)?$`,
  `^(?:let|have) (?<who>${name}) ${standing}(?: for me)?${lesson}$`,
  [
    `^(?:make|name|appoint|set) (?<who>${name}) (?:as |to be )?(?:(?:the|a|my) )?`,
    `(?:substitute|stand-in|sub|replacement)(?: teacher)?(?: for me)?${lesson}$`,
  ].join(''),
  `^substitute (?:me (?:by|with) )?(?<who>${name})(?: for me)?${lesson}$`,
  `^(?<who>${name}) (?:will )?(?:stands? in|fills? in|substitutes?|takes? over)(?: for me)?${lesson}$`,
].map((form) => new RegExp(form, 'u'));

/**
 * A class has to be named, by its code, as one's own, or by a title that begins with a capital: one may let people do
 * much else.
 */
export function readSubstitute(sentence: Sentence): Record<string, unknown> | undefined {
  const { class: named, core, days } = takeSlots(ofPlans(sentence));
  const found = forms.map((form) => find(core, form)).find((one) => one !== undefined);
  const typed = named ?? (found?.groups['title'] && rawOf(found.groups['title']));
  const isOwn = says(sentence.phrase, /\b(?:for me|(?:my|the|our) (?:class|lesson|lecture|session|course))\b/);
  // "Have Alan cover it" only begins like a question.
  const isAsked = sentence.isQuestion && !(/^have\b/.test(plainOf(core)) && !/\?\s*$/.test(sentence.text));
  if (!found || isAsked || sentence.isNegated || (days && days.from !== days.to)) return undefined;
  if (typed === undefined ? !isOwn : named === undefined && !/^\p{Lu}/u.test(typed)) return undefined;
  if (found.groups['title'] !== undefined && named !== undefined) return undefined;
  const who = found.groups['who'] ?? [];
  return /^(?:us|me|him|her|them)$/.test(plainOf(who))
    ? undefined
    : { teacher: rawOf(who), class: typed, date: days?.from };
}
