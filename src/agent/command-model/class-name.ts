/** The class that a sentence names: its course code, or its title. */
import { cut, find, plainOf, rawOf, type Phrase } from './phrase.ts';
import type { Taken } from './slots.ts';

/** Course codes as they are written: CS101, MATH-2B, "cs 101", 10B. */
const courseCode = new RegExp(
  [
    String.raw`(?:\b(?:for|in|of|from|to|into|at)\s+)?`,
    String.raw`(?<code>\b(?:(?<letters>[a-z]{2,8})(?:-?\d{1,4}|-\d{1,4})|(?<spaced>[a-z]{2,5}) \d{2,4})[a-z]?\b)`,
    String.raw`(?:'s)?(?: (?:class|course|session|lesson|lecture)\b)?`,
  ].join(''),
  'g',
);
const beforeCode = String.raw`(?:(?<!\S)(?:for|in|of|from|to|into|at) )?(?:(?<!\S)the )?(?:(?<!\S)(?:class|course) )?`;
const behindCode = String.raw`(?: (?:class|course|session|lesson|lecture)(?!\S))?`;
const yearCode = /\b(?:for|in|of|from|to|into|class|open|close|start|end)\s+(?:class\s+)?(?<code>\d{1,2}[a-z])\b/;
/** Words that may stand before a number without being a course: "last 30 days", "code 123456". */
const notLetters = new RegExp(
  [
    '^',
    '(?:for|last|past|at|in|on|of|to|the|from|until|till|by|after|before|code|is|next|since|between|',
    'and|checkin|room|year|week|day|below|under|over|than|about|number|student|nov|dec|jan|feb|',
    'mar|apr|jun|jul|aug|sep|sept|oct|january|february|march|april|may|june|july|august|',
    'september|october|november|december|mark|otp|pin|valid|minutes?|hours?|id|only|all|with|my|',
    'open|close|start|begin|end|stop|sheet|list|group|was|came|are|late|least|most|grade|page|',
    'text)$',
  ].join(''),
);
/** Words that no title holds. */
const neverInTitles = [
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
];
const titleWord = String.raw`(?!(?:${neverInTitles.join('|')})(?:\s|$))[\p{L}\p{N}][\p{L}\p{N}'&.+#/-]*`;
const title = `(?<title>${titleWord}(?: ${titleWord}){0,5})`;
/** At the end of the sentence or before a comma: words in the middle are rarely a title. */
const prepositionalTitle = new RegExp(
  [
    String.raw`\b(?:for|in|of|from|into|check in to) (?!(?:for|in|of|from|to|into|on|at|with) )(?:the )?`,
    String.raw`(?:(?:class|course|lesson|session)(?: of| called| in)? )?${title}`,
    String.raw`(?: (?:class|course|lesson|session|lecture|group|students))?(?= ,|$)`,
  ].join(''),
  'u',
);
/** "in my algebra class", but not "in my thoughts". */
const ownTitle = new RegExp(
  String.raw`\b(?:for|in|of|from|into|check in to) (?:my|our) ${title} (?:class|course|lesson|session|lecture|group)(?= ,|$)`,
  'u',
);
const classOfMine = new RegExp(
  [
    String.raw`\b(?:for|in|of|from|to|into) `,
    "(?:the|my|our|this|all|all my|all of my|all the|each|every|today's)?",
    '(?: (?:current|open|whole))? ?',
    '(?:class|classes|course|courses|session|lesson|room|students|lecture)(?= ,|$)',
  ].join(''),
);

/**
 * The class that was named: a code of one's own or a course code anywhere, or a title behind "for", "in", "of". "for my
 * class" is cut out too and names none.
 */
export function takeClass(phrase: Phrase): Taken<string> {
  const own = phrase.find(({ code }) => code !== undefined);
  const standing =
    own && find(phrase, new RegExp(`${beforeCode}(?<!\\S)${escape(own.plain)}(?!\\S)${behindCode}`, 'u'));
  if (own?.code !== undefined && standing) return { value: own.code, rest: cut(phrase, standing) };
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
