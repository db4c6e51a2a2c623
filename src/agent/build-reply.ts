/** What a person reads in the end: the tools' own words for effects, the model's for what was looked up. */
import type { AskedFor } from '../kernel/errors.ts';
import type { Answer } from './answer.ts';
import type { Collected, ToolOutput } from './tool-executor.ts';
import { words } from './words/en.ts';

const lastResort = words.iCouldNotMakeSense;
const unfinished = words.theRestFailedOnOurSide;

/**
 * Chooses the words and buttons of an answer. `text` is what the model said last, if anything.
 * @throws the failure that was collected, unless something had been done before it: then that is told.
 */
export function buildReply(
  { outputs, failure }: Collected,
  text: string,
): Pick<Answer, 'text' | 'actions'> & { asksFor: AskedFor | undefined } {
  const hasEffect = outputs.some((item) => item.isEffect);
  if (failure !== undefined && !hasEffect) throw failure;
  // What the model has read but not yet spoken about was only its way to the effect.
  const shown = hasEffect
    ? outputs.filter((item) => item.isEffect || !item.isSeenByModel)
    : text.trim() === ''
      ? outputs
      : [];
  const { texts, actions } = number(shown);
  const paragraphs = shown.length > 0 ? [...new Set(texts)] : [text.trim()];
  if (failure !== undefined) paragraphs.push(unfinished);
  // A question that was followed by something else was settled by it.
  const { asksFor } = (shown.length > 0 ? shown : outputs).at(-1) ?? {};
  return { text: paragraphs.join('\n\n') || lastResort, actions, asksFor };
}

/** Of several changes each is numbered, and so are its buttons. */
function number(shown: readonly ToolOutput[]): { texts: string[]; actions: Answer['actions'] } {
  const withButtons = shown.filter((item) => item.actions.length > 0);
  if (withButtons.length < 2)
    return { texts: shown.map((item) => item.text), actions: shown.flatMap((item) => item.actions) };
  const numberOf = (item: ToolOutput): number => withButtons.indexOf(item) + 1;
  return {
    texts: shown.map((item) => (item.actions.length > 0 ? `${numberOf(item)}. ${item.text}` : item.text)),
    actions: withButtons.flatMap((item) =>
      item.actions.map(({ id, label }) => ({ id, label: `${label} ${numberOf(item)}` })),
    ),
  };
}
