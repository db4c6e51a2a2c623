/** Questions about a class in figures: its sheet, its statistics and those of a campus, its focus index. */
import { takeDays } from './days.ts';
import { isAboutFocus } from './focus-grammar.ts';
import { cut, find, rawOf, readPhrase } from './phrase.ts';
import { has, named, range, type Question } from './question.ts';
import { takeSlots, type Sentence, type Slots } from './sentence.ts';

const sheetWord = /\b(sheets?|register|report|export|pdf|excel|xlsx?|csv|spreadsheet|print ?out|download|json)\b/;
export const sheet: Question = ({ isNegated }, slots) => {
  const isAbout =
    has(
      slots,
      /^(what|why|how|who|when|is|are|does|do|did|was|were|where do|if)\b|\b(said|told|lost|wrong|mistake|broken|read)\b/,
    ) && !has(slots, /^where('s| is) (the|my)/);
  if (!has(slots, sheetWord) || isAbout || isNegated) return undefined;
  return { class: slots.class ?? leftOver(slots), ...range(slots), ...(slots.format ? { format: slots.format } : {}) };
};

const statisticsWord = new RegExp(
  [
    String.raw`\b(statistics|figures|percentage|average|trend|trends|rate|rates|overview|summary|numbers|`,
    String.raw`below|at risk|lowest|highest|worst|best|attendance)\b`,
  ].join(''),
);
const campusName = new RegExp(
  [
    String.raw`\b(?:(?:at|on|in|of|for) )?(?:the )?`,
    String.raw`(?:campus (?<after>[\p{L}\p{N}][\p{L}\p{N}'-]*)(?= (?:do|doing|go|going|been)\b|$)|`,
    '(?<before>(?!(?:at|on|in|of|for|and|which|what|each|every|the|a|by|per|whole|entire|this|our|my|did|is|was|',
    String.raw`has|are|how)\b)[\p{L}\p{N}][\p{L}\p{N}'-]*) campus)(?:'s)?\b`,
  ].join(''),
  'u',
);

/** "how did the north campus do this month": its name is none of a class. */
export const campusStatistics: Question = (sentence, slots) => {
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

const howItGoes = new RegExp(
  [
    String.raw`\bhow('s| is| was| were| are| did| does| has| have| good| bad| well| often)?\b.*\b`,
    '(attendance|class|classes|course|students|week|month|year|going|go|went|do|doing|we|it|attend)',
    String.raw`\b`,
  ].join(''),
);
const aboutAttendance = new RegExp(
  [
    String.raw`^how (do|can|could|should|would) (i|you|we)\b|^how to\b|`,
    String.raw`\b(said|told|why|mark|take|wrong|mistake|policy|rule|rules|important|mean|means|`,
    String.raw`what is attendance)\b`,
  ].join(''),
);
export const statistics: Question = (sentence, slots) => {
  const { isNegated } = sentence;
  const isHow = has(slots, howItGoes) || has(slots, /^how('s| is| was| were| are| did| has)?$/);
  const isAbout = has(slots, aboutAttendance);
  if (isAbout || isNegated || !(isHow || has(slots, statisticsWord))) return undefined;
  return { class: slots.class ?? leftOver(slots), ...unitDays(sentence, slots), ...range(slots) };
};

/** Of one session: the day is that of the first. */
export const focus: Question = ({ isNegated }, slots) =>
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
