/**
 * "I was present on Tuesday in CS101, please correct it": a student says that a record is wrong and wants it corrected.
 */
import { takeDays, type Surroundings } from './days.ts';
import { readKnown } from './known-words.ts';
import { plainOf, withoutCommas } from './phrase.ts';
import type { Sentence } from './sentence.ts';
import { takeClass } from './class-name.ts';
import { withoutOpening } from './courtesy.ts';

const record = '(?:absence|absent mark|late mark|lateness|mark|record|status|attendance)';
const claim = "(?<why>(?:i (?:was|wasn't|was not|came|did|had|am)|they|the|my|we|somebody|someone|it)\\b.+?)";
/** What contradicts a mark by itself. */
const presence = [
  '(?<why>i (?:was (?:really |actually |definitely )?',
  '(?:there|here|present|in class|in the room|only late|just late|late|on time|excused|on leave)|',
  'came|attended|did (?:come|attend|check in)|checked in|had (?:leave|checked in))\\b[^.;]*?)',
].join('');
const correct = '(?:correct|fix|change|amend)';
const wish = [
  `(?:so |and )?(?:(?:please|can you|could you|would you) )*${correct}`,
  '(?: it| that| this| my record| the record| my attendance| my status)?(?: please| for me)?',
].join('');

const forms = [
  [
    `^(?:i )?(?:appeal|contest|dispute|challenge)(?: against)? (?:my |the |this )?${record}`,
    '(?<scope>[^:,]*?)(?:(?::|,| -| because| since)\\s+(?<words>.+?))?[.!]*$',
  ].join(''),
  [
    '^i was ',
    '(?<state>there|here|present|in class|only late|just late|late|on time|excused|not late|not absent)',
    `(?<scope>[^,.;:]*?)[,.;:]\\s*${wish}[.!?]*$`,
  ].join(''),
  `^(?:i was|i got|i am|i'm|i've been|i have been) marked (?:as )?(?:absent|late|missing)(?<scope>[^,.;:]*?),? but ${presence}[.!]*$`,
  `^${correct} my ${record}(?<scope>[^:,]*?)(?::|,| because) ${claim}[.!]*$`,
  `^my ${record}(?<scope>[^:,.;]*?) is (?:wrong|not right|not correct|incorrect|a mistake)(?:[:,.;]| because| since) ${claim}[.!]*$`,
].map((form) => new RegExp(form, 'isu'));

const empty = /^(?:in|on|of|for|from|the|class|session|lesson|lecture|mark| )*$/;

/** Which record, what it should say when that is not present, and why. */
export function readAppeal({ text, isQuestion, around }: Sentence): Record<string, unknown> | undefined {
  const { isAsked, text: said } = withoutOpening(text.replace(/[’‘]/g, "'"));
  const found = forms.map((form) => form.exec(said)?.groups).find((groups) => groups !== undefined);
  const scope = found && readScope(found['scope'] ?? '', around);
  // Only who asks for the correction may end with a question mark.
  if (!found || !scope || (isQuestion && !isAsked && found['state'] === undefined)) return undefined;
  const reason = found['words'] ?? found['why'];
  const wanted = wantedOf(found['state'] ?? reason ?? '');
  return { ...scope, ...(wanted === 'present' ? {} : { wanted }), reason };
}

function readScope(
  scope: string,
  around: Surroundings,
): { class: string | undefined; date: string | undefined } | undefined {
  const { days, rest } = takeDays(readKnown(scope, around), around);
  const taken = takeClass(rest);
  if ((days && days.from !== days.to) || !empty.test(plainOf(withoutCommas(taken.rest)))) return undefined;
  return { class: taken.value, date: days?.from };
}

function wantedOf(claimed: string): 'present' | 'late' | 'excused' {
  if (/\bnot late\b|\bon time\b|\bwasn't late\b/i.test(claimed)) return 'present';
  if (/\b(?:only|just) late\b|\bi was late\b|^late$/i.test(claimed)) return 'late';
  return /\bexcused\b|\bon leave\b|\b(?:my|had) leave\b/i.test(claimed) ? 'excused' : 'present';
}
