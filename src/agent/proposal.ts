/**
 * What a model proposed, read strictly: a message that was cut off or does not parse is refused as a whole, never
 * repaired.
 */
import { AIMessage, AIMessageChunk } from '@langchain/core/messages';
import { newId } from '../kernel/ids.ts';
import type { Tool } from '../../tools/tool.ts';

/** The model answered, but with nothing that could be used. */
export class NonsenseError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'NonsenseError';
  }
}

/** The stream ended before the model did. */
export class CutOffError extends Error {
  constructor() {
    super('The answer of the model was cut off');
    this.name = 'CutOffError';
  }
}

/**
 * The message with its tool calls parsed anew and numbered by us: LangChain completes cut JSON by guessing, and some
 * servers give every call the same id.
 * @throws NonsenseError saying what was wrong.
 */
export function readProposal(message: AIMessage, tools: readonly Tool[]): AIMessage {
  const [invalid] = message.invalid_tool_calls ?? [];
  if (invalid) throw new NonsenseError(`the arguments of ${invalid.name ?? 'a tool'} are not JSON`);
  for (const args of rawArguments(message)) requireJson(args);
  const calls = (message.tool_calls ?? []).map(({ name, args }) => {
    requireArguments(
      tools.find((tool) => tool.name === name),
      name,
      args,
    );
    return { id: newId(), name, args, type: 'tool_call' as const };
  });
  return new AIMessage({ content: message.text, tool_calls: calls, ...(message.id ? { id: message.id } : {}) });
}

function requireArguments(tool: Tool | undefined, name: string, args: unknown): void {
  if (!tool) throw new NonsenseError(`there is no tool ${name}`);
  const parsed = tool.input.safeParse(args);
  if (parsed.success) return;
  const faults = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new NonsenseError(`the arguments of ${name} are not valid: ${faults.join('; ')}`);
}

/** The arguments of each call as they were streamed. */
function rawArguments(message: AIMessage): string[] {
  if (!AIMessageChunk.isInstance(message)) return [];
  const byCall = new Map<number | string, string>();
  for (const { index, id, args } of message.tool_call_chunks ?? []) {
    const key = index ?? id ?? 0;
    byCall.set(key, (byCall.get(key) ?? '') + (args ?? ''));
  }
  return [...byCall.values()].filter((args) => args.trim() !== '');
}

function requireJson(text: string): void {
  try {
    JSON.parse(text);
  } catch {
    throw new NonsenseError('the arguments of a tool are not JSON');
  }
}
