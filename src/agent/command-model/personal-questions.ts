/** What somebody asks about themselves or their child: who they are here, their record, their timetable. */
import { find, plainOf, rawOf } from './phrase.ts';
import { nameWord } from './person-name.ts';
import { named, range, type Question } from './question.ts';
import { ofPlans, takeSlots, wishOf } from './sentence.ts';

const helpWords = new RegExp(
  [
    '^',
    '(help|help me|who am i|what can (you|i|we) (do|say|ask)( for me| here| you)?|what do you do|',
    String.raw`what are you|who are you|how do(es)? (this|you|it) work|commands|options|menu|start|\?+|`,
    'how can you help( me)?|',
    '((show |list |what are |which are )?(my|our) (classes|courses|roles?))|',
    '(what|which) (classes|courses) (do i|am i|have i).*|how (do|can|could|would|should) i .*|',
    'how to .*)$',
  ].join(''),
);
export const help: Question = ({ isGreeting, phrase }, slots) => {
  const isHelp = helpWords.test(slots.plain);
  return isHelp || (isGreeting && phrase.length === 0) ? {} : undefined;
};

const recordWord =
  /\b(attendance|record|records|percentage|absences?|status|statistics|history|presence|score|rate|lates|lateness|standing|figures)\b/;
/** "how is my daughter doing", "my son Blaise's attendance": what a guardian asks about a ward. */
const child = new RegExp(
  [
    '\\bmy (?<child>(?:son|daughter|child|kid|ward)(?: ',
    '(?!(?:doing|late|absent|present|missing|in|at|here|there|come|came|attend|attended|miss|missed|',
    `been|be|was|is|today)\\b)${nameWord}){0,5})(?:'s)?\\b`,
  ].join(''),
  'u',
);
const askedOfChild = new RegExp(
  [
    String.raw`^(?:how|is|was|did|has|have|were)\b.*\b`,
    '(?:doing|late|absent|present|missing|in class|at school|come|came|attend|attended|miss|missed)',
    String.raw`\b`,
  ].join(''),
);
const wardRecord: Question = ({ phrase }, slots) => {
  const who = find(phrase, child)?.groups['child'];
  const isAsked = recordWord.test(slots.plain) || askedOfChild.test(plainOf(phrase));
  if (!who || !isAsked || /\b(?:told|said|think|because)\b/.test(slots.plain)) return undefined;
  return {
    student: who.length > 1 ? rawOf(who.slice(1)).replace(/'s$/, '') : `my ${plainOf(who).replace(/'s$/, '')}`,
    ...named(slots),
    ...range(slots),
  };
};

const attendanceWord = new RegExp(
  [
    String.raw`\b(absences?|attendance|attend|attended|miss|missed|late|absent|present|skip|skipped|below|`,
    String.raw`minimum|doing|percentage|marked|excused|come|risk|behind|enough|checked in|check in)\b`,
  ].join(''),
);
export const myRecord: Question = (sentence, slots) => {
  const ofWard = wardRecord(sentence, slots);
  if (ofWard) return ofWard;
  const isOwn = /\b(my|mine)\b/.test(slots.plain) && recordWord.test(slots.plain);
  const isAsked =
    /\b((have|did|was|am|were|do|has) i|i have|i've|i was|i am|i did|how am i|i missed|i attend)\b/.test(slots.plain) &&
    attendanceWord.test(slots.plain) &&
    !/\b(told|said|think|heard|because|sorry)\b/.test(slots.plain);
  const isShort =
    /^(attendance|record|percentage|absences|history|my record|status|statistics)( percentage| record| history| rate)?$/.test(
      plainOf(wishOf(slots)),
    );
  return isOwn || isAsked || isShort ? { ...named(slots), ...range(slots) } : undefined;
};

const planWord =
  '(?:timetable|schedule|agenda|calendar|lessons?|lectures?|class|classes|courses?|sessions?|seminars?|labs?|tutorials?)';
/** Days are what makes "which classes do I have" a question about the timetable, and not about who one is. */
const whatIsOn = new RegExp(
  [
    `^(?:what|what's|which|when|where|how many|do|have)(?: ${planWord})?(?: is| are)?`,
    `(?: my| our)?(?: next| first| last)?(?: ${planWord})?(?: (?:do|am|are))?(?: (?:i|we))?`,
    '(?: (?:have|got|having|teach|teaching|need to|have to))*',
    `(?: (?:to )?(?:go to|attend|be|teach|on|any|a|my|the))*(?: ${planWord})?`,
    '(?: (?:on|scheduled|planned|coming up|next|up))*$',
  ].join(''),
);
const ownPlan = new RegExp(
  [
    '^(?:my |our |the )?(?:timetable|schedule|agenda|calendar)$|',
    `^(?:when|where|what)(?:'s| is)(?: my| our) next ${planWord}$|^what's (?:on|up|next)$`,
  ].join(''),
);
export const timetable: Question = (sentence) => {
  const slots = takeSlots(ofPlans(sentence));
  const said = plainOf(wishOf(slots));
  const isAsked =
    ownPlan.test(said) ||
    (/\b(?:do (?:i|we)|have (?:i|we)|am i|are we)\b|\bwhat's on\b/.test(said) &&
      (slots.days !== undefined || /^what do (?:i|we) have(?: on)?$/.test(said)) &&
      whatIsOn.test(said));
  return isAsked && !sentence.isNegated && slots.class === undefined ? range(slots) : undefined;
};
