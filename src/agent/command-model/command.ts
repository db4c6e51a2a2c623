/** What a command is to the rules, and how most are read. */
import { dayOf } from '../../kernel/days.ts';
import { plainOf } from './phrase.ts';
import type { Sentence, Slots } from './sentence.ts';
import type { ToolName } from '../../../tools/tool-names.ts';

export interface ToolCallDraft {
  tool: ToolName;
  args: Record<string, unknown>;
}

/** One call, with the arguments that were said. */
export const call = (tool: ToolName, args: Record<string, unknown> = {}): ToolCallDraft[] => [
  { tool, args: Object.fromEntries(Object.entries(args).filter(([, value]) => value !== undefined)) },
];
/** Reads the calls that a sentence asks for; none when it is something else. */
export type Command = (sentence: Sentence) => ToolCallDraft[];
export const nothing: ToolCallDraft[] = [];

/** A command of fixed words. */
export const exactly =
  (tool: ToolName, pattern: RegExp): Command =>
  (sentence) =>
    !sentence.isQuestion && pattern.test(plainOf(sentence.phrase)) ? call(tool) : nothing;

/** A command that a reader of its own makes out. */
export const readBy =
  (tool: ToolName, read: (sentence: Sentence) => Record<string, unknown> | undefined): Command =>
  (sentence) => {
    const args = read(sentence);
    return args ? call(tool, args) : nothing;
  };

/** One day that is over. */
export const isOver = ({ days }: Slots, { around }: Sentence): boolean =>
  days !== undefined && days.from === days.to && days.from < dayOf(around.now, around.timeZone);

/** Sessions open and close now: what names a day to come is something else. */
export const isNow = ({ days }: Slots, { around }: Sentence): boolean =>
  days === undefined || (days.from === days.to && days.from === dayOf(around.now, around.timeZone));
