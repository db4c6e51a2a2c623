/**
 * One run of the LangChain agent over the gate: a model proposes tool calls until it answers or the turn is settled.
 */
import {
  AIMessage,
  AIMessageChunk,
  HumanMessage,
  SystemMessage,
  ToolMessage,
  type BaseMessage,
} from '@langchain/core/messages';
import type { BaseChatModel } from '@langchain/core/language_models/chat_models';
import { createAgent, createMiddleware } from 'langchain';
import { newId } from '../kernel/ids.ts';
import type { Tool } from '../../tools/tool.ts';
import type { ToolExecutor } from './tool-executor.ts';
import type { Remembered } from './memory.ts';
import { NonsenseError, readProposal } from './proposal.ts';
import { describeTool } from './tool-description.ts';

export interface RunInput {
  model: BaseChatModel;
  tools: readonly Tool[];
  gate: ToolExecutor;
  prompt: string;
  history: readonly Remembered[];
  text: string;
  /** Called with each piece of the answer as it comes. */
  onDelta: ((text: string) => void) | undefined;
}

const maxModelCalls = 6;

/**
 * Runs the agent once. What tools brought about is in the gate; the returned text is the model's own last message.
 * @throws NonsenseError when the model's answer could not be used, CutOffError, and provider errors, each perhaps as
 * the cause of LangChain's own error.
 */
export async function runAgent(input: RunInput): Promise<string> {
  const { gate } = input;
  const { middleware, answer } = throughExecutor(input);
  const agent = createAgent({
    model: input.model,
    tools: input.tools.map((tool) => ({ ...describeTool(tool) })),
    middleware: [middleware],
    // All calls of a message start in its order; the other version sends each to a task of its own.
    version: 'v1',
  });
  // The prompt is a message like the others: given as such it would be sent in parts, which not every server reads.
  const messages = [
    new SystemMessage(input.prompt),
    new HumanMessage(input.text === '' ? '(no text)' : input.text),
    ...recall(input.history),
  ];
  await forwardDeltas(agent, messages, input.onDelta);
  if (gate.collected.outputs.length === 0 && gate.collected.failure === undefined && answer().trim() === '')
    throw new NonsenseError('the answer was empty');
  return answer();
}

/**
 * What was said before, as the result of a tool: earlier answers hold names and titles that others wrote, and those
 * reach a model only as quoted data.
 */
function recall(history: readonly Remembered[]): BaseMessage[] {
  if (history.length === 0) return [];
  const id = newId();
  return [
    new AIMessage({ content: '', tool_calls: [{ id, name: 'recall_conversation', args: {}, type: 'tool_call' }] }),
    new ToolMessage({
      tool_call_id: id,
      name: 'recall_conversation',
      content: JSON.stringify({ earlier: history.map(({ author, text }) => ({ [author]: text })) }),
    }),
  ];
}

/**
 * Puts the gate between model and tools. The run ends as soon as something was done or waits for Confirm, since its
 * words are shown as they are; when the model asks for the same again; and when it comes to no answer.
 */
function throughExecutor({ gate, tools }: RunInput) {
  let answer = '';
  let modelCalls = 0;
  let isRepeating = false;
  const asked = new Set<string>();

  const middleware = createMiddleware({
    name: 'ThroughGate',
    beforeModel: {
      canJumpTo: ['end'],
      hook: () => {
        if (gate.collected.isSettled || isRepeating) return { jumpTo: 'end' as const };
        modelCalls += 1;
        if (modelCalls > maxModelCalls) throw new NonsenseError('there was no answer after many tool calls');
        gate.markSeen();
        return undefined;
      },
    },
    wrapModelCall: async (request, handler) => {
      const proposal = readProposal(await handler(request), tools);
      const calls = proposal.tool_calls ?? [];
      isRepeating = calls.length > 0 && calls.every((call) => asked.has(keyOf(call)));
      answer = proposal.text;
      return proposal;
    },
    wrapToolCall: async ({ toolCall: { id = '', name, args } }) => {
      const tool = tools.find((candidate) => candidate.name === name);
      if (!tool) throw new NonsenseError(`there is no tool ${name}`);
      const key = keyOf({ name, args });
      const wasAsked = asked.has(key);
      asked.add(key);
      const content = wasAsked ? '{"error":"This was answered already."}' : await gate.call(tool, args);
      return new ToolMessage({ tool_call_id: id, name, content });
    },
  });
  return { middleware, answer: () => (isRepeating || gate.collected.isSettled ? '' : answer) };
}

const keyOf = ({ name, args }: { name: string; args: unknown }): string => JSON.stringify([name, args]);

interface StreamingAgent {
  stream(input: { messages: BaseMessage[] }, options: { streamMode: 'messages' }): Promise<AsyncIterable<unknown>>;
}

async function forwardDeltas(agent: unknown, messages: BaseMessage[], onDelta: RunInput['onDelta']): Promise<void> {
  for await (const event of await (agent as StreamingAgent).stream({ messages }, { streamMode: 'messages' })) {
    const [message] = event as [BaseMessage];
    const isSpoken = AIMessageChunk.isInstance(message) || AIMessage.isInstance(message);
    if (isSpoken && message.text !== '') onDelta?.(message.text);
  }
}
