/**
 * "Mark Ada late in CS101 yesterday because of the bus": only sentences that are a mark from their first word to their
 * last.
 */
import { dayOf } from '../../kernel/days.ts';
import { takeDays, type Surroundings } from './days.ts';
import { readKnown } from './known-words.ts';
import { find, plainOf, rawOf, says, type Found, type Phrase } from './phrase.ts';
import { name } from './person-name.ts';
import { takeClass } from './class-name.ts';
import { takeCourtesy } from './courtesy.ts';
import { takeReason } from './slots.ts';

export interface Mark extends Record<string, unknown> {
  student: string;
  status: 'present' | 'late' | 'absent' | 'excused';
}

const statuses: readonly [RegExp, Mark['status']][] = [
  [/^(excused|on leave|on sick leave)$/, 'excused'],
  [/^(late|tardy|delayed)$/, 'late'],
  [/^(absent|missing|away|not here|not present|not there|not in class|no show|no-show|a no-show|gone)$/, 'absent'],
  [/^(present|here|attended|in class|there|on time)$/, 'present'],
];
const status = [
  '(?<status>excused|on leave|on sick leave|late|tardy|delayed|absent|missing|away|not here|not present|',
  'not there|not in class|(?:a )?no[- ]show|gone|present|here|attended|in class|there|on time)',
].join('');

const names = `(?<names>${name}(?:(?: , and| ,| and) ${name})*)`;

const forms: readonly RegExp[] = [
  [
    `^(?:mark|set|record|put|register|note|log|make|count|flag|enter) ${names}(?:'s status)? `,
    `(?:down )?(?:as |to |with )?(?:being )?${status}$`,
  ].join(''),
  `^(?:mark|set|record|put|note|log|flag|enter) (?:down )?(?:as )?${status}(?: for)?(?: ,)? ${names}$`,
  [
    `^(?:change|correct|update|set|switch|move|fix|amend) ${names}(?:'s)?`,
    `(?: status| record| attendance| mark)?(?: from (?:${status.replace('?<status>', '?:')}))? `,
    `(?:to|as) ${status}$`,
  ].join(''),
  [
    '^(?:change|correct|update|set) (?:the )?(?:status|record|attendance|mark) (?:of|for) ',
    `${names}(?: from (?:${status.replace('?<status>', '?:')}))? (?:to|as) ${status}$`,
  ].join(''),
  `^(?<excuse>excuse) ${names}$`,
  [
    `^${names} `,
    '(?:is|was|are|were|came|arrived|has been|have been|should be|should have been|showed up|',
    'turned up|came in)(?: marked)?(?: as)?(?: actually| really| in fact| indeed)?',
    `(?: \\d{1,3} minutes)? ${status}$`,
  ].join(''),
  `^${names} (?<absent>did not|didn't) (?:come|attend|show up|turn up|appear)(?: to class)?$`,
].map((form) => new RegExp(form, 'u'));
/** "Ada late": so short that only a capital tells a name from any other word. */
const terseForm = new RegExp(`^${names} ${status}$`, 'u');

/** The marks that a sentence asks for, one a student; none when it is a question or says anything besides. */
export function readMarks(text: string, isQuestion: boolean, around: Surroundings): Mark[] {
  if (isQuestion) return [];
  const { reason, text: sentence } = takeReason(text);
  const marks = readSentenceOf(sentence, reason, around);
  // "mark late: Ada" only looked like a status with its reason.
  return marks.length > 0 || reason === undefined ? marks : readSentenceOf(text, undefined, around);
}

function readSentenceOf(sentence: string, reason: string | undefined, around: Surroundings): Mark[] {
  const { days, rest } = takeDays(protectNames(takeCourtesy(readKnown(sentence, around)).rest), around);
  const { value: named, rest: core } = takeMarkedClass(rest);
  const found = findForm(core);
  const meant = found && statusOf(found);
  // What has not been yet cannot be marked.
  if (!found || !meant || (days && (days.from !== days.to || days.from > dayOf(around.now, around.timeZone))))
    return [];
  const shared = {
    status: meant,
    ...(named ? { class: named } : {}),
    ...(days ? { date: days.from } : {}),
    ...(reason ? { reason } : {}),
  };
  return splitNames(found.groups['names'] ?? []).map((student) => ({ student, ...shared }));
}

const wordsAndNames = /^(will|may|april|june|august|mark|an|do|so|my|in|on|sunday|summer)$/;

/** "Mark Will late": a capital in the middle of a sentence makes a name of a word that otherwise is none. */
function protectNames(phrase: Phrase): Phrase {
  return phrase.map((word, index) => {
    const before = phrase[index - 1]?.plain ?? '';
    const isDay =
      /^(in|on|of|since|from|to|until|\d{1,2}(st|nd|rd|th)?)$/.test(before) ||
      /^\d/.test(phrase[index + 1]?.plain ?? '');
    return index > 0 && !isDay && /^\p{Lu}\p{Ll}/u.test(word.raw) && wordsAndNames.test(word.plain)
      ? { raw: word.raw, plain: `${word.plain}_` }
      : word;
  });
}

/** "in class" is a status here, and "from absent" no class. */
function takeMarkedClass(phrase: Phrase): ReturnType<typeof takeClass> {
  const taken = takeClass(phrase);
  return says(phrase, /\b(is|was|are|were|as) (not )?in class$/) ? { value: undefined, rest: phrase } : taken;
}

function findForm(core: Phrase): Found | undefined {
  for (const form of forms) {
    const found = find(core, form);
    if (found) return found;
  }
  const terse = find(core, terseForm);
  return terse && /^\p{Lu}/u.test(rawOf(terse.groups['names'] ?? [])) ? terse : undefined;
}

function statusOf({ groups }: Found): Mark['status'] | undefined {
  if (groups['excuse']) return 'excused';
  if (groups['absent']) return 'absent';
  return statuses.find(([pattern]) => pattern.test(plainOf(groups['status'] ?? [])))?.[1];
}

/** "Ada, Blaise and Chen" as three names. */
function splitNames(words: Phrase): string[] {
  const parts: Phrase[] = [[]];
  for (const word of words) {
    if (word.plain === ',' || word.plain === 'and') parts.push([]);
    else parts[parts.length - 1] = [...(parts.at(-1) ?? []), word];
  }
  return parts
    .filter((part) => part.length > 0)
    .map((part) =>
      rawOf(part)
        .replace(/^(the )?(student|pupil) /i, '')
        .replace(/'s$/, ''),
    );
}
