/** "Turn on focus for CS101, DPIA 2026-14", "focus of CS101": sentences about the focus index. */
import type { Surroundings } from './days.ts';
import { readKnown } from './known-words.ts';
import { plainOf, withoutCommas } from './phrase.ts';
import { takeSlots, wishOf, type Sentence, type Slots } from './sentence.ts';
import { takeClass } from './class-name.ts';
import { takeCourtesy } from './courtesy.ts';

const noun = '(?:(?:the|my|our|class|a) )*focus(?: (?:index|figure|figures|chart|timeline|curve))?';
const ofTheClass =
  "(?: (?:of|in|for) (?:(?:the|my|our|this|today's) )*(?:class|session|lesson|lecture|students|room))?";
const asked = new RegExp(
  [
    `^${noun}${ofTheClass}$|^(?:how|how's|what|what's)(?: (?:is|was|are|were|did))?`,
    "(?: (?:the|my|our|its|their|today's|class))* ",
    '(?:focus(?: index)?|focused|attentive|attention)(?: (?:is|was|are|were))?',
    '(?: (?:the|my|our|they|it|we|you|students|class|session|lesson|everyone|everybody))*',
    '(?: (?:like|go|do))?$',
  ].join(''),
);
const switched = {
  on: new RegExp(`^(?:turn|switch) on ${noun}$|^(?:turn|switch) ${noun} on$|^(?:enable|activate) ${noun}$`),
  off: new RegExp(`^(?:turn|switch) off ${noun}$|^(?:turn|switch) ${noun} off$|^(?:disable|deactivate) ${noun}$`),
};
const assessment = new RegExp(
  [
    String.raw`^(?<before>.*?)[\s,;(]*\b(?:with |under |by |per |see )?(?:the |a )?`,
    String.raw`(?:dpia|impact assessment)\b(?:\s+(?:reference|number|ref|no\.?|is))*[\s:#]*`,
    String.raw`(?<reference>[^,;()]*?)\)?[.!\s]*(?:[,;]\s*(?<more>.*?))?[.!\s]*$`,
  ].join(''),
  'isu',
);
const perStudent = /[\s,;]*\b(?:and |also |but )*(?:per student|student by student|for each student|by student)\b/iu;
const minimum =
  /[\s,;]*\b(?:with |for |of )*(?:at least|a minimum of|minimum of|minimum) (?<people>\d{1,3})(?: people| students)?\b/iu;

/** Whether the words ask for the index of a class. */
export const isAboutFocus = (slots: Slots): boolean => asked.test(plainOf(wishOf(slots)));

/** Which class, by which assessment, of how many. */
export function readTurnOn({ text, isQuestion, isNegated, around }: Sentence): Record<string, unknown> | undefined {
  if (isQuestion || isNegated) return undefined;
  const isPerStudent = perStudent.test(text);
  const people = minimum.exec(text)?.groups?.['people'];
  const said = text.replace(perStudent, '').replace(minimum, '');
  const { before = said, reference, more } = assessment.exec(said)?.groups ?? {};
  // What is said besides may be a condition.
  if (more !== undefined && more.trim() !== '') return undefined;
  const found = readSwitch(before, around, 'on');
  return (
    found && {
      ...found,
      dpiaReference: reference?.trim() === '' ? undefined : reference?.trim(),
      minimumPeople: people === undefined ? undefined : Number(people),
      perStudent: isPerStudent ? true : undefined,
    }
  );
}

export const readTurnOff = ({ text, isQuestion, isNegated, around }: Sentence): Record<string, unknown> | undefined =>
  isQuestion || isNegated ? undefined : readSwitch(text, around, 'off');

function readSwitch(text: string, around: Surroundings, way: 'on' | 'off'): { class: string | undefined } | undefined {
  const named = takeClass(takeCourtesy(readKnown(text, around)).rest);
  return switched[way].test(plainOf(withoutCommas(takeCourtesy(named.rest).rest))) ? { class: named.value } : undefined;
}

/** A photo of the room that comes with words about its focus. */
export function readMeasured(sentence: Sentence): Record<string, unknown> | undefined {
  const slots = takeSlots(sentence);
  const isMeant =
    isAboutFocus(slots) ||
    /^(?:measure|work out|compute|calculate|check) (?:the )?(?:class )?focus(?: index)?$/.test(slots.plain);
  return sentence.photos > 0 && isMeant && !sentence.isNegated && slots.days?.from === slots.days?.to
    ? { class: slots.class }
    : undefined;
}
