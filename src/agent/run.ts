/** One run of the LangChain agent over the gate: a model proposes tool calls until it answers or the turn is settled. */
import { AIMessage, AIMessageChunk, HumanMessage, type BaseMessage } from '@langchain/core/messages';
import type { BaseChatModel } from '@langchain/core/language_models/chat_models';
import { createAgent, createMiddleware, tool as langchainTool } from 'langchain';
import type { Tool } from '../../tools/tool.ts';
import type { Gate } from './gate.ts';
import type { Remembered } from './memory.ts';

export interface RunInput {
  model: BaseChatModel;
  tools: readonly Tool[];
  gate: Gate;
  prompt: string;
  history: readonly Remembered[];
  text: string;
  /** Called with each piece of the answer as it comes. */
  onDelta: ((text: string) => void) | undefined;
}

const maxModelCalls = 6;

/** The model answered, but with nothing that could be used. */
export class NonsenseError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'NonsenseError';
  }
}

/**
 * Runs the agent once. What tools brought about is in the gate; the returned text is the model's own last message.
 * @throws NonsenseError when the model neither called a tool properly nor said anything; provider errors as they come.
 */
export async function runAgent(input: RunInput): Promise<string> {
  const { gate } = input;
  const agent = createAgent({
    model: input.model,
    systemPrompt: input.prompt,
    tools: input.tools.map((tool) =>
      langchainTool(async (args: unknown) => gate.call(tool, args), { name: tool.name, description: tool.summary, schema: tool.input as never })),
    middleware: [stopWhenSettled(gate)],
  });
  const messages: BaseMessage[] = [
    ...input.history.map(({ author, text }) => (author === 'person' ? new HumanMessage(text) : new AIMessage(text))),
    new HumanMessage(input.text === '' ? '(no text)' : input.text),
  ];
  const text = await streamAnswer(agent, messages, input.onDelta);
  const { collected } = gate;
  const hasResult = collected.verbatim.length > 0 || collected.readings.length > 0 || collected.failure !== undefined;
  if (hasResult) return text;
  if (collected.malformed > 0) throw new NonsenseError('tool arguments did not parse');
  if (text.trim() === '') throw new NonsenseError('empty answer');
  return text;
}

/**
 * Ends the run as soon as something was done or waits for Confirm: its words are shown as they are. A model that keeps
 * calling tools without coming to an answer is stopped.
 */
function stopWhenSettled(gate: Gate) {
  let modelCalls = 0;
  return createMiddleware({
    name: 'StopWhenSettled',
    beforeModel: {
      canJumpTo: ['end'],
      hook: () => {
        if (gate.collected.isSettled) return { jumpTo: 'end' as const };
        modelCalls += 1;
        if (modelCalls > maxModelCalls) throw new NonsenseError('no answer after many tool calls');
        return undefined;
      },
    },
  });
}

interface StreamingAgent {
  stream(input: { messages: BaseMessage[] }, options: { streamMode: 'messages' }): Promise<AsyncIterable<unknown>>;
}

async function streamAnswer(agent: unknown, messages: BaseMessage[], onDelta: RunInput['onDelta']): Promise<string> {
  let current: { id: string | undefined; text: string } = { id: undefined, text: '' };
  for await (const event of await (agent as StreamingAgent).stream({ messages }, { streamMode: 'messages' })) {
    const [message] = event as [BaseMessage];
    if (!AIMessageChunk.isInstance(message) && !AIMessage.isInstance(message)) continue;
    const text = typeof message.content === 'string' ? message.content : message.text;
    if (message.id !== current.id) current = { id: message.id, text: '' };
    current.text += text;
    if (text !== '') onDelta?.(text);
  }
  return current.text;
}
