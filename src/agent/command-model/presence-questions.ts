/** Questions about who was there: the register of a session, the absentees of all, and the flags in a register. */
import { plainOf } from './phrase.ts';
import { has, named, range, some, type Question } from './question.ts';
import { wishOf } from './sentence.ts';

const statusWord = new RegExp(
  [
    String.raw`\b(present|absent|missing|late|excused|here|there|in class|come|came|attend|attended|`,
    'show(ed)? up|turn(ed)? up|check(ed)? in|arrive|arrived|skip|skipped|left|absentees|away|',
    String.raw`roster|waiting|review)\b`,
  ].join(''),
);
const askingWords = new RegExp(
  [
    "^(who|whom|who's|who is|which students?|which|is|was|are|were|did|has|have|does|how many|",
    'anyone|anybody|everyone|everybody|list|any|show|tell|give|names of|do we have|am i missing|',
    String.raw`see)\b`,
  ].join(''),
);
export const presence: Question = ({ isNegated, phrase }, slots) => {
  const asks = has(slots, askingWords);
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

/** One list over all classes; where a class is named, its register tells. */
export const absentees: Question = (_, slots) => {
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
export const flags: Question = (_, slots) =>
  new RegExp(
    `^${some}flags?(?: raised| open| to review)*$|^who (?:used|shared|shares|has used) (?:the same|a|one) (?:phone|device|photo|picture)$`,
  ).test(plainOf(wishOf(slots)))
    ? { ...named(slots), ...(slots.days ? { date: slots.days.from } : {}) }
    : undefined;
