/**
 * "I am ill tomorrow", "I need leave for CS101 on Friday because of a funeral": sentences that are that from their
 * first word to their last.
 */
import { addDays, dayOf } from '../../kernel/days.ts';
import { takeDays, type Days, type Surroundings } from './days.ts';
import { name } from './person-name.ts';
import { readKnown } from './known-words.ts';
import { cut, find, plainOf, rawOf, says, withoutCommas, type Found, type Phrase } from './phrase.ts';
import type { Sentence } from './sentence.ts';
import { bareTitle, takeClass } from './class-name.ts';
import { takeCourtesy } from './courtesy.ts';
import { takeReason } from './slots.ts';

const degree = '(?: still| very| really| quite| so| too| a bit| feeling| going to be)*';
const illness = [
  '(?<why>ill|sick|unwell|not well|not feeling well|(?:in|in the|at the) (?:hospital|clinic)|',
  'ill in bed|sick in bed|(?:down )?with (?:the |a )?(?:flu|fever|cold|covid)|injured)',
].join('');
const place =
  '(?: (?:to|in|at|from) (?:the |my )?(?:class|classes|school|lesson|lecture|session|course|university|college))?';
const cannot = [
  "(?:can't|cannot|can not|won't|will not|couldn't|could not|am unable to|i'm unable to|",
  "am not able to|i'm not able to|will not be able to|won't be able to)",
].join('');
const absence = [
  `(?:${cannot} (?:come|attend|make it|be there|be here|be present|be in|participate|go)${place}|`,
  "(?:(?:will|i'll|must|am going to|i'm going to) )?(?:be absent|be away|",
  `miss(?: out)?(?: the)?(?: class| classes| school| lesson| lecture| session)?)${place})`,
].join('');
/** "I am ill and cannot come". */
const tail = `(?: (?:and |so )?(?:i )?${absence})?`;

const illForms = [
  `^(?:i'm|i am|i feel|i'll be|i will be|i was|i've been|i have been|i fell|i got|feeling)${degree} ${illness}${tail}$`,
  [
    "^(?:i have|i've|i've got|i got|i caught|have) ",
    '(?<why>(?:the |a |an )?(?:flu|fever|cold|migraine|covid|infection|stomach bug|bad cold|high fever))',
    `${tail}$`,
  ].join(''),
  `^(?<child>my (?:son|daughter|child|kid|ward)(?: ${name})?) (?:is|was|will be|has been)${degree} ${illness}$`,
  [
    `^(?<child>my (?:son|daughter|child|kid|ward)(?: ${name})?) (?:has|has got|caught|got) `,
    '(?<why>(?:the |a |an )?(?:flu|fever|cold|migraine|covid|infection|stomach bug|bad cold|high fever))$',
  ].join(''),
].map((form) => new RegExp(form, 'u'));

const absenceForms = [
  `^(?:i )?${absence}$`,
  `^(?:i )?${cannot} (?:attend|come to|make it to|go to) (?<where>.+)$`,
  '^absent$',
  `^(?<child>my (?:son|daughter|child|kid|ward)(?: ${name})?) (?:${absence}|is (?:absent|away|not coming))$`,
].map((form) => new RegExp(form, 'u'));

const leaveWord = '(?:leave of absence|leave|day off|days off|time off|absence leave|to be excused|be excused)';
const leaveForms = [
  [
    '^(?:i (?!leave))?',
    "(?:(?:(?:can|could|may) i|i'd like|need|want|would like|ask|asking|apply|applying|request|",
    'requesting|take|have|get|submit|put in) )*(?:(?:for|a|an|some|my|to|the|me) )*',
    `(?:(?<kind>sick|medical|compassionate|family) )?${leaveWord}(?: request)?(?: from)?${place}`,
    `(?: for (?<child>my (?:son|daughter|child|kid|ward)(?: ${name})?))?$`,
  ].join(''),
  `^excuse (?:me|my absence)${place}$`,
].map((form) => new RegExp(form, 'u'));

/** What a day is wanted off for, when it says so without "because". */
const purpose = new RegExp(
  [
    String.raw`\b(?:for|to attend|to go to|to see|to visit) (?<why>(?:an? |my |the )?(?:[\p{L}']+ ){0,3}`,
    '(?:appointment|funeral|wedding|exam|examination|interview|surgery|operation|competition|',
    'tournament|ceremony|checkup|check-up|doctor|dentist|hospital|treatment|trip|hearing|',
    'emergency))$',
  ].join(''),
  'u',
);
const lengths: Readonly<Record<string, number>> = {
  one: 1,
  a: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  ten: 10,
};
const length = new RegExp(
  `\\bfor (?:the (?:next )?)?(?<amount>\\d{1,2}|${Object.keys(lengths).join('|')}) (?:days?)\\b`,
);

/**
 * Who asks for how long and why. The class and the reason may be missing: then the tool asks back, or it means all
 * classes.
 */
export function readLeave({ text, isQuestion, phrase, around }: Sentence): Record<string, unknown> | undefined {
  if (isQuestion && !says(phrase, /^(can|could|may) i (please )?(have|get|take|ask|apply|be excused)\b/))
    return undefined;
  const { reason: told, text: sentence } = takeReason(text.replace(/,?\s*sorry[.!\s]*$/i, ''));
  // Nobody is ill who is sick of a class.
  if (says(phrase, /\b(sick|ill) of\b/)) return undefined;
  const said = takeCourtesy(readKnown(sentence, around)).rest;
  const isPast = says(said, /\b(was|were|couldn't|could not|missed|have been|i've been|has been)\b/);
  const { days, rest } = takeLeaveDays(said, isPast ? around : { ...around, isAhead: true });
  const at = find(rest, purpose);
  const core = at ? cut(rest, at) : rest;
  const meant = match(tidy(core), undefined) ?? matchWithClass(core);
  if (!meant || (meant.isBare && !days && told === undefined)) return undefined;
  const reason = told ?? (at?.groups['why'] && rawOf(at.groups['why'])) ?? meant.reason;
  const today = dayOf(around.now, around.timeZone);
  return {
    student: meant.student,
    class: meant.class,
    ...(days ?? (meant.isIll ? { from: today, to: today } : {})),
    reason,
  };
}

interface MeantLeave {
  class: string | undefined;
  student: string | undefined;
  reason: string | undefined;
  isIll: boolean;
  /** Says so little that without a day it could mean anything. */
  isBare: boolean;
}

const tidy = (phrase: Phrase): Phrase => withoutCommas(takeCourtesy(phrase).rest);

/** "in hospital" says where somebody is and "in CS101" which class, so the sentence is first read without a class. */
function matchWithClass(core: Phrase): MeantLeave | undefined {
  const taken = takeClass(core);
  return taken.value === undefined && taken.rest === core ? undefined : match(tidy(taken.rest), taken.value);
}

function match(core: Phrase, named: string | undefined): MeantLeave | undefined {
  const first = (forms: readonly RegExp[]): Found | undefined =>
    forms.map((form) => find(core, form)).find((found) => found !== undefined);
  const ill = first(illForms);
  if (ill) return { class: named, ...partsOf(ill), isIll: true, isBare: false };
  const asked = first(leaveForms);
  if (asked)
    return {
      class: named,
      ...partsOf(asked),
      isIll: false,
      isBare:
        /^(?:(?:my|the|a|take|have) )*(?:leave|leave request|excuse me|excuse my absence|day off|time off|be excused|to be excused)$/.test(
          plainOf(core),
        ),
    };
  const absent = first(absenceForms);
  const where = absent?.groups['where'];
  if (!absent || (where && (named !== undefined || !bareTitle.test(plainOf(where))))) return undefined;
  return { ...partsOf(absent), class: named ?? (where && rawOf(where)), isIll: false, isBare: true };
}

const partsOf = ({ groups }: Found): { student: string | undefined; reason: string | undefined } => {
  const [child, why] = [groups['child'], groups['why'] ?? groups['kind']];
  return { student: child && (child.length > 2 ? rawOf(child.slice(2)) : rawOf(child)), reason: why && rawOf(why) };
};

/** "for three days from Monday", "until Friday" and what other sentences say of days. */
function takeLeaveDays(phrase: Phrase, around: Surroundings): { days: Days | undefined; rest: Phrase } {
  const today = dayOf(around.now, around.timeZone);
  const many = find(phrase, length);
  if (many) {
    const word = plainOf(many.groups['amount'] ?? []);
    const taken = takeDays(cut(phrase, many), around);
    const from = taken.days?.from ?? today;
    return { days: { from, to: addDays(from, (lengths[word] ?? Number(word)) - 1) }, rest: taken.rest };
  }
  const taken = takeDays(phrase, around);
  const until = find(taken.rest, /\b(until|till|through)$/);
  if (!until || !taken.days) return taken;
  return { days: { from: today, to: taken.days.to }, rest: cut(taken.rest, until) };
}
