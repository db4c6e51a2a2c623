/** What can be read off a sentence without knowing the school: status words, a class code, a number of minutes, a code. */

/** Upper-case letters and digits as course codes are written: CS101, MATH-2B, "cs 101". */
const classCodePattern = /\b([a-z]{2,8})[\s-]?(\d{2,4}[a-z]?)\b/i;
const codeWord = /\b(\d[\s-]?){6}\b/;

export interface Utterance {
  /** As sent, trimmed. */
  readonly text: string;
  /** Lower case, single spaces, no closing punctuation. */
  readonly plain: string;
  readonly photos: number;
}

export function readUtterance(text: string, photos: number): Utterance {
  const trimmed = text.trim();
  return { text: trimmed, plain: trimmed.toLowerCase().replace(/\s+/g, ' ').replace(/[.!?]+$/, ''), photos };
}

/** The six digits of a check-in code, or undefined. */
export function findCode(utterance: Utterance): string | undefined {
  return codeWord.exec(utterance.text)?.[0].replace(/\D/g, '');
}

const minutesUnits: Record<string, number> = { m: 1, min: 1, mins: 1, minute: 1, minutes: 1, h: 60, hr: 60, hour: 60, hours: 60 };

/** "for 90 minutes", "for 2 hours" in minutes, or undefined. */
export function findMinutes(utterance: Utterance): number | undefined {
  const match = /\b(\d{1,3}(?:\.5)?)\s?(m|min|mins|minutes?|h|hr|hours?)\b/.exec(utterance.plain);
  const [, amount, unit] = match ?? [];
  return amount && unit ? Math.round(Number(amount) * (minutesUnits[unit] ?? 1)) : undefined;
}

const formats: readonly [RegExp, 'xlsx' | 'csv' | 'json' | 'pdf'][] = [
  [/\b(excel|xlsx|spreadsheet)\b/, 'xlsx'], [/\bcsv\b/, 'csv'], [/\bjson\b/, 'json'], [/\bpdf\b/, 'pdf'],
];

export function findFormat(utterance: Utterance): 'xlsx' | 'csv' | 'json' | 'pdf' | undefined {
  return formats.find(([pattern]) => pattern.test(utterance.plain))?.[1];
}

const statusWords: readonly [RegExp, 'present' | 'late' | 'absent' | 'excused'][] = [
  [/\b(excused?|on leave)\b/, 'excused'],
  [/\b(late|tardy)\b/, 'late'],
  [/\b(absent|missing|not here|wasn'?t (here|there)|didn'?t come)\b/, 'absent'],
  [/\b(present|here|attended|came)\b/, 'present'],
];

export function findStatus(plain: string): 'present' | 'late' | 'absent' | 'excused' | undefined {
  return statusWords.find(([pattern]) => pattern.test(plain))?.[1];
}

/** Words that end a class title: what follows is about time, form or manner. */
const afterClass = /\b(this|last|past|today|yesterday|tomorrow|now|since|from|between|until|till|on|as|for|in|with|because|please|pdf|excel|xlsx|csv|json|monday|tuesday|wednesday|thursday|friday|saturday|sunday|january|february|march|april|may|june|july|august|september|october|november|december|\d)\b.*$/i;
const notAClass = /^(the|a|an|my|our|me|us|my (class|students|attendance)|the (class|students|room|week|month|session)|class|today|all( my)? classes|everyone|everybody|all|it|this|that|attendance|face recognition|help|\d.*)?$/i;

/** The class that was named: a course code, or the words after "for", "in", "of" or "to". */
export function findClass(utterance: Utterance): string | undefined {
  const code = [...utterance.text.matchAll(new RegExp(classCodePattern, 'gi'))].find(([, letters]) => !isCommonWord(letters ?? ''));
  if (code) return `${code[1] ?? ''}${code[2] ?? ''}`.toUpperCase();
  for (const match of utterance.text.matchAll(/\b(?:for|in|of|to)\s+(?:the\s+class\s+|class\s+)?/gi)) {
    const rest = utterance.text.slice(match.index + match[0].length).replace(/[.!?]+$/, '').replace(afterClass, '').trim();
    if (rest !== '' && !notAClass.test(rest)) return rest;
  }
  return undefined;
}

/** Words that may stand before a number without being a course code: "last 30 days", "at 10", "for 90 minutes". */
function isCommonWord(word: string): boolean {
  return /^(for|last|past|at|in|on|of|to|the|from|until|till|by|after|before|code|is|next|since|between|and|checkin|room|november|december|january|february|march|april|may|june|july|august|september|october|nov|dec|jan|feb|mar|apr|jun|jul|aug|sep|sept|oct)$/i.test(word);
}
