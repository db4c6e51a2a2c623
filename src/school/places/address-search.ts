/**
 * Addresses to positions, by a service that speaks like Nominatim: asked at most once a second, and never twice in a
 * month.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { type Actor, requireAccess } from '../../security/access/index.ts';
import type { Database } from '../../db/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import { AppError } from '../../kernel/errors.ts';
import type { Log } from '../../kernel/log.ts';
import { keyedDigest } from '../../security/privacy/index.ts';
import { addressAnswer, type AddressAnswer } from './geofence.schema.ts';
import * as repo from './geofence.repo.ts';
import { words } from './words/en.ts';

const keptMs = 30 * 24 * 3600_000;
const timeoutMs = 5_000;
const maxBytes = 1_000_000;
const mostFound = 5;
/** Whoever would have to wait longer for their second is told to come back. */
const longestLineS = 4;

/** What of Nominatim's answer (format=jsonv2) is used; numbers come as text. */
const serviceAnswer = z
  .array(
    z.object({
      display_name: z.string().min(1).max(1000),
      lat: z.coerce.number().min(-90).max(90),
      lon: z.coerce.number().min(-180).max(180),
      licence: z.string().max(500).optional(),
    }),
  )
  .max(50);

export interface AddressSearchOptions {
  db: Database;
  clock: Clock;
  log: Log;
  digestKey: Buffer;
  /** Base address of the service; undefined: the search is off. */
  serviceUrl: string | undefined;
  /** Names this programme, as the service's rules ask. */
  userAgent: string;
}

export function createAddressSearch({ db, clock, log, digestKey, serviceUrl, userAgent }: AddressSearchOptions) {
  const turnHash = keyedDigest(digestKey, 'address-turn');

  /**
   * Finds up to five positions of an address. The typed text is kept by nobody here: answers are found again by its
   * keyed hash.
   * @throws AppError `conflict` while the search is not set up; `busy` when too many ask at once;
   * `addressSearchUnavailable`.
   */
  async function searchAddress(actor: Actor, text: string): Promise<AddressAnswer> {
    await requireAccess(db.autocommit, actor, 'places.manage', {});
    if (serviceUrl === undefined)
      throw new AppError('conflict', {
        detail: words.theAddressSearchIsOffSet,
      });
    const query = text.normalize('NFC').toLowerCase().replace(/\s+/g, ' ').trim();
    const queryHash = keyedDigest(digestKey, 'address', serviceUrl, query);
    const now = clock.now();
    const kept = addressAnswer.safeParse(
      await repo.findAnswer(db.autocommit, queryHash, new Date(now.getTime() - keptMs)),
    );
    if (kept.success) return kept.data;
    const waitMs = await repo.takeTurn(db.autocommit, turnHash, longestLineS);
    if (waitMs === undefined) throw new AppError('busy', { retryAfterS: longestLineS });
    await wait(waitMs);
    const answer = await ask(serviceUrl, query);
    await repo.keepAnswer(db.autocommit, queryHash, answer, now);
    return answer;
  }

  async function ask(base: string, query: string): Promise<AddressAnswer> {
    const url = new URL(base);
    url.pathname = `${url.pathname.replace(/\/$/, '')}/search`;
    for (const [name, value] of Object.entries({ q: query, format: 'jsonv2', limit: String(mostFound) }))
      url.searchParams.set(name, value);
    try {
      const response = await fetch(url, {
        headers: { 'user-agent': userAgent, accept: 'application/json' },
        redirect: 'error',
        signal: AbortSignal.timeout(timeoutMs),
      });
      const found = serviceAnswer.parse(JSON.parse(await readText(response)));
      return {
        found: found
          .slice(0, mostFound)
          .map(({ display_name: address, lat, lon }) => ({ address, latitude: lat, longitude: lon })),
        attribution: found[0]?.licence ?? null,
      };
    } catch (cause) {
      // The address stays out of the log: what was typed may be somebody's.
      log.warn({ reason: describe(cause), host: url.host }, 'the address service did not answer as it should');
      throw new AppError('addressSearchUnavailable', { retryAfterS: 10, cause });
    }
  }

  /** Removes the answers that are too old to be used. @returns how many. */
  const sweepAnswers = (): Promise<number> =>
    repo.removeAnswers(db.autocommit, new Date(clock.now().getTime() - keptMs));

  return { searchAddress, sweepAnswers };
}

async function readText(response: Response): Promise<string> {
  if (response.status !== 200) {
    await response.body?.cancel();
    throw new Error(`it answered ${response.status}`);
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    if (size > maxBytes) throw new Error(`its answer is longer than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** What went wrong, without what was asked or answered. */
function describe(cause: unknown): string {
  if (cause instanceof z.ZodError) return words.itsAnswerHasAnotherForm(cause.issues[0]?.path.join('.') ?? '');
  if (cause instanceof SyntaxError) return words.itsAnswerIsNotJson;
  if (!(cause instanceof Error)) return 'unknown';
  return cause.cause instanceof Error ? `${cause.message}: ${cause.cause.message}` : cause.message;
}
