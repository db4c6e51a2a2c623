/**
 * Typing as it happens in chat: shorthand and slips of one letter in the words that the rules know. Names are left
 * alone.
 */

const shorthand: Readonly<Record<string, string>> = {
  pls: 'please',
  plz: 'please',
  plese: 'please',
  u: 'you',
  ur: 'your',
  r: 'are',
  im: "i'm",
  ive: "i've",
  lets: "let's",
  whos: "who's",
  hows: "how's",
  whats: "what's",
  dont: "don't",
  cant: "can't",
  didnt: "didn't",
  isnt: "isn't",
  wasnt: "wasn't",
  atendence: 'attendance',
  attandence: 'attendance',
  attendnce: 'attendance',
  absnt: 'absent',
  prsnt: 'present',
  yday: 'yesterday',
  ystrday: 'yesterday',
  thx: 'thanks',
  ty: 'thanks',
  stat: 'statistics',
  stats: 'statistics',
  'check-in': 'check in',
  checkin: 'check in',
  checkout: 'check out',
  'check-out': 'check out',
  'checking-out': 'checking out',
  'checking-in': 'check in',
  rollcall: 'roll call',
  'roll-call': 'roll call',
  'who`s': "who's",
  mins: 'minutes',
  min: 'minutes',
  hrs: 'hours',
  hr: 'hour',
  pct: 'percentage',
  '%': 'percentage',
  ppl: 'people',
  tmrw: 'tomorrow',
};

const vocabulary: readonly string[] = [
  'attendance',
  'present',
  'absent',
  'absentees',
  'absences',
  'excused',
  'excuse',
  'missing',
  'session',
  'lesson',
  'lecture',
  'class',
  'classes',
  'sheet',
  'report',
  'register',
  'statistics',
  'percentage',
  'average',
  'selfie',
  'student',
  'students',
  'spreadsheet',
  'export',
  'excel',
  'check',
  'close',
  'start',
  'create',
  'generate',
  'enrol',
  'enroll',
  'forget',
  'delete',
  'remove',
  'consent',
  'photo',
  'photos',
  'recognition',
  'yesterday',
  'today',
  'tomorrow',
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
  'january',
  'february',
  'september',
  'october',
  'november',
  'december',
  'minutes',
  'please',
  'cancel',
  'confirm',
  'record',
];
const known = new Set([
  ...vocabulary,
  'starts',
  'closed',
  'closes',
  'presents',
  'reports',
  'sheets',
  'checks',
  'checked',
  'excuses',
  'records',
  'recorded',
  'sessions',
  'lessons',
  'photograph',
  'stars',
  'stare',
  'those',
  'clock',
  'chose',
  'loose',
]);
/** Shorter words resemble too many others. */
const minCorrectable = 5;

/** @returns the word as the rules know it; may be two words ("checkin"). */
export function correctSpelling(word: string): string {
  const expanded = shorthand[word];
  if (expanded !== undefined) return expanded;
  if (word.length < minCorrectable || known.has(word) || !/^[a-z]+$/.test(word)) return word;
  return vocabulary.find((candidate) => candidate[0] === word[0] && isOneSlipAway(word, candidate)) ?? word;
}

/** One letter too many, too few, another, or two swapped. */
function isOneSlipAway(a: string, b: string): boolean {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  if (long.length - short.length > 1 || short.length < minCorrectable - 1) return false;
  let at = 0;
  while (at < short.length && short[at] === long[at]) at += 1;
  if (short.length < long.length) return short.slice(at) === long.slice(at + 1);
  const isSwapped =
    short[at] === long[at + 1] && short[at + 1] === long[at] && short.slice(at + 2) === long.slice(at + 2);
  return isSwapped || short.slice(at + 1) === long.slice(at + 1);
}
