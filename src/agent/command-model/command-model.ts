/**
 * The embedded command model: a LangChain chat model that parses requests by rules and emits the same tool calls as a
 * provider's model would. It works on first start, is deterministic, and answers while a provider is away.
 */
import { BaseChatModel } from '@langchain/core/language_models/chat_models';
import { AIMessage, HumanMessage, ToolMessage, type BaseMessage } from '@langchain/core/messages';
import type { ChatResult } from '@langchain/core/outputs';
import { z } from 'zod';
import { newId } from '../../kernel/ids.ts';
import type { Remembered } from '../memory.ts';
import { answersReason, readFollowUp } from './follow-up.ts';
import { understand, type Listener } from './intents.ts';
import { words } from '../words/en.ts';

const toolAnswer = z.object({ result: z.string().optional(), error: z.string().optional() });

const unclear = words.iDidNotUnderstand;
const notAllowed = words.thatIsNotSomethingYouCan;

export class CommandModel extends BaseChatModel {
  readonly #listener: Listener;
  readonly #earlier: readonly Remembered[];

  /** @param earlier the conversation so far, oldest first. */
  constructor(listener: Listener, earlier: readonly Remembered[]) {
    super({});
    this.#listener = listener;
    this.#earlier = earlier;
  }

  override _llmType(): string {
    return 'muster-command-model';
  }

  /** The tools it may call are known from the start; binding them again changes nothing. */
  override bindTools(): this {
    return this;
  }

  override async _generate(messages: BaseMessage[]): Promise<ChatResult> {
    const message = this.#respond(messages);
    return { generations: [{ text: message.text, message }] };
  }

  #respond(messages: BaseMessage[]): AIMessage {
    const last = messages.at(-1);
    if (last && ToolMessage.isInstance(last)) return speak(readToolAnswer(last));
    const spoken = messages.findLast((message) => HumanMessage.isInstance(message));
    const text = spoken?.text === words.noText ? '' : (spoken?.text ?? '');
    const alone = understand(text, this.#listener);
    const isAnswer = alone.kind === 'unclear' || answersReason(text, alone, this.#earlier, this.#listener);
    const meaning = (isAnswer && readFollowUp(text, this.#earlier, this.#listener)) || alone;
    switch (meaning.kind) {
      case 'calls':
        return speak(
          '',
          meaning.calls.map(({ tool, args }) => ({ id: newId(), name: tool, args, type: 'tool_call' })),
        );
      case 'say':
        return speak(meaning.text);
      case 'notAllowed':
        return speak(notAllowed);
      case 'unclear':
        return speak(unclear);
    }
  }
}

const speak = (content: string, toolCalls: AIMessage['tool_calls'] = []): AIMessage =>
  new AIMessage({ content, tool_calls: toolCalls });

/** Tools answer in whole sentences; there is nothing to add to them. */
function readToolAnswer(message: ToolMessage): string {
  try {
    const { result, error } = toolAnswer.parse(JSON.parse(message.text));
    return result ?? error ?? '';
  } catch {
    // Not from the gate but from LangChain itself, such as an unknown tool: nothing a person should read.
    return words.iCouldNotDoThatNothing;
  }
}
