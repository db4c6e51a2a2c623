/**
 * Fetches the files of chat messages. Their addresses come from outside, so they are fetched only from the platform's
 * own hosts, over https, from public addresses, without following a redirect elsewhere, and bounded in size and time.
 */
import { Agent, request, type Dispatcher } from 'undici';
import { AppError } from '../src/kernel/errors.ts';
import { isNotPublic, isPrivateLiteral, publicLookup } from '../src/kernel/public-address.ts';
import { words } from './words/en.ts';

export interface FetchedFile {
  readonly data: Buffer;
  readonly mimeType: string;
}

export interface FileSource {
  /** Hosts of the platform: `files.slack.com`, or `*.sharepoint.com` for everything under it. */
  readonly hosts: readonly string[];
  /** Sent to hosts that match `tokenHosts`, and to nobody else. */
  readonly token?: string;
  readonly tokenHosts?: readonly string[];
}

export type FileFetcher = ReturnType<typeof createFileFetcher>;

const maxBytes = 15 * 1024 * 1024;
const timeoutMs = 20_000;
const maxRedirects = 3;

/**
 * `extra` are the operator's own: a host, held to https and public addresses, or a whole origin, believed as it stands.
 */
export function createFileFetcher({ extra }: { extra: readonly string[] }) {
  const origins = new Set(extra.filter((entry) => entry.includes('://')).map((entry) => new URL(entry).origin));
  const extraHosts = extra.filter((entry) => !entry.includes('://'));
  const publicOnly = new Agent({ connect: { lookup: publicLookup } });
  const believed = new Agent();

  /**
   * @throws AppError `invalidInput` when the address may not be fetched or there is nothing, `fileTooLarge`; `busy`
   * when the host did not answer as it should and may later.
   */
  async function fetchFile(address: string, source: FileSource): Promise<FetchedFile> {
    const signal = AbortSignal.timeout(timeoutMs);
    let url = parse(address);
    for (let redirects = 0; ; redirects += 1) {
      const answer = await ask(url, source, signal);
      const location = answer.headers['location'];
      if (answer.statusCode < 300 || answer.statusCode >= 400 || typeof location !== 'string') return read(answer);
      await answer.body.dump();
      if (redirects === maxRedirects) throw refused();
      url = parse(new URL(location, url).href);
    }
  }

  /** Puts a file where the platform asked for it, by the same rules; never with a token. @throws as `fetchFile`. */
  async function putFile(address: string, data: Buffer, source: Pick<FileSource, 'hosts'>): Promise<void> {
    const headers = {
      'content-length': String(data.length),
      'content-range': `bytes 0-${data.length - 1}/${data.length}`,
      'content-type': 'application/octet-stream',
    };
    const answer = await ask(parse(address), source, AbortSignal.timeout(timeoutMs), {
      method: 'PUT',
      body: data,
      headers,
    });
    await answer.body.dump();
    if (answer.statusCode >= 300) throw new AppError('busy', { retryAfterS: 2 });
  }

  async function ask(
    url: URL,
    source: FileSource,
    signal: AbortSignal,
    sending: { method?: 'PUT'; body?: Buffer; headers?: Record<string, string> } = {},
  ): Promise<Dispatcher.ResponseData> {
    const isBelieved = origins.has(url.origin);
    const isAllowed =
      isBelieved ||
      (url.protocol === 'https:' &&
        url.port === '' &&
        matches(url.hostname, [...source.hosts, ...extraHosts]) &&
        !isPrivateLiteral(url.hostname));
    if (!isAllowed || url.username !== '') throw refused();
    const getsToken =
      source.token !== undefined && matches(isBelieved ? url.origin : url.hostname, source.tokenHosts ?? []);
    try {
      const headers = { ...sending.headers, ...(getsToken ? { authorization: `Bearer ${source.token ?? ''}` } : {}) };
      return await request(url, { ...sending, dispatcher: isBelieved ? believed : publicOnly, signal, headers });
    } catch (cause) {
      if (isNotPublic(cause)) throw refused(cause);
      throw new AppError('busy', { retryAfterS: 2, cause });
    }
  }

  return { fetchFile, putFile, close: () => Promise.all([publicOnly.close(), believed.close()]) };
}

async function read(answer: Dispatcher.ResponseData): Promise<FetchedFile> {
  if (answer.statusCode !== 200) {
    await answer.body.dump();
    if (answer.statusCode >= 500 || answer.statusCode === 429) throw new AppError('busy', { retryAfterS: 2 });
    throw new AppError('invalidInput', {
      field: 'files',
      detail: words.theFileCouldNotBeOpened,
    });
  }
  if (Number(answer.headers['content-length'] ?? 0) > maxBytes) {
    answer.body.destroy();
    throw new AppError('fileTooLarge');
  }
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of answer.body as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > maxBytes) throw new AppError('fileTooLarge');
      chunks.push(chunk);
    }
  } catch (cause) {
    throw cause instanceof AppError ? cause : new AppError('busy', { retryAfterS: 2, cause });
  }
  const type = answer.headers['content-type'];
  return { data: Buffer.concat(chunks), mimeType: (typeof type === 'string' ? type : '').split(';')[0] ?? '' };
}

function parse(address: string): URL {
  try {
    return new URL(address);
  } catch (cause) {
    throw refused(cause);
  }
}

const refused = (cause?: unknown): AppError =>
  new AppError('invalidInput', {
    field: 'files',
    detail: words.thatFileLiesWhereIMay,
    cause,
  });

function matches(host: string, patterns: readonly string[]): boolean {
  return patterns.some((pattern) => (pattern.startsWith('*.') ? host.endsWith(pattern.slice(1)) : host === pattern));
}
