/** What can be taken out of a sentence without knowing the school: a length of time, a code, a format, a reason. */
import { attach, dayOf } from '../../kernel/days.ts';
import type { Surroundings } from './days.ts';
import { cut, find, plainOf, says, type Phrase } from './phrase.ts';

export interface Taken<T> {
  value: T | undefined;
  rest: Phrase;
}

const amounts: Readonly<Record<string, number>> = {
  a: 1,
  an: 1,
  one: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  ten: 10,
  fifteen: 15,
  twenty: 20,
  thirty: 30,
  'forty five': 45,
  sixty: 60,
  ninety: 90,
  half: 0.5,
  'half an': 0.5,
  'half a': 0.5,
};
const longestFirst = Object.keys(amounts).sort((a, b) => b.length - a.length);
const lengthPattern = new RegExp(
  [
    '(?:\\b(?:for|lasting|valid for|valid|of|it lasts|which lasts|that lasts|that is|good for)\\s+)*(?:the next\\s+)?',
    `(?<amount>\\b\\d{1,3}(?:[.,]5)?|\\b(?:${longestFirst.join('|')}))`,
    '[\\s-]?(?<unit>m|minutes?|h|hours?)(?<half> and a half)?\\b(?: and (?<more>\\d{1,2}) minutes)?(?: long)?',
  ].join(''),
);
const untilPattern = /\b(?:until|till|to)\s+(?<hour>\d{1,2})(?::(?<minute>[0-5]\d))?\s?(?<half>am|pm)?(?=$| )/;

/** "for 90 minutes", "for an hour and a half", "until 11:30", in minutes from now. */
export function takeMinutes(phrase: Phrase, { now, timeZone }: Surroundings): Taken<number> {
  const at = find(phrase, lengthPattern);
  if (at) {
    const amount = plainOf(at.groups['amount'] ?? [])
      .replace(/^(\d+)-?[a-z]+$/, '$1')
      .replace(',', '.');
    const text = plainOf(phrase.slice(at.from, at.to));
    const number = amounts[lengthPattern.exec(text)?.groups?.['amount'] ?? ''] ?? Number.parseFloat(amount);
    const hours = /\d\s?h\b|hour/.test(text) ? 60 : 1;
    const more = Number(plainOf(at.groups['more'] ?? []) || 0) + (at.groups['half'] ? hours / 2 : 0);
    return { value: Math.round(number * hours + more), rest: cut(phrase, at) };
  }
  const until = find(phrase, untilPattern);
  if (!until) return { value: undefined, rest: phrase };
  const parts = untilPattern.exec(plainOf(phrase))?.groups ?? {};
  const hour = (Number(parts['hour']) % (parts['half'] ? 12 : 24)) + (parts['half'] === 'pm' ? 12 : 0);
  const time = `${String(hour).padStart(2, '0')}:${parts['minute'] ?? '00'}`;
  const minutes = (attach(`${dayOf(now, timeZone)}T${time}`, timeZone).getTime() - now.getTime()) / 60_000;
  return minutes >= 1 ? { value: Math.round(minutes), rest: cut(phrase, until) } : { value: undefined, rest: phrase };
}

/**
 * Six digits, also as "123 456"; next to the word "code" any number, so that a wrong length is told and not ignored.
 */
export function takeCode(phrase: Phrase): Taken<string> {
  const at =
    find(phrase, /(?<![\d-])(?:\d[ -]?){5}\d(?![\d-])/) ??
    (says(phrase, /\b(code|check(ing)? in|otp|pin)\b/) ? find(phrase, /(?<=^| )\d{3,8}(?=$| )/) : undefined);
  return at
    ? { value: plainOf(phrase.slice(at.from, at.to)).replace(/\D/g, ''), rest: cut(phrase, at) }
    : { value: undefined, rest: phrase };
}

const formats: readonly [RegExp, 'xlsx' | 'csv' | 'json' | 'pdf'][] = [
  [/\b(excel|xlsx?|spreadsheet)\b/, 'xlsx'],
  [/\bcsv\b/, 'csv'],
  [/\bjson\b/, 'json'],
  [/\bpdf\b/, 'pdf'],
];

/** The format stays in the sentence when it is all that says what is wanted: "excel for CS101". */
export function takeFormat(phrase: Phrase): Taken<'xlsx' | 'csv' | 'json' | 'pdf'> {
  const value = formats.find(([pattern]) => says(phrase, pattern))?.[1];
  const at = find(
    phrase,
    /\b(?:as|in|to|into) (?:an? )?(?:pdf|excel|xlsx?|spreadsheet|csv|json)(?: file| format| document| sheet)?\b/,
  );
  return { value, rest: at ? cut(phrase, at) : phrase };
}

const reasonForm = new RegExp(
  [
    String.raw`^(?<before>.+?)(?:,?\s+(?:because(?: of)?|due to|since (?=he|she|they|his|her|their)|`,
    String.raw`as (?=he |she |they |his |her |their )|reason:?)\s+(?<reason>.+?)|`,
    String.raw`(?<=excused|absent|late|present):\s+(?<colon>.+?)|\s+\((?<note>[^)]+)\)|`,
    String.raw`\s+[-–—]\s+(?<dash>\p{L}.+?))[.!\s]*$`,
  ].join(''),
  'isu',
);

/** "because the bus was late", "(doctor)", "- he is ill", as it was written. */
export function takeReason(text: string): { reason: string | undefined; text: string } {
  const match = reasonForm.exec(text);
  if (!match?.groups) return { reason: undefined, text };
  const { before = text, reason, note, dash, colon } = match.groups;
  return { reason: (reason ?? note ?? dash ?? colon)?.trim(), text: before };
}

/** A reason, or what stands behind a colon: "because of snow", ": the teacher is ill". */
export function takeRemark(text: string): { remark: string | undefined; text: string } {
  const { reason, text: before } = takeReason(text);
  if (reason !== undefined) return { remark: reason, text: before };
  const parts = /^(?<before>[^:]+):\s+(?<remark>.+?)[.!\s]*$/su.exec(text)?.groups;
  return { remark: parts?.['remark'], text: parts?.['before'] ?? text };
}
