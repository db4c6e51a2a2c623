/** The choice of model: an OpenAI-compatible provider when there is one, the embedded command model otherwise and in an outage. */
import { ChatOpenAI } from '@langchain/openai';
import type { BaseChatModel } from '@langchain/core/language_models/chat_models';
import { APIConnectionError, APIError } from 'openai';
import type { Clock } from '../kernel/clock.ts';

export interface ProviderSettings {
  apiKey: string;
  baseUrl: string | undefined;
  model: string;
  timeoutMs: number;
}

/** After an outage the provider is left alone for so long, so that nobody waits for a time-out with every message. */
const restMs = 30_000;

export interface Provider {
  /** The model, or undefined while it rests after an outage. */
  ready(): BaseChatModel | undefined;
  reportOutage(): void;
}

export function createProvider(settings: ProviderSettings, clock: Clock): Provider {
  const model = new ChatOpenAI({
    model: settings.model,
    apiKey: settings.apiKey,
    temperature: 0,
    timeout: settings.timeoutMs,
    maxRetries: 1,
    configuration: settings.baseUrl ? { baseURL: settings.baseUrl } : {},
  });
  let restsUntil = 0;
  return {
    ready: () => (clock.now().getTime() < restsUntil ? undefined : model),
    reportOutage: () => {
      restsUntil = clock.now().getTime() + restMs;
    },
  };
}

/** Whether the provider could not be reached or is out of order; a refusal of our request is an outage to the person too. */
export function isProviderOutage(error: unknown): boolean {
  if (error instanceof APIConnectionError || error instanceof APIError) return true;
  const { name, status } = error as { name?: string; status?: unknown };
  return typeof status === 'number' || ['TimeoutError', 'AbortError', 'TypeError', 'APIConnectionTimeoutError'].includes(name ?? '');
}
