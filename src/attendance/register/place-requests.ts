/**
 * A check-in from chat that still lacks its place: chat platforms do not tell where somebody is, a browser does when it
 * is allowed to. What was shown is kept, and a page that works once asks for the rest.
 */
import { z } from 'zod';
import type { Actor } from '../../security/access/index.ts';
import type { Database } from '../../db/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import { AppError } from '../../kernel/errors.ts';
import { hashSecret, newId, newSecret } from '../../kernel/ids.ts';
import type { Vault } from '../../security/privacy/index.ts';
import type { Storage } from '../../delivery/storage/index.ts';
import type { Attendance } from './attendance.ts';
import type { CheckInResult } from './check-in.ts';
import type { Position } from '../../kernel/position.ts';
import * as repo from './place-requests.repo.ts';
import { words } from './words/en.ts';

export interface PlaceRequest {
  url: string;
  expiresAt: Date;
}

export type PlaceRequests = ReturnType<typeof createPlaceRequests>;

const lifeMs = 10 * 60_000;
const shownSchema = z.object({ code: z.string().optional() });

export function createPlaceRequests(deps: {
  db: Database;
  vault: Vault;
  clock: Clock;
  storage: Storage;
  attendance: Attendance;
  pageUrl: () => string;
}) {
  /** Keeps what was shown for ten minutes. @returns the page's address, which is the person's alone. */
  async function ask(
    actor: Actor,
    shown: { sessionId: string; photo?: Buffer; code?: string; channel: string },
  ): Promise<PlaceRequest> {
    const id = newId();
    const secret = newSecret();
    const createdAt = deps.clock.now();
    const expiresAt = new Date(createdAt.getTime() + lifeMs);
    await deps.db.transaction(async (tx) => {
      const key = await deps.vault.keyOf(tx, actor.personId);
      const photoId =
        shown.photo === undefined
          ? null
          : await deps.storage.store(tx, {
              ownerId: actor.personId,
              purpose: 'task',
              name: 'selfie',
              mimeType: 'application/octet-stream',
              data: shown.photo,
              expiresAt,
            });
      const sealed = key.sealJson({ code: shown.code }, contextOf(id));
      await repo.insertRequest(tx, {
        id,
        personId: actor.personId,
        sessionId: shown.sessionId,
        channel: shown.channel,
        tokenHash: hashSecret(secret),
        sealed,
        photoId,
        createdAt,
        expiresAt,
      });
    });
    return { url: `${deps.pageUrl()}#place=${secret}`, expiresAt };
  }

  /**
   * Checks the person in with what was kept and where they are. The code counts as of when it was shown; lateness as of
   * now, when they show that they are here. @throws AppError `gone` for a page that is unknown, used or old; what
   * `Attendance.checkIn` throws, which leaves it good.
   */
  async function answer(secret: string, position: Position, deviceId: string | undefined): Promise<CheckInResult> {
    const request = await repo.findRequest(deps.db.autocommit, hashSecret(secret));
    const isGood = request && !request.usedAt && request.expiresAt > deps.clock.now();
    const asker = isGood ? await repo.findAsker(deps.db.autocommit, request.personId) : null;
    if (!isGood || !asker)
      throw new AppError('gone', {
        detail: words.thisPageWasUsedAlready,
      });
    if (!(await repo.claim(deps.db.autocommit, request.id, deps.clock.now())))
      throw new AppError('gone', { detail: words.thisPageIsBeingUsedRight });
    const result = await checkIn(request, asker, position, deviceId).catch(async (error: unknown) => {
      await repo.release(deps.db.autocommit, request.id);
      throw error;
    });
    const removeBytes = await deps.db.transaction((tx) =>
      deps.storage.remove(tx, request.photoId === null ? [] : [request.photoId]),
    );
    await removeBytes();
    return result;
  }

  async function checkIn(
    request: repo.StoredPlaceRequest,
    asker: repo.Asker,
    position: Position,
    deviceId: string | undefined,
  ): Promise<CheckInResult> {
    const key = await deps.vault.keyOf(deps.db.autocommit, request.personId);
    const { code } = key.openJson(shownSchema, request.sealed, contextOf(request.id));
    const photo = request.photoId === null ? undefined : (await deps.storage.read(request.photoId)).data;
    return deps.attendance.checkIn(
      { personId: asker.id, name: asker.name, role: asker.role },
      {
        sessionId: request.sessionId,
        channel: request.channel,
        codeShownAt: request.createdAt,
        position,
        ...(photo ? { photo } : {}),
        ...(code === undefined ? {} : { code }),
        ...(deviceId === undefined ? {} : { deviceId }),
      },
    );
  }

  /** Removes requests that are over; their photos go with the storage's own sweep. @returns how many. */
  const sweep = (): Promise<number> => repo.deleteExpired(deps.db.autocommit, deps.clock.now());

  return { ask, answer, sweep };
}

const contextOf = (id: string): string => `place_request:${id}`;
