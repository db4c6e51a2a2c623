/**
 * The choice of model: an OpenAI-compatible provider when there is one, the embedded command model otherwise and in an
 * outage.
 */
import { ChatOpenAI, ChatOpenAICompletions, type ChatOpenAIFields } from '@langchain/openai';
import type { BaseChatModel } from '@langchain/core/language_models/chat_models';
import { z } from 'zod';
import type { Clock } from '../kernel/clock.ts';
import { newId } from '../kernel/ids.ts';
import { CutOffError, NonsenseError } from './proposal.ts';

export interface ProviderSettings {
  apiKey: string;
  baseUrl: string | undefined;
  model: string;
  timeoutMs: number;
}

/** After an outage the provider is left alone for so long, so that nobody waits for a time-out with every message. */
const restMs = 30_000;
/** All requests of one run together: two runs are the longest that anybody waits. */
const runPatienceMs = 50_000;

export interface Provider {
  /** The model for one run, or undefined while the provider rests after an outage. */
  ready(): BaseChatModel | undefined;
  reportOutage(): void;
}

export function createProvider(settings: ProviderSettings, clock: Clock): Provider {
  let restsUntil = 0;
  return {
    ready: () => (clock.now().getTime() < restsUntil ? undefined : createModel(settings)),
    reportOutage: () => {
      restsUntil = clock.now().getTime() + restMs;
    },
  };
}

const finishSchema = z.object({ finish_reason: z.string().optional().catch(undefined) }).default({});

/** Reasons to stop under which the answer is not what the model wanted to say. */
const unfinished = new Set(['length', 'content_filter']);

/** Takes only answers that came to their end: LangChain takes a stream that just stops for a whole one. */
class WholeAnswers extends ChatOpenAICompletions {
  override async *_streamResponseChunks(
    ...args: Parameters<ChatOpenAICompletions['_streamResponseChunks']>
  ): ReturnType<ChatOpenAICompletions['_streamResponseChunks']> {
    const id = newId(); // some servers number all their answers alike, and LangChain keeps one message an id
    let reason: string | undefined;
    for await (const chunk of super._streamResponseChunks(...args)) {
      chunk.message.id = id;
      reason ??= finishSchema.parse(chunk.generationInfo).finish_reason;
      yield chunk;
    }
    if (reason === undefined) throw new CutOffError();
    if (unfinished.has(reason)) throw new NonsenseError(`it stopped early (${reason})`);
  }
}

function createModel({ model, apiKey, baseUrl, timeoutMs }: ProviderSettings): BaseChatModel {
  const patience = AbortSignal.timeout(runPatienceMs);
  const fields: ChatOpenAIFields = {
    model,
    apiKey,
    temperature: 0,
    // The command model takes over at once; waiting and asking again would keep the person waiting.
    maxRetries: 0,
    configuration: {
      ...(baseUrl ? { baseURL: baseUrl } : {}),
      // The client's own time-out ends with the headers; this one also ends a stream that stops in the middle.
      fetch: (url, init) =>
        fetch(url, {
          ...init,
          signal: AbortSignal.any([AbortSignal.timeout(timeoutMs), patience, ...(init?.signal ? [init.signal] : [])]),
        }),
      // It would print what it cannot parse, and that may quote a person.
      logLevel: 'off',
    },
  };
  return new ChatOpenAI({ ...fields, completions: new WholeAnswers(fields) });
}
