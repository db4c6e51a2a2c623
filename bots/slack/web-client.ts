/** Calls to Slack's Web API that never wait inside a worker: what Slack puts off is tried again by the queue. */
import { ErrorCode, LogLevel, WebClient } from '@slack/web-api';
import { AppError } from '../../src/kernel/errors.ts';
import type { Log } from '../../src/kernel/log.ts';
import { toSlackLogger } from './slack-log.ts';

const timeoutMs = 20_000;

export type SlackApi = ReturnType<typeof createSlackApi>;

export function createSlackApi({ botToken, apiUrl, log }: { botToken: string; apiUrl: string | undefined; log: Log }) {
  const client = new WebClient(botToken, {
    ...(apiUrl ? { slackApiUrl: apiUrl } : {}),
    rejectRateLimitedCalls: true,
    retryConfig: { retries: 0 },
    timeout: timeoutMs,
    logger: toSlackLogger(log),
    logLevel: LogLevel.ERROR,
  });

  /** @throws AppError `busy` with the time Slack names when there were too many calls; else what the client throws. */
  async function call<T>(work: (client: WebClient) => Promise<T>): Promise<T> {
    try {
      return await work(client);
    } catch (error) {
      const { code, retryAfter } = error as { code?: string; retryAfter?: number };
      if (code === ErrorCode.RateLimitedError)
        throw new AppError('busy', { retryAfterS: retryAfter ?? 30, cause: error });
      throw error;
    }
  }

  /** The direct conversation with somebody. */
  async function openDirect(userId: string): Promise<string> {
    const { channel } = await call((slack) => slack.conversations.open({ users: userId }));
    if (!channel?.id) throw new AppError('internal', { detail: 'Slack opened no conversation' });
    return channel.id;
  }

  return { call, openDirect };
}

/** Slack's own word for why a call failed, such as `channel_not_found`. */
export function slackFault(error: unknown): string | undefined {
  const { code, data } = error as { code?: string; data?: { error?: string } };
  return code === ErrorCode.PlatformError ? data?.error : undefined;
}
