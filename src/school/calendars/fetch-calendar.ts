/**
 * Fetches calendars by addresses that teachers typed: from public addresses only, also behind a redirect, and bounded
 * in size and time.
 */
import { gunzipSync } from 'node:zlib';
import type { Agent, Dispatcher } from 'undici';
import { AppError } from '../../kernel/errors.ts';
import { isNotPublic, isPrivateLiteral, publicLookup } from '../../kernel/public-address.ts';
import { words } from './words/en.ts';

const maxBytes = 5_000_000;
const timeoutMs = 20_000;
const mostRedirects = 5;
const longestAddress = 2000;

/** Why nothing came, in words for whoever subscribed; it may be otherwise the next time. */
export class FetchFault extends Error {}

/** By which a server tells that nothing changed. */
export interface Validators {
  etag: string | null;
  lastModified: string | null;
}

export type FetchedCalendar = { isSame: true } | ({ isSame: false; ics: string } & Validators);

export type CalendarFetcher = ReturnType<typeof createCalendarFetcher>;

/** @param believedOrigins fetched from although they are not public: the operator's own. */
export function createCalendarFetcher({
  believedOrigins,
  userAgent,
}: {
  believedOrigins: readonly string[];
  userAgent: string;
}) {
  /** @throws AppError `invalidInput` when the address may not be fetched; FetchFault when nothing could be read. */
  async function fetchCalendar(address: URL, known: Validators): Promise<FetchedCalendar> {
    const { Agent } = await import('undici');
    const publicOnly = new Agent({ connect: { lookup: publicLookup } });
    const believed = new Agent();
    const agentFor = (url: URL): Agent => (believedOrigins.includes(url.origin) ? believed : publicOnly);
    const signal = AbortSignal.timeout(timeoutMs);
    try {
      let url = address;
      for (let redirects = 0; redirects <= mostRedirects; redirects += 1) {
        const answer = await ask(requireAllowed(url), known, agentFor(url), signal);
        const { location } = answer.headers;
        if (answer.statusCode === 304 || !isRedirect(answer) || typeof location !== 'string') return await read(answer);
        await answer.body.dump();
        url = readAddress(new URL(location, url).href);
      }
      throw new FetchFault(words.redirectsTooOften);
    } finally {
      await Promise.all([publicOnly.destroy(), believed.destroy()]);
    }
  }

  async function ask(
    url: URL,
    known: Validators,
    dispatcher: Agent,
    signal: AbortSignal,
  ): Promise<Dispatcher.ResponseData> {
    const headers = {
      'user-agent': userAgent,
      accept: 'text/calendar, */*;q=0.1',
      'accept-encoding': 'gzip',
      ...(known.etag === null ? {} : { 'if-none-match': known.etag }),
      ...(known.lastModified === null ? {} : { 'if-modified-since': known.lastModified }),
    };
    const { request } = await import('undici');
    try {
      return await request(url, { dispatcher, signal, headers });
    } catch (cause) {
      if (isNotPublic(cause)) throw notAllowed(cause);
      throw new FetchFault(signal.aborted ? words.didNotAnswerInTime : words.couldNotBeReached, { cause });
    }
  }

  function requireAllowed(url: URL): URL {
    if (!believedOrigins.includes(url.origin) && isPrivateLiteral(url.hostname)) throw notAllowed();
    return url;
  }

  return { fetchCalendar };
}

/**
 * An address as people paste it: webcal is what calendar programs call https.
 * @throws AppError `invalidInput` when it is none, or has a name and password in it.
 */
export function readAddress(typed: string): URL {
  const text = typed.trim().replace(/^webcals?:\/\//i, 'https://');
  const url = text.length <= longestAddress && URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol))
    throw new AppError('invalidInput', { field: 'url', detail: words.urlIsNoAddress });
  if (url.username !== '' || url.password !== '')
    throw new AppError('invalidInput', { field: 'url', detail: words.urlHasAPassword });
  url.hash = '';
  return url;
}

const notAllowed = (cause?: unknown): AppError =>
  new AppError('invalidInput', { field: 'url', detail: words.urlIsNotPublic, cause });

const isRedirect = ({ statusCode }: Dispatcher.ResponseData): boolean => statusCode >= 300 && statusCode < 400;

async function read(answer: Dispatcher.ResponseData): Promise<FetchedCalendar> {
  if (answer.statusCode === 304) {
    await answer.body.dump();
    return { isSame: true };
  }
  if (answer.statusCode !== 200) {
    await answer.body.dump();
    throw new FetchFault(words.answered(answer.statusCode));
  }
  const bytes = await readBytes(answer);
  const header = (name: string): string | null => {
    const value = answer.headers[name];
    return typeof value === 'string' && value.length <= 500 ? value : null;
  };
  return { isSame: false, ics: decodeCalendar(bytes), etag: header('etag'), lastModified: header('last-modified') };
}

async function readBytes({ body, headers }: Dispatcher.ResponseData): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > maxBytes) throw new FetchFault(words.isLongerThan5Mb);
      chunks.push(chunk);
    }
    const bytes = Buffer.concat(chunks);
    return headers['content-encoding'] === 'gzip' ? gunzipSync(bytes, { maxOutputLength: maxBytes }) : bytes;
  } catch (cause) {
    if (cause instanceof FetchFault) throw cause;
    const isLong = (cause as { code?: unknown }).code === 'ERR_BUFFER_TOO_LARGE';
    throw new FetchFault(isLong ? words.isLongerThan5Mb : words.brokeOff, { cause });
  }
}

/**
 * The text of a file: UTF-8, also where lines are folded in the middle of a character; UTF-16 with a byte order mark;
 * otherwise what Windows writes in western Europe.
 */
export function decodeCalendar(bytes: Buffer): string {
  const utf16 =
    bytes[0] === 0xff && bytes[1] === 0xfe
      ? 'utf-16le'
      : bytes[0] === 0xfe && bytes[1] === 0xff
        ? 'utf-16be'
        : undefined;
  if (utf16 !== undefined) return new TextDecoder(utf16).decode(bytes);
  const unfolded = (): Buffer => Buffer.from(bytes.toString('latin1').replace(/\r?\n[ \t]/g, ''), 'latin1');
  return decodeUtf8(bytes) ?? decodeUtf8(unfolded()) ?? new TextDecoder('windows-1252').decode(bytes);
}

function decodeUtf8(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
