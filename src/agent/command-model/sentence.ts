/** A message as the intents see it: read once, with courtesy taken off and slots to be taken out as needed. */
import { takeDays, type Days, type Surroundings } from './days.ts';
import { readKnown } from './known-words.ts';
import { plainOf, says, withoutCommas, type Phrase } from './phrase.ts';
import { takeClass } from './class-name.ts';
import { takeCourtesy, takeWish } from './courtesy.ts';
import { takeCode, takeFormat, takeMinutes } from './slots.ts';

export interface Sentence {
  readonly text: string;
  readonly photos: number;
  readonly around: Surroundings;
  /** Without courtesy. */
  readonly phrase: Phrase;
  /** Asked rather than said; "could you…?" is said. */
  readonly isQuestion: boolean;
  readonly isNegated: boolean;
  readonly isGreeting: boolean;
}

export interface Slots {
  class: string | undefined;
  days: Days | undefined;
  format: 'xlsx' | 'csv' | 'json' | 'pdf' | undefined;
  minutes: number | undefined;
  code: string | undefined;
  /** What is left when all but the class are taken out. */
  whole: Phrase;
  /** What is left when they are taken out. */
  core: Phrase;
  /** `core` as the rules know it. */
  plain: string;
}

const questionWord = new RegExp(
  [
    "^(who|whom|who's|what|what's|which|when|where|why|how|how's|is|are|was|were|am|do|does|did|",
    String.raw`has|have|had|can|could|may|might|should|shall|will|would|if|whether)\b`,
  ].join(''),
);
const negation = new RegExp(
  [
    String.raw`\b(not|never|no|nobody|don't|doesn't|didn't|won't|can't|cannot|isn't|aren't|wasn't|weren't|`,
    String.raw`shouldn't|wouldn't|without|instead of|stop)\b`,
  ].join(''),
);

export function readSentence(text: string, photos: number, around: Surroundings): Sentence {
  const { rest: phrase, isRequest, isGreeting } = takeCourtesy(readKnown(text, around));
  const isAsked = /\?\s*$/.test(text) || says(phrase, questionWord);
  const isWish = /^(can|could|may) (i|we)( please)? (have|get)\b/.test(plainOf(phrase));
  return {
    text,
    photos,
    around,
    phrase,
    isQuestion: isAsked && !isWish && (!isRequest || says(phrase, questionWord)),
    isNegated: says(phrase, negation),
    isGreeting,
  };
}

/**
 * Takes every slot out. Lengths and codes only where an intent has a use for them, since they look like dates and
 * classes.
 */
export function takeSlots(sentence: Sentence, also: readonly ('minutes' | 'code' | 'format')[] = []): Slots {
  let rest = sentence.phrase;
  const take = <T>(
    wanted: boolean,
    taker: (phrase: Phrase) => { value: T | undefined; rest: Phrase },
  ): T | undefined => {
    if (!wanted) return undefined;
    const taken = taker(rest);
    rest = taken.rest;
    return taken.value;
  };
  const format = take(also.includes('format'), takeFormat);
  const code = take(also.includes('code'), takeCode);
  const minutes = take(also.includes('minutes'), (phrase) => takeMinutes(phrase, sentence.around));
  const { days, rest: undated } = takeDays(rest, sentence.around);
  rest = takeCourtesy(undated).rest;
  const whole = withoutCommas(rest);
  const named = take(true, takeClass);
  const core = withoutCommas(takeCourtesy(rest).rest);
  return { class: named, days, format, minutes, code, whole, core, plain: plainOf(core) };
}

/** The same, said of plans: days lie ahead. */
export const ofPlans = (sentence: Sentence): Sentence => ({
  ...sentence,
  around: { ...sentence.around, isAhead: true },
});

/** The core behind "show me" and "can I have". */
export const wishOf = (slots: Slots): Phrase => takeWish(slots.core);
