/** The gate between a model and the tools: arguments are parsed, permission is checked, effects wait or offer Undo. */
import { z } from 'zod';
import { type Actor, isEverAllowed } from '../security/access/index.ts';
import { AppError, isFileFault, type AskedFor } from '../kernel/errors.ts';
import type { Log } from '../kernel/log.ts';
import type { Attachment, Tool, ToolContext, ToolResult } from '../../tools/tool.ts';
import type { Actions } from './actions.ts';
import type { Answer } from './answer.ts';
import { words } from './words/en.ts';

/** One thing that a tool said. */
export interface ToolOutput {
  text: string;
  /**
   * Something was done, refused or waits for Confirm: shown word for word, never rephrased. A reading is for the model
   * to phrase.
   */
  isEffect: boolean;
  /** The model has been called since, and had its chance to phrase it. */
  isSeenByModel: boolean;
  /** Set where it asks the person something: what. */
  asksFor: AskedFor | undefined;
  actions: Answer['actions'];
}

/** What one turn's tool calls brought about. */
export interface Collected {
  /** In the order it came. */
  outputs: ToolOutput[];
  files: Attachment[];
  /** The turn is over: something was done, is waiting for Confirm, or was refused. */
  isSettled: boolean;
  /**
   * An error of ours (database, vision), or a file that cannot be read at all: the rest of the turn cannot be answered.
   */
  failure: Error | undefined;
}

export interface ToolExecutor {
  readonly collected: Collected;
  /** Notes that the model is about to be told what was read so far. */
  markSeen(): void;
  /** Runs what was confirmed, or takes back what was done. Refusals are collected like those of a call. */
  carryOut(tool: Tool, kind: 'confirm' | 'undo', plan: unknown): Promise<void>;
  /** Runs a tool call. @returns what the model is told: JSON with the result as quoted data. */
  call(tool: Tool, args: unknown): Promise<string>;
}

const maxCallsPerTurn = 8;

/** The tools that an actor may use; what one may not do is not even listed. */
export const toolsFor = (tools: readonly Tool[], actor: Actor): Tool[] =>
  tools.filter((tool) => isEverAllowed(actor, tool.permission));

export function createToolExecutor(
  deps: { actions: Actions; log: Log; tools: readonly Tool[] },
  begun: ToolContext,
  conversationId: string,
): ToolExecutor {
  let context = begun;
  const collected: Collected = { outputs: [], files: [], isSettled: false, failure: undefined };
  let calls = 0;
  // A model may ask for several tools at once; they run one after the other, in the order asked.
  let queue: Promise<unknown> = Promise.resolve();

  function call(tool: Tool, args: unknown): Promise<string> {
    const result = queue.then(() => callNow(tool, args));
    queue = result;
    return result;
  }

  async function callNow(tool: Tool, args: unknown): Promise<string> {
    calls += 1;
    if (collected.failure !== undefined || calls > maxCallsPerTurn) return tell({ error: words.noFurtherToolCalls });
    const parsed = tool.input.safeParse(args);
    if (!parsed.success) return tell({ error: words.argumentsAreNotValid(z.prettifyError(parsed.error)) });
    try {
      return await run(tool, args);
    } catch (error) {
      return refuse(tool, error);
    }
  }

  async function run(tool: Tool, args: unknown): Promise<string> {
    if (!isEverAllowed(context.actor, tool.permission)) throw new AppError('forbidden');
    if (tool.effect !== 'gated') return take(tool, await tool.run(context, args));
    const preview = await tool.preview(context, args);
    if (preview.kind === 'answer') return take(tool, preview.result);
    collected.files.push(...(preview.files ?? []));
    note(
      preview.text,
      true,
      await deps.actions.offer(context.actor, { conversationId, kind: 'confirm', tool: tool.name, plan: preview.plan }),
    );
    return tell({ status: words.waitingForThePersonToConfirm });
  }

  async function take(tool: Tool, result: ToolResult): Promise<string> {
    collected.files.push(...(result.files ?? []));
    if (tool.effect !== 'read') context = withoutClasses(context);
    // What was done is noted before anything else can fail.
    const told = note(result.text, tool.effect !== 'read');
    told.asksFor = result.asksFor;
    if (result.undo !== undefined) {
      told.actions = await deps.actions.offer(context.actor, {
        conversationId,
        kind: 'undo',
        tool: tool.name,
        plan: result.undo,
      });
    }
    if (result.offer) await runOffer(result.offer);
    return tell({ result: result.text, data: result.data });
  }

  async function runOffer(offer: NonNullable<ToolResult['offer']>): Promise<void> {
    const offered = deps.tools.find((tool) => tool.name === offer.tool);
    if (!offered) throw new AppError('internal', { detail: `Tool ${offer.tool} was offered but is not registered` });
    await run(offered, offer.input);
  }

  async function carryOut(tool: Tool, kind: 'confirm' | 'undo', plan: unknown): Promise<void> {
    try {
      if (kind === 'confirm' && tool.effect === 'gated') await take(tool, await tool.run(context, plan));
      else if (kind === 'undo' && tool.effect !== 'read' && tool.undo) await take(tool, await tool.undo(context, plan));
      else throw new AppError('notFound');
    } catch (error) {
      refuse(tool, error);
    }
  }

  /**
   * A refusal of an effect is shown as it is; one of a read goes to the model, which may ask in another way. A file
   * that cannot be read is no message that could be answered: the edge refuses it with the sentence, and nothing of it
   * is kept.
   */
  function refuse(tool: Tool, error: unknown): string {
    if (error instanceof AppError && isFileFault(error)) {
      collected.failure = error;
      collected.isSettled = true;
      return tell({ error: error.publicMessage });
    }
    if (!(error instanceof AppError) || error.status >= 500) {
      collected.failure = error instanceof Error ? error : new AppError('internal', { cause: error });
      collected.isSettled = true;
      deps.log.warn({ err: error, tool: tool.name }, 'a tool failed');
      return tell({ error: words.thisFailed });
    }
    note(error.publicMessage, tool.effect !== 'read').asksFor = error.asksFor;
    return tell({ error: error.publicMessage });
  }

  function note(text: string, isEffect: boolean, actions: Answer['actions'] = []): ToolOutput {
    const told = { text, isEffect, isSeenByModel: false, asksFor: undefined, actions };
    collected.outputs.push(told);
    if (isEffect) collected.isSettled = true;
    return told;
  }

  function markSeen(): void {
    for (const told of collected.outputs) told.isSeenByModel = true;
  }

  return { collected, markSeen, call, carryOut };
}

/** What was changed may be a class, or whose it is. */
function withoutClasses({ ownClasses: _, ...context }: ToolContext): ToolContext {
  return context;
}

const tell = (value: unknown): string => JSON.stringify(value);
