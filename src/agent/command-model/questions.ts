/** Sentences that ask to be told something. They change nothing, so that here a few telling words are enough. */
import { DateTime } from 'luxon';
import type { ToolCallDraft } from './commands.ts';
import { takeDays, type Days } from './days.ts';
import { isAboutFocus } from './focus-grammar.ts';
import { name } from './mark-grammar.ts';
import { cut, find, plainOf, rawOf, readPhrase } from './phrase.ts';
import { ofPlans, takeSlots, wishOf, type Sentence, type Slots } from './sentence.ts';
import type { ToolName } from '../../../tools/tool-names.ts';

type Question = (sentence: Sentence, slots: Slots) => Record<string, unknown> | undefined;

const has = (slots: Slots, pattern: RegExp): boolean => pattern.test(slots.plain);
const range = (slots: Slots): { from?: string; to?: string } => slots.days ?? {};
const named = (slots: Slots): { class?: string } => (slots.class === undefined ? {} : { class: slots.class });

const help: Question = ({ isGreeting, phrase }, slots) => {
  const isHelp =
    /^(help|help me|who am i|what can (you|i|we) (do|say|ask)( for me| here| you)?|what do you do|what are you|who are you|how do(es)? (this|you|it) work|commands|options|menu|start|\?+|how can you help( me)?|((show |list |what are |which are )?(my|our) (classes|courses|roles?))|(what|which) (classes|courses) (do i|am i|have i).*|how (do|can|could|would|should) i .*|how to .*)$/.test(
      slots.plain,
    );
  return isHelp || (isGreeting && phrase.length === 0) ? {} : undefined;
};

const leaveNoun =
  /\b(leave|absence|time off|sick note) (requests?|applications?)\b|\brequests? for leave\b|\bon (sick )?leave\b|\b(my|pending|open|approved|rejected) leaves?\b/;
/** "leave requests", "is my leave approved?", "who is on leave?" */
const leaveRequests: Question = (_, slots) => {
  if (!has(slots, leaveNoun) && !/^leaves?$/.test(plainOf(wishOf(slots)))) return undefined;
  if (has(slots, /\b(told|said|think|mark|marked|how|why|should|approve|reject|policy|rule|rules|what is)\b/))
    return undefined;
  const status = has(slots, /\b(pending|open|waiting|new|undecided)\b/)
    ? 'pending'
    : has(
          slots,
          /^(who|who's|which students?|list|show)\b.*\bon (sick )?leave\b|^(list|show|all|the)?( all| the)? ?approved\b/,
        )
      ? 'approved'
      : has(slots, /^(list|show|all|the)?( all| the)? ?rejected\b/)
        ? 'rejected'
        : undefined;
  return { ...named(slots), ...(status ? { status } : {}) };
};

const recordWord =
  /\b(attendance|record|records|percentage|absences?|status|statistics|history|presence|score|rate|lates|lateness|standing|figures)\b/;
/** "how is my daughter doing", "my son Blaise's attendance": what a guardian asks about a ward. */
const child = new RegExp(
  `\\bmy (?<child>(?:son|daughter|child|kid|ward)(?: (?!doing|late|absent|present|missing|in|at|here|there|come|came|attend|attended|miss|missed|been|be|was|is|today)${name}?)?)(?:'s)?\\b`,
  'u',
);
const wardRecord: Question = ({ phrase }, slots) => {
  const who = find(phrase, child)?.groups['child'];
  const isAsked =
    recordWord.test(slots.plain) ||
    /^(?:how|is|was|did|has|have|were)\b.*\b(?:doing|late|absent|present|missing|in class|at school|come|came|attend|attended|miss|missed)\b/.test(
      plainOf(phrase),
    );
  if (!who || !isAsked || /\b(?:told|said|think|because)\b/.test(slots.plain)) return undefined;
  return {
    student: who.length > 1 ? rawOf(who.slice(1)).replace(/'s$/, '') : `my ${plainOf(who).replace(/'s$/, '')}`,
    ...named(slots),
    ...range(slots),
  };
};

const myRecord: Question = (sentence, slots) => {
  const ofWard = wardRecord(sentence, slots);
  if (ofWard) return ofWard;
  const isOwn = /\b(my|mine)\b/.test(slots.plain) && recordWord.test(slots.plain);
  const isAsked =
    /\b((have|did|was|am|were|do|has) i|i have|i've|i was|i am|i did|how am i|i missed|i attend)\b/.test(slots.plain) &&
    /\b(absences?|attendance|attend|attended|miss|missed|late|absent|present|skip|skipped|below|minimum|doing|percentage|marked|excused|come|risk|behind|enough|checked in|check in)\b/.test(
      slots.plain,
    ) &&
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
  `^(?:what|what's|which|when|where|how many|do|have)(?: ${planWord})?(?: is| are)?(?: my| our)?(?: next| first| last)?(?: ${planWord})?(?: (?:do|am|are))?(?: (?:i|we))?(?: (?:have|got|having|teach|teaching|need to|have to))*(?: (?:to )?(?:go to|attend|be|teach|on|any|a|my|the))*(?: ${planWord})?(?: (?:on|scheduled|planned|coming up|next|up))*$`,
);
const ownPlan = new RegExp(
  `^(?:my |our |the )?(?:timetable|schedule|agenda|calendar)$|^(?:when|where|what)(?:'s| is)(?: my| our) next ${planWord}$|^what's (?:on|up|next)$`,
);
const timetable: Question = (sentence) => {
  const slots = takeSlots(ofPlans(sentence));
  const said = plainOf(wishOf(slots));
  const isAsked =
    ownPlan.test(said) ||
    (/\b(?:do (?:i|we)|have (?:i|we)|am i|are we)\b|\bwhat's on\b/.test(said) &&
      (slots.days !== undefined || /^what do (?:i|we) have(?: on)?$/.test(said)) &&
      whatIsOn.test(said));
  return isAsked && !sentence.isNegated && slots.class === undefined ? range(slots) : undefined;
};

/** Questions that a few fixed words ask; a day may be named where the tool has a use for it. */
const asking =
  (pattern: RegExp): Question =>
  (_, slots) =>
    pattern.test(plainOf(wishOf(slots))) ? named(slots) : undefined;
const without =
  (question: Question): Question =>
  (sentence, slots) =>
    slots.class === undefined ? question(sentence, slots) : undefined;

const some =
  '(?:(?:are there|is there|do i have|have i got|list|any|the|my|all|open|pending|new|unread|latest|unanswered) )*';
const notifications = without(
  asking(
    new RegExp(
      `^(?:what's|what is|is there|is|anything|is there anything) new(?: for me)?$|^any news(?: for me)?$|^${some}(?:notifications?|alerts|inbox|updates)(?: for me)?$|^${some}(?:new|unread) messages(?: for me)?$|^news$`,
    ),
  ),
);
const dashboard = without(
  asking(
    /^(?:(?:my|the|our|today's|school|admin|teacher|student) )*dashboard$|^(?:how is |how's )?my day(?: looking)?$|^(?:what|what's|is anything|anything)(?: is)?(?: still)? waiting(?: for me)?$|^what needs my attention$/,
  ),
);
const appeals = asking(
  new RegExp(
    `^${some}appeals?(?: waiting| open| pending| requests?)*$|^who(?: has)? appealed$|^(?:is|was|has) my appeal(?: been)? (?:answered|accepted|declined|rejected|approved)$`,
  ),
);
const approvalWords = new RegExp(
  `\\b(?:wait|waits|waiting|wants|want|pending)\\b.*\\b(?:approval|approved|let in|to come in)$|^${some}(?:approvals|sign-?ups|sign ups|registrations|new accounts|pending accounts|account requests)$|^who(?: has)? (?:signed up|registered)$`,
);
/** "for approval" names no class. */
const approvals: Question = ({ phrase }) => (approvalWords.test(plainOf(phrase)) ? {} : undefined);

const heldPhotos = without(
  asking(
    new RegExp(
      `^${some}(?:photos?|faces|selfies) (?:to look at|to review|to check|that (?:wait|need a look)|waiting|held|held back|for review|on hold)$|^(?:which|what) (?:photos?|faces) (?:wait|are waiting|need a look|are held|do i (?:have to|need to) look at)$|^${some}(?:held|waiting) photos$|^face reviews$`,
    ),
  ),
);

/** One list over all classes; where a class is named, its register tells. */
const absentees: Question = (_, slots) => {
  const isList = /^(?:(?:the|all|all the|list|today's|who are|who were) )*(?:absentees|absences|absent students)$/.test(
    plainOf(wishOf(slots)),
  );
  const isOfAll =
    /^who (?:is|was|were|has been|did not come|missed|skipped)\b/.test(slots.plain) &&
    statusWord.test(slots.plain) &&
    /\b(?:in|of|from|across) (?:all|any|every|the whole)\b(?: of)?(?: (?:my|the))?(?: (?:classes|courses|class|school|institution))?$/.test(
      plainOf(slots.whole),
    );
  return slots.class === undefined && (isList || isOfAll) ? range(slots) : undefined;
};

/** A flag stands in the register of its session. */
const flags: Question = (_, slots) =>
  new RegExp(
    `^${some}flags?(?: raised| open| to review)*$|^who (?:used|shared|shares|has used) (?:the same|a|one) (?:phone|device|photo|picture)$`,
  ).test(plainOf(wishOf(slots)))
    ? { ...named(slots), ...(slots.days ? { date: slots.days.from } : {}) }
    : undefined;

const sheetWord = /\b(sheets?|register|report|export|pdf|excel|xlsx?|csv|spreadsheet|print ?out|download|json)\b/;
const sheet: Question = ({ isNegated }, slots) => {
  const isAbout =
    has(
      slots,
      /^(what|why|how|who|when|is|are|does|do|did|was|were|where do|if)\b|\b(said|told|lost|wrong|mistake|broken|read)\b/,
    ) && !has(slots, /^where('s| is) (the|my)/);
  if (!has(slots, sheetWord) || isAbout || isNegated) return undefined;
  return { class: slots.class ?? leftOver(slots), ...range(slots), ...(slots.format ? { format: slots.format } : {}) };
};

const statisticsWord =
  /\b(statistics|figures|percentage|average|trend|trends|rate|rates|overview|summary|numbers|below|at risk|lowest|highest|worst|best|attendance)\b/;
const campusName =
  /\b(?:(?:at|on|in|of|for) )?(?:the )?(?:campus (?<after>[\p{L}\p{N}][\p{L}\p{N}'-]*)(?= (?:do|doing|go|going|been)\b|$)|(?<before>(?!(?:at|on|in|of|for|and|which|what|each|every|the|a|by|per|whole|entire|this|our|my|did|is|was|has|are|how)\b)[\p{L}\p{N}][\p{L}\p{N}'-]*) campus)(?:'s)?\b/u;

/** "how did the north campus do this month": its name is none of a class. */
const campusStatistics: Question = (sentence, slots) => {
  const undated = takeDays(sentence.phrase, sentence.around).rest;
  const at = find(undated, campusName);
  const campus = at?.groups['after'] ?? at?.groups['before'];
  if (!at || !campus) return undefined;
  const rest = takeSlots({ ...sentence, phrase: cut(undated, at) });
  return statistics(sentence, { ...rest, class: undefined })
    ? { campus: rawOf(campus).replace(/'s$/, ''), ...range(slots) }
    : undefined;
};

const ofTheUnit = /^how (?:did|was|is|has|goes|did) (?:the|our|my) (?<unit>week|month|year)\b/;
/** "the week" is this one. */
const unitDays = (sentence: Sentence, { plain }: Slots): { from?: string; to?: string } => {
  const unit = ofTheUnit.exec(plain)?.groups?.['unit'];
  return unit === undefined ? {} : (takeDays(readPhrase(`this ${unit}`), sentence.around).days ?? {});
};

const statistics: Question = (sentence, slots) => {
  const { isNegated } = sentence;
  const isHow =
    has(
      slots,
      /\bhow('s| is| was| were| are| did| does| has| have| good| bad| well| often)?\b.*\b(attendance|class|classes|course|students|week|month|year|going|go|went|do|doing|we|it|attend)\b/,
    ) || has(slots, /^how('s| is| was| were| are| did| has)?$/);
  const isAbout = has(
    slots,
    /^how (do|can|could|should|would) (i|you|we)\b|^how to\b|\b(said|told|why|mark|take|wrong|mistake|policy|rule|rules|important|mean|means|what is attendance)\b/,
  );
  if (isAbout || isNegated || !(isHow || has(slots, statisticsWord))) return undefined;
  return { class: slots.class ?? leftOver(slots), ...unitDays(sentence, slots), ...range(slots) };
};

const statusWord =
  /\b(present|absent|missing|late|excused|here|there|in class|come|came|attend|attended|show(ed)? up|turn(ed)? up|check(ed)? in|arrive|arrived|skip|skipped|left|absentees|away|roster|waiting|review)\b/;
const presence: Question = ({ isNegated, phrase }, slots) => {
  const asks = has(
    slots,
    /^(who|whom|who's|who is|which students?|which|is|was|are|were|did|has|have|does|how many|anyone|anybody|everyone|everybody|list|any|show|tell|give|names of|do we have|am i missing|see)\b/,
  );
  const isList = has(
    slots,
    /^(the )?(missing|absent|absentees|present|late|excused|waiting|roster)( students?| ones| list| people| kids| pupils| so far)*$/,
  );
  const isAbout =
    has(slots, /\b(i|my|told|said|mean|should|window|door|why|when|you)\b/) ||
    has(slots, /^(is|are|was) (it|this|that|there)\b/);
  if (!(isList || (asks && statusWord.test(plainOf(phrase)))) || isAbout) return undefined;
  return isNegated && !asks ? undefined : { ...named(slots), ...(slots.days ? { date: slots.days.from } : {}) };
};

/** Of one session: the day is that of the first. */
const focus: Question = ({ isNegated }, slots) =>
  !isNegated && isAboutFocus(slots) ? { ...named(slots), ...(slots.days ? { date: slots.days.from } : {}) } : undefined;

const filler = new Set([
  'show',
  'send',
  'give',
  'get',
  'make',
  'generate',
  'print',
  'export',
  'download',
  'create',
  'pull',
  'up',
  'fetch',
  'see',
  'have',
  'want',
  'need',
  'me',
  'us',
  'i',
  'we',
  'the',
  'a',
  'an',
  'my',
  'our',
  'of',
  'for',
  'in',
  'and',
  'with',
  'as',
  'to',
  'on',
  'from',
  'please',
  'all',
  'full',
  'latest',
  'new',
  'can',
  'could',
  'is',
  "what's",
  'what',
  'was',
  'how',
  'were',
  'are',
  "how's",
  'where',
  "where's",
  'sheet',
  'sheets',
  'attendance',
  'register',
  'report',
  'pdf',
  'excel',
  'xlsx',
  'xls',
  'csv',
  'json',
  'spreadsheet',
  'file',
  'statistics',
  'figures',
  'percentage',
  'average',
  'rate',
  'numbers',
  'overview',
  'summary',
  'trend',
  'class',
  'classes',
  'course',
  'session',
  'sessions',
  'students',
  'student',
  'records',
  'record',
  'did',
  'do',
  'doing',
  'going',
  'go',
  'went',
  'it',
  'this',
  'that',
  'who',
  'below',
  'minimum',
  'at',
  'risk',
  'has',
  'have',
  'lowest',
  'highest',
  'worst',
  'best',
  'far',
  'so',
  'overall',
  'general',
  'good',
  'bad',
  'out',
  'printout',
  'whole',
  'entire',
  'everyone',
  'everybody',
  'been',
  'be',
  'tell',
  'about',
  'by',
  'week',
  'month',
  'year',
  'term',
  'percent',
  'number',
  'under',
  'than',
  'less',
  'more',
  'over',
  'which',
  'your',
  'their',
  'there',
  'everything',
  'monthly',
  'weekly',
  'daily',
  'campus',
  'campuses',
]);

/** "the algebra sheet": what is neither filler nor anything else is the class. */
function leftOver({ core }: Slots): string | undefined {
  const words = core.filter((word) => !filler.has(word.plain.replace(/'s$/, '')) && !/^\d+%?$/.test(word.plain));
  const isTogether =
    words.length > 0 && words.length <= 4 && core.indexOf(words.at(-1)!) - core.indexOf(words[0]!) === words.length - 1;
  return isTogether ? words.map((word) => word.raw.replace(/'s$/, '')).join(' ') : undefined;
}

/** Tried in this order. */
const questions: readonly (readonly [ToolName, Question])[] = [
  ['my_timetable', timetable],
  ['focus_index', focus],
  ['notifications', notifications],
  ['dashboard', dashboard],
  ['appeals', appeals],
  ['approvals', approvals],
  ['photos_to_look_at', heldPhotos],
  ['absentees', absentees],
  ['who_am_i', help],
  ['leave_requests', leaveRequests],
  ['my_record', myRecord],
  ['attendance_sheet', sheet],
  ['who_is_present', (sentence, slots) => flags(sentence, slots) ?? presence(sentence, slots)],
  ['class_statistics', (sentence, slots) => campusStatistics(sentence, slots) ?? statistics(sentence, slots)],
];

/** What is asked for, by the first question whose tool `isUsable`. */
export function readQuestion(sentence: Sentence, isUsable: (tool: ToolName) => boolean): ToolCallDraft | undefined {
  const slots = takeSlots(sentence, ['format']);
  for (const [tool, read] of questions) {
    if (!isUsable(tool)) continue;
    const args = read(sentence, slots);
    if (args) return settle(tool, args, slots, sentence);
  }
  return undefined;
}

/** The register of a session is one day's; who was there over several is in the sheet. */
function settle(tool: ToolName, args: Record<string, unknown>, { days }: Slots, { around }: Sentence): ToolCallDraft {
  const kept = Object.fromEntries(Object.entries(args).filter(([, value]) => value !== undefined));
  if (tool !== 'who_is_present' || !days) return { tool, args: kept };
  const rest = Object.fromEntries(Object.entries(kept).filter(([name]) => name !== 'date'));
  if (isSeveral(days)) return { tool: 'attendance_sheet', args: { ...rest, ...days } };
  return {
    tool,
    args: days.from === DateTime.fromJSDate(around.now, { zone: around.timeZone }).toISODate() ? rest : kept,
  };
}

const isSeveral = ({ from, to }: Days): boolean => from !== to;
