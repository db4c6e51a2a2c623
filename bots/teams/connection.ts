/** The connection to Teams' connector: asks once, follows nothing, and never tells on the token. */
import type { ConnectorClientOptions } from 'botframework-connector';
import { request } from 'undici';
import { AppError } from '../../src/kernel/errors.ts';
import { words } from './words/en.ts';

type HttpClient = NonNullable<ConnectorClientOptions['httpClient']>;

const timeoutMs = 15_000;
const longestWaitS = 600;

/**
 * botbuilder's own connection waits and tries again while it holds a worker, follows redirects with the token, and
 * throws errors that carry the token and the words. Everything this one @throws is an AppError: `busy` when Teams asks
 * to come back later, `gone` when it takes nothing for that chat, `internal` when it does not know the bot.
 */
export const connection: HttpClient = {
  sendRequest: async (webResource) => {
    const { status, text } = await ask(webResource);
    const headers = webResource.headers.clone();
    for (const name of headers.headerNames()) headers.remove(name);
    headers.set('content-type', 'application/json');
    return { request: webResource, status, headers, bodyAsText: text };
  },
};

async function ask({
  url,
  method,
  headers,
  body,
}: Parameters<HttpClient['sendRequest']>[0]): Promise<{ status: number; text: string }> {
  try {
    const answer = await request(url, {
      method,
      headers: headers.rawHeaders(),
      body: typeof body === 'string' ? body : null,
      signal: AbortSignal.timeout(timeoutMs),
    });
    const text = await answer.body.text();
    if (answer.statusCode >= 300) throw toRefusal(answer.statusCode, Number(answer.headers['retry-after']));
    return { status: answer.statusCode, text };
  } catch (cause) {
    throw cause instanceof AppError ? cause : new AppError('busy', { retryAfterS: 2, cause });
  }
}

function toRefusal(status: number, retryAfterS: number): AppError {
  const cause = new Error(`Teams answered ${status}`);
  // A fault of the registration, which somebody may mend meanwhile.
  if (status === 401) return new AppError('internal', { cause });
  if (status === 412 || status === 429 || status >= 500)
    return new AppError('busy', { retryAfterS: Math.min(longestWaitS, retryAfterS || 2), cause });
  return new AppError('gone', { detail: words.teamsTakesNoMessage, cause });
}
