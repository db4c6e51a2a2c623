/**
 * Codes that a teacher shows in the room: six digits, of which only a keyed hash is kept and one lives at a time, and a
 * rotating QR code.
 */
import { randomInt } from 'node:crypto';
import { type Actor, requireAccess } from '../../security/access/index.ts';
import type { Audit } from '../../security/audit/index.ts';
import type { Database, Queryable } from '../../db/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import { AppError } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import { digestsEqual, keyedDigest } from '../../security/privacy/index.ts';
import type { Sessions } from '../../school/sessions/index.ts';
import * as repo from './codes.repo.ts';
import { isCurrentQr, writeQr } from './qr.ts';
import { words } from './words/en.ts';

export type Codes = ReturnType<typeof createCodes>;

export function createCodes(deps: { db: Database; audit: Audit; clock: Clock; sessions: Sessions; digestKey: Buffer }) {
  const hash = (sessionId: string, code: string): Buffer<ArrayBuffer> =>
    keyedDigest(deps.digestKey, 'session-code', sessionId, code);

  /**
   * Makes the session's code; the one before it dies. It lives `lifeMinutes`, and never longer than the session.
   * @throws AppError `conflict` when the session is not open.
   */
  async function makeCode(
    actor: Actor,
    sessionId: string,
    lifeMinutes: number,
  ): Promise<{ code: string; expiresAt: Date }> {
    return deps.db.transaction(async (tx) => {
      // Alone, so that of two codes made at once the later one replaces the earlier.
      const session = await deps.sessions.lock(tx, sessionId, 'alone');
      await requireAccess(tx, actor, 'sessions.run', { classId: session.classId, sessionId: session.id });
      const now = deps.clock.now();
      if (session.status !== 'open' || session.endsAt <= now)
        throw new AppError('conflict', { detail: words.theSessionIsNotOpen });
      const code = String(randomInt(0, 1_000_000)).padStart(6, '0');
      const expiresAt = new Date(Math.min(session.endsAt.getTime(), now.getTime() + lifeMinutes * 60_000));
      await repo.revokeCodes(tx, sessionId, now);
      await repo.insertCode(tx, {
        id: newId(),
        sessionId,
        codeHash: hash(sessionId, code),
        createdById: actor.personId,
        createdAt: now,
        expiresAt,
      });
      await deps.audit.record(tx, {
        actorId: actor.personId,
        action: 'code.made',
        subjectType: 'session',
        subjectId: sessionId,
        facts: { expiresAt: expiresAt.toISOString() },
      });
      return { code, expiresAt };
    });
  }

  /**
   * What the rotating QR code of the session says right now.
   * @throws AppError `conflict` when the session is not open.
   */
  async function showQr(actor: Actor, sessionId: string): Promise<{ text: string; expiresAt: Date }> {
    const session = await deps.sessions.read(actor, sessionId);
    const now = deps.clock.now();
    await requireAccess(deps.db.autocommit, actor, 'sessions.run', { classId: session.classId, sessionId });
    if (session.status !== 'open' || session.endsAt <= now)
      throw new AppError('conflict', { detail: words.theSessionIsNotOpen });
    return writeQr(deps.digestKey, sessionId, now);
  }

  /** Whether the text was the session's QR code at this moment. */
  const readQr = (sessionId: string, text: string, at: Date): boolean =>
    isCurrentQr(deps.digestKey, sessionId, text, at);

  async function revoke(actor: Actor, sessionId: string): Promise<void> {
    await deps.db.transaction(async (tx) => {
      const session = await deps.sessions.lock(tx, sessionId, 'share');
      await requireAccess(tx, actor, 'sessions.run', { classId: session.classId, sessionId: session.id });
      await repo.revokeCodes(tx, sessionId, deps.clock.now());
      await deps.audit.record(tx, {
        actorId: actor.personId,
        action: 'code.revoked',
        subjectType: 'session',
        subjectId: sessionId,
        facts: {},
      });
    });
  }

  /** Those of the sessions for which this was the live code at this moment. */
  async function matching(db: Queryable, sessionIds: readonly string[], code: string, at: Date): Promise<Set<string>> {
    const live = await repo.findLiveCodes(db, sessionIds, at);
    return new Set(
      live.filter((row) => digestsEqual(row.codeHash, hash(row.sessionId, code))).map((row) => row.sessionId),
    );
  }

  return { makeCode, showQr, readQr, revoke, matching };
}
