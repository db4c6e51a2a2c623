/** What a question is to the rules, and the words that questions share. */
import { plainOf } from './phrase.ts';
import { wishOf, type Sentence, type Slots } from './sentence.ts';

/** Reads the arguments of the tool that answers; undefined when something else is asked. */
export type Question = (sentence: Sentence, slots: Slots) => Record<string, unknown> | undefined;

/** Whether the words without their slots say so. */
export const has = (slots: Slots, pattern: RegExp): boolean => pattern.test(slots.plain);
/** The days that were named, as arguments. */
export const range = (slots: Slots): { from?: string; to?: string } => slots.days ?? {};
/** The class that was named, as an argument. */
export const named = (slots: Slots): { class?: string } => (slots.class === undefined ? {} : { class: slots.class });

/** Questions that a few fixed words ask; a day may be named where the tool has a use for it. */
export const asking =
  (pattern: RegExp): Question =>
  (_, slots) =>
    pattern.test(plainOf(wishOf(slots))) ? named(slots) : undefined;
/** Only where no class is named. */
export const without =
  (question: Question): Question =>
  (sentence, slots) =>
    slots.class === undefined ? question(sentence, slots) : undefined;

/** "any new", "list all my open": what may stand before the name of a list. */
export const some =
  '(?:(?:are there|is there|do i have|have i got|list|any|the|my|all|open|pending|new|unread|latest|unanswered) )*';
