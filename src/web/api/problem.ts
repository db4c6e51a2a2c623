/** Requests to the service, and failures as sentences that a person can read. */

export interface SecondFactor {
  ticket: string;
  ways: readonly ('code' | 'passkey')[];
}

/** A failed request: the message is shown as it is. */
export class Problem extends Error {
  /** 0 when no answer came. */
  readonly status: number;
  readonly code: string;
  readonly isRetryable: boolean;
  readonly retryAfterS: number | undefined;
  /** Half a sign-in: with what it goes on. */
  readonly secondFactor: SecondFactor | undefined;

  constructor(
    message: string,
    facts: {
      status?: number;
      code?: string;
      isRetryable?: boolean;
      retryAfterS?: number | undefined;
      secondFactor?: SecondFactor | undefined;
      cause?: unknown;
    } = {},
  ) {
    super(message, { cause: facts.cause });
    this.name = 'Problem';
    this.status = facts.status ?? 0;
    this.code = facts.code ?? 'unknown';
    this.isRetryable = facts.isRetryable ?? false;
    this.retryAfterS = facts.retryAfterS;
    this.secondFactor = facts.secondFactor;
  }
}

/** A problem as RFC 9457 bodies and `error` events carry it; nothing in it is taken for granted. */
interface ProblemBody {
  detail?: unknown;
  title?: unknown;
  code?: unknown;
  retryable?: unknown;
  retryAfterS?: unknown;
  secondFactor?: SecondFactor;
}

export function toProblem(status: number, body: unknown, retryAfterHeader: string | null = null): Problem {
  const facts: ProblemBody = typeof body === 'object' && body !== null ? body : {};
  const sentence = [facts.detail, facts.title].find((text) => typeof text === 'string' && text !== '');
  const waitS = Number(facts.retryAfterS ?? retryAfterHeader ?? Number.NaN);
  return new Problem(typeof sentence === 'string' ? sentence : 'Something went wrong. Please try again.', {
    status,
    code: typeof facts.code === 'string' ? facts.code : 'unknown',
    // A proxy in between answers without our body: its 502 to 504 pass.
    isRetryable: typeof facts.retryable === 'boolean' ? facts.retryable : status >= 500,
    retryAfterS: Number.isFinite(waitS) ? waitS : undefined,
    secondFactor: facts.secondFactor,
  });
}

export const connectionLost = (cause?: unknown): Problem =>
  new Problem('The connection was lost. Please check it and try again.', {
    code: 'connectionLost',
    isRetryable: true,
    cause,
  });

/** @throws Problem for anything but a 2xx; an abort's reason when that is a Problem. */
export async function request(path: string, init: RequestInit = {}): Promise<Response> {
  const response = await reach(path, init);
  if (response.ok) return response;
  const body: unknown = await response.json().catch(() => undefined);
  throw toProblem(response.status, body, response.headers.get('Retry-After'));
}

export const post = (path: string, body: unknown): Promise<Response> =>
  request(path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });

async function reach(path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(path, { cache: 'no-store', ...init });
  } catch (cause) {
    throw cause instanceof Problem ? cause : connectionLost(cause);
  }
}

/** What to show for whatever was thrown. */
export const sentenceOf = (error: unknown): string =>
  error instanceof Problem ? error.message : 'Something went wrong on this page. Please load it again.';
