/** What can be taken out of a sentence without knowing the school: courtesy, a class, a length of time, a code, a format, a reason. */
import { DateTime } from 'luxon';
import type { Surroundings } from './days.ts';
import { cut, find, plainOf, rawOf, says, type Phrase } from './phrase.ts';

export interface Taken<T> {
  value: T | undefined;
  rest: Phrase;
}

// ── Courtesy ───────────────────────────────────────────────────────────────────────────────────────────────────────

const greeting =
  /^(?:hi|hello|hey|hiya|dear|good (?:morning|afternoon|evening)|morning|muster)(?: muster| there| team| everyone| all| again)?(?= ?,|$| )/;
const opener =
  /^(?:,|please|kindly|ok|okay|so|well|i mean|i meant|and|also|then|oops|sorry|actually|quickly|just|thanks|thank you|no(?= ,))(?= |$)/;
const request =
  /^(?:(?:can|could|would|will) you(?: please| kindly| just| maybe| quickly)*(?: help me)?(?: to)?|(?:i'd like|i would like|i want|i need|i have)(?: you)? to|(?:let's|let us)|go ahead and) (?=\S)/;
const wish =
  /^(?:(?:can|could|may) (?:i|we)(?: please)? (?:have|get|see)|(?:i'd like|i would like|i want|i need)(?: to (?:have|get|see))?|(?:give|get|show|send|tell|bring|make|print|generate|create|export|download|fetch|pull up|find|display|email)(?: me| us)?) (?=\S)/;
const closer =
  /(?:^| )(?:,|please|thanks|thank you|cheers|now|right now|right away|asap|immediately|for me|for us|if you can|if possible|muster|ok|will you|would you|could you)$/;

export interface Courtesy {
  rest: Phrase;
  /** "Could you…", which makes a command of a question. */
  isRequest: boolean;
  isGreeting: boolean;
}

/** Takes greetings, "please" and "could you" off both ends. */
export function takeCourtesy(phrase: Phrase): Courtesy {
  const courtesy = { isRequest: false, isGreeting: false };
  let rest = phrase;
  for (;;) {
    const at = find(rest, greeting) ?? find(rest, opener) ?? find(rest, request) ?? find(rest, closer);
    if (!at) return { ...courtesy, rest };
    const taken = rest.slice(at.from, at.to);
    if (says(taken, greeting)) courtesy.isGreeting = true;
    if (says(rest, request) || says(taken, /please/)) courtesy.isRequest = true;
    rest = cut(rest, at);
  }
}

const opening =
  /^(?:(?:hi|hello|hey|good (?:morning|afternoon|evening))(?: muster| there)?[,.!]*\s+|muster[,:]?\s+|please,?\s+|(?<asked>(?:can|could|would|will) you(?: please| kindly)?\s+)|(?:i'd like|i would like|i want|i need) to\s+)+/i;

/** The text as it was typed without courtesy in front, for what is passed on word for word. `isAsked`: it began with "could you". */
export function withoutOpening(text: string): { isAsked: boolean; text: string } {
  const trimmed = text.trim();
  const match = opening.exec(trimmed);
  return { isAsked: match?.groups?.['asked'] !== undefined, text: trimmed.slice(match?.[0].length ?? 0) };
}

/** "show me", "can I have": in front of things to be looked up or made. */
export function takeWish(phrase: Phrase): Phrase {
  const at = find(phrase, wish);
  return at ? phrase.slice(at.to) : phrase;
}

// ── A class ────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Course codes as they are written: CS101, MATH-2B, "cs 101", 10B. */
const courseCode =
  /(?:\b(?:for|in|of|from|to|into|at)\s+)?(?<code>\b(?:(?<letters>[a-z]{2,8})(?:-?\d{1,4}|-\d{1,4})|(?<spaced>[a-z]{2,5}) \d{2,4})[a-z]?\b)(?:'s)?(?: (?:class|course|session|lesson|lecture)\b)?/g;
const yearCode = /\b(?:for|in|of|from|to|into|class|open|close|start|end)\s+(?:class\s+)?(?<code>\d{1,2}[a-z])\b/;
/** Words that may stand before a number without being a course: "last 30 days", "code 123456". */
const notLetters =
  /^(?:for|last|past|at|in|on|of|to|the|from|until|till|by|after|before|code|is|next|since|between|and|checkin|room|year|week|day|below|under|over|than|about|number|student|nov|dec|jan|feb|mar|apr|jun|jul|aug|sep|sept|oct|january|february|march|april|may|june|july|august|september|october|november|december|mark|otp|pin|valid|minutes?|hours?|id|only|all|with|my|open|close|start|begin|end|stop|sheet|list|group|was|came|are|late|least|most|grade|page|text)$/;
const titleWord = String.raw`(?!(?:${[
  'who',
  'what',
  'which',
  'how',
  'when',
  'where',
  'why',
  'is',
  'are',
  'was',
  'were',
  'be',
  'been',
  'has',
  'have',
  'had',
  'do',
  'does',
  'did',
  'will',
  'would',
  'can',
  'could',
  'should',
  'may',
  'might',
  'i',
  "i'm",
  'me',
  'you',
  'he',
  'she',
  'it',
  'we',
  'us',
  'they',
  'them',
  'him',
  'her',
  'this',
  'that',
  'these',
  'those',
  'here',
  'there',
  'not',
  'no',
  "don't",
  'please',
  'if',
  'but',
  'so',
  'than',
  'because',
  'everyone',
  'everybody',
  'all',
  'each',
  'every',
  'anyone',
  'nobody',
  'attendance',
  'today',
  'now',
  'late',
  'absent',
  'present',
  'excused',
  'face',
  'pdf',
  'excel',
  'csv',
  'xlsx',
  'json',
  'total',
  'general',
  'average',
  'time',
  'advance',
  'sheet',
  'report',
  'register',
  'students',
  'student',
  'people',
  'class',
  'session',
  'lesson',
  'lecture',
  'school',
  'mistake',
  'once',
  'order',
  'fact',
  'room',
  'case',
  'check',
  'minutes',
  'hours',
  'minute',
  'hour',
  'pupils',
  'kids',
  'much',
  'pm',
  'am',
  "o'clock",
  'next',
  'code',
  'otp',
  'pin',
  'my',
  'your',
  'his',
  'our',
  'their',
  'about',
  '-',
  'yet',
  'already',
  'far',
  'everything',
  'anything',
  'week',
  'month',
  'term',
  'us',
  'conduct',
].join('|')})(?:\s|$))[\p{L}\p{N}][\p{L}\p{N}'&.+#/-]*`;
const title = `(?<title>${titleWord}(?: ${titleWord}){0,5})`;
/** At the end of the sentence or before a comma: words in the middle are rarely a title. */
const prepositionalTitle = new RegExp(
  String.raw`\b(?:for|in|of|from|into|check in to) (?!(?:for|in|of|from|to|into|on|at|with) )(?:the )?(?:(?:class|course|lesson|session)(?: of| called| in)? )?${title}(?: (?:class|course|lesson|session|lecture|group|students))?(?= ,|$)`,
  'u',
);
/** "in my algebra class", but not "in my thoughts". */
const ownTitle = new RegExp(
  String.raw`\b(?:for|in|of|from|into|check in to) (?:my|our) ${title} (?:class|course|lesson|session|lecture|group)(?= ,|$)`,
  'u',
);
const classOfMine =
  /\b(?:for|in|of|from|to|into) (?:the|my|our|this|all|all my|all of my|all the|each|every|today's)?(?: (?:current|open|whole))? ?(?:class|classes|course|courses|session|lesson|room|students|lecture)(?= ,|$)/;

/**
 * The class that was named: a course code anywhere, or a title behind "for", "in", "of". "for my class" is cut out too
 * and names none.
 */
export function takeClass(phrase: Phrase): Taken<string> {
  for (const match of plainOf(phrase).matchAll(courseCode)) {
    if (notLetters.test(match.groups?.['letters'] ?? match.groups?.['spaced'] ?? '')) continue;
    const at = find(phrase, new RegExp(`(?<!\\S)${escape(match[0].trim())}(?!\\S)`));
    const code = match.groups?.['code'] ?? '';
    if (at) return { value: code.replace(/\s/g, '').toUpperCase(), rest: cut(phrase, at) };
  }
  const year = find(phrase, yearCode);
  if (year?.groups['code'])
    return { value: plainOf(year.groups['code']).toUpperCase(), rest: cut(phrase, keepVerb(phrase, year)) };
  const mine = find(phrase, classOfMine);
  if (mine) return { value: undefined, rest: cut(phrase, mine) };
  const titled = find(phrase, ownTitle) ?? find(phrase, prepositionalTitle);
  if (titled?.groups['title'])
    return { value: rawOf(titled.groups['title']).replace(/'s$/, ''), rest: cut(phrase, titled) };
  return { value: undefined, rest: phrase };
}

const escape = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** "open 10B": the verb stays. */
function keepVerb(phrase: Phrase, at: { from: number; to: number }): { from: number; to: number } {
  return /^(open|close|start|end)$/.test(phrase[at.from]?.plain ?? '') ? { from: at.from + 1, to: at.to } : at;
}

/** A title as the object of a verb: "open Linear Algebra", but not "open the window". */
export const bareTitle = new RegExp(`^${title}$`, 'u');

// ── Time, codes, formats, reasons ──────────────────────────────────────────────────────────────────────────────────

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
const lengthPattern = new RegExp(
  `(?:\\b(?:for|lasting|valid for|valid|of|it lasts|which lasts|that lasts|that is|good for)\\s+)*(?:the next\\s+)?(?<amount>\\b\\d{1,3}(?:[.,]5)?|\\b(?:${Object.keys(
    amounts,
  )
    .sort((a, b) => b.length - a.length)
    .join(
      '|',
    )}))[\\s-]?(?<unit>m|minutes?|h|hours?)(?<half> and a half)?\\b(?: and (?<more>\\d{1,2}) minutes)?(?: long)?`,
);
const untilPattern = /\b(?:until|till|to)\s+(?<hour>\d{1,2})(?::(?<minute>\d{2}))?\s?(?<half>am|pm)?(?=$| )/;

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
  const start = DateTime.fromJSDate(now, { zone: timeZone });
  const hour = (Number(parts['hour']) % (parts['half'] ? 12 : 24)) + (parts['half'] === 'pm' ? 12 : 0);
  const minutes = start
    .set({ hour, minute: Number(parts['minute'] ?? 0), second: 0, millisecond: 0 })
    .diff(start, 'minutes').minutes;
  return minutes >= 1 ? { value: Math.round(minutes), rest: cut(phrase, until) } : { value: undefined, rest: phrase };
}

/** Six digits, also as "123 456"; next to the word "code" any number, so that a wrong length is told and not ignored. */
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

/** "because the bus was late", "(doctor)", "- he is ill", as it was written. */
export function takeReason(text: string): { reason: string | undefined; text: string } {
  const match =
    /^(?<before>.+?)(?:,?\s+(?:because(?: of)?|due to|since (?=he|she|they|his|her|their)|as (?=he |she |they |his |her |their )|reason:?)\s+(?<reason>.+?)|(?<=excused|absent|late|present):\s+(?<colon>.+?)|\s+\((?<note>[^)]+)\)|\s+[-–—]\s+(?<dash>\p{L}.+?))[.!\s]*$/isu.exec(
      text,
    );
  if (!match?.groups) return { reason: undefined, text };
  const { before = text, reason, note, dash, colon } = match.groups;
  return { reason: (reason ?? note ?? dash ?? colon)?.trim(), text: before };
}
