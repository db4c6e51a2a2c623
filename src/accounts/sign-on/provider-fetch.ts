/** Asks providers over HTTP: public addresses only, unless the operator believes an origin; bounded in size and time. */
import { Agent, request } from 'undici';
import { isPrivateLiteral, publicLookup } from '../../kernel/public-address.ts';
import { words } from './words/en.ts';

const maxBytes = 1_000_000;
const timeoutMs = 10_000;

export interface ProviderFetch {
  (
    url: string,
    options: {
      method: string;
      headers: Record<string, string>;
      body?: unknown;
      signal?: AbortSignal | undefined;
    },
  ): Promise<Response>;
}

/** Nothing came from the provider that could be used. */
export class ProviderUnreachable extends Error {}

export function createProviderFetch({
  believedOrigins,
  userAgent,
}: {
  believedOrigins: readonly string[];
  userAgent: string;
}) {
  const isBelieved = (url: URL): boolean => believedOrigins.includes(url.origin);

  /** @throws ProviderUnreachable. Redirects are answers, and not followed. */
  const fetchProvider: ProviderFetch = async (address, { method, headers, body, signal }) => {
    const url = new URL(address);
    if (!isBelieved(url) && (url.protocol !== 'https:' || isPrivateLiteral(url.hostname)))
      throw new ProviderUnreachable(words.theAddressIsNotPublic);
    const agent = new Agent(isBelieved(url) ? {} : { connect: { lookup: publicLookup } });
    const timeout = AbortSignal.timeout(timeoutMs);
    try {
      const answer = await request(url, {
        method: method === 'POST' ? 'POST' : 'GET',
        headers: { ...headers, 'user-agent': userAgent },
        ...(body === undefined || body === null ? {} : { body: textOfBody(body) }),
        dispatcher: agent,
        signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
      });
      const bytes = await readBounded(answer.body);
      const type = answer.headers['content-type'];
      return new Response(answer.statusCode === 204 ? null : Uint8Array.from(bytes), {
        status: answer.statusCode,
        headers: typeof type === 'string' ? { 'content-type': type } : {},
      });
    } catch (cause) {
      // What lies beneath has codes of its own, which elsewhere mean that the database is away.
      const why = cause instanceof Error ? cause.message : 'unknown';
      throw new ProviderUnreachable(`${url.host}: ${why}`);
    } finally {
      await agent.destroy();
    }
  };

  return { fetchProvider, isBelieved };
}

function textOfBody(body: unknown): string {
  if (typeof body === 'string') return body;
  if (body instanceof URLSearchParams) return body.toString();
  throw new TypeError('a body of another kind');
}

async function readBounded(body: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > maxBytes) throw new ProviderUnreachable('the answer is too long');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
