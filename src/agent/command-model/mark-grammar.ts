/** "Mark Ada late in CS101 yesterday because of the bus": only sentences that are a mark from their first word to their last. */
import { DateTime } from 'luxon';
import { takeDays, type Surroundings } from './days.ts';
import { find, plainOf, rawOf, readPhrase, says, type Found, type Phrase } from './phrase.ts';
import { takeClass, takeCourtesy, takeReason } from './slots.ts';

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
const status =
  '(?<status>excused|on leave|on sick leave|late|tardy|delayed|absent|missing|away|not here|not present|not there|not in class|(?:a )?no[- ]show|gone|present|here|attended|in class|there|on time)';

/** Words that no name holds: a sentence with one of them among the names says something else. */
const neverInNames = [
  'i',
  "i'm",
  "i'd",
  "i'll",
  'me',
  'my',
  'mine',
  'you',
  'your',
  'he',
  'she',
  'it',
  "it's",
  'its',
  'we',
  'us',
  'our',
  'they',
  'them',
  'their',
  'his',
  'her',
  'him',
  'who',
  'whom',
  "who's",
  'whose',
  'what',
  "what's",
  'which',
  'when',
  'where',
  'why',
  'how',
  'is',
  'are',
  'was',
  'were',
  'be',
  'been',
  'being',
  'am',
  'has',
  'have',
  'had',
  'do',
  'does',
  'did',
  "don't",
  "didn't",
  "doesn't",
  "isn't",
  "wasn't",
  "aren't",
  "weren't",
  "can't",
  "couldn't",
  "shouldn't",
  "won't",
  "wouldn't",
  "haven't",
  "hasn't",
  'not',
  'never',
  'no',
  'nor',
  'neither',
  'none',
  'if',
  'whether',
  'unless',
  'that',
  'this',
  'these',
  'those',
  'than',
  'then',
  'but',
  'or',
  'because',
  'so',
  'too',
  'very',
  'often',
  'always',
  'usually',
  'sometimes',
  'again',
  'also',
  'only',
  'just',
  'still',
  'already',
  'almost',
  'maybe',
  'perhaps',
  'probably',
  'everything',
  'something',
  'nothing',
  'anything',
  'and',
  'can',
  'could',
  'would',
  'should',
  'will',
  'shall',
  'may',
  'might',
  'must',
  'need',
  'want',
  'the',
  'a',
  'an',
  'all',
  'any',
  'anyone',
  'anybody',
  'every',
  'everyone',
  'everybody',
  'each',
  'both',
  'some',
  'someone',
  'somebody',
  'nobody',
  'others',
  'rest',
  'half',
  'most',
  'many',
  'few',
  'told',
  'said',
  'says',
  'say',
  'think',
  'thinks',
  'thought',
  'heard',
  'know',
  'knows',
  'believe',
  'guess',
  'suppose',
  'hear',
  'tell',
  'ask',
  'asked',
  'wonder',
  'hope',
  'please',
  'mark',
  'marked',
  'marking',
  'set',
  'record',
  'recorded',
  'show',
  'list',
  'give',
  'get',
  'find',
  'see',
  'check',
  'make',
  'open',
  'close',
  'start',
  'cancel',
  'undo',
  'excuse',
  'change',
  'correct',
  'put',
  'register',
  'report',
  'count',
  'student',
  'students',
  'pupils',
  'class',
  'session',
  'lesson',
  'lecture',
  'people',
  'kids',
  'teacher',
  'teachers',
  'train',
  'bus',
  'attendance',
  'sheet',
  'status',
  'present',
  'absent',
  'late',
  'missing',
  'excused',
  'here',
  'there',
  'running',
  'going',
  'coming',
  'being',
  'getting',
  'homework',
  'today',
  'yesterday',
  'now',
  'sorry',
  'yes',
  'on',
  'in',
  'at',
  'for',
  'to',
  'from',
  'of',
  'with',
  'without',
  'by',
  'as',
  'down',
];
const nameWord = String.raw`(?!(?:${neverInNames.join('|')})(?:\s|$|'s))[\p{L}\p{N}][\p{L}\p{N}_'.-]*`;
/** One person's name, as words of a pattern. */
export const name = `(?:student |the student |pupil )?${nameWord}(?: ${nameWord}){0,4}`;
const names = `(?<names>${name}(?:(?: , and| ,| and) ${name})*)`;

const forms: readonly RegExp[] = [
  `^(?:mark|set|record|put|register|note|log|make|count|flag|enter) ${names}(?:'s status)? (?:down )?(?:as |to |with )?(?:being )?${status}$`,
  `^(?:mark|set|record|put|note|log|flag|enter) (?:down )?(?:as )?${status}(?: for)?(?: ,)? ${names}$`,
  `^(?:change|correct|update|set|switch|move|fix|amend) ${names}(?:'s)?(?: status| record| attendance| mark)?(?: from (?:${status.replace('?<status>', '?:')}))? (?:to|as) ${status}$`,
  `^(?:change|correct|update|set) (?:the )?(?:status|record|attendance|mark) (?:of|for) ${names}(?: from (?:${status.replace('?<status>', '?:')}))? (?:to|as) ${status}$`,
  `^(?<excuse>excuse) ${names}$`,
  `^${names} (?:is|was|are|were|came|arrived|has been|have been|should be|should have been|showed up|turned up|came in)(?: marked)?(?: as)?(?: actually| really| in fact| indeed)?(?: \\d{1,3} minutes)? ${status}$`,
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
  const { days, rest } = takeDays(protectNames(takeCourtesy(readPhrase(sentence)).rest), around);
  const { value: named, rest: core } = takeMarkedClass(rest);
  const found = findForm(core);
  const meant = found && statusOf(found);
  if (!found || !meant || (days && (days.from !== days.to || days.from > todayIn(around)))) return [];
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

/** What has not been yet cannot be marked. */
const todayIn = ({ now, timeZone }: Surroundings): string =>
  DateTime.fromJSDate(now, { zone: timeZone }).toFormat('yyyy-MM-dd');

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
