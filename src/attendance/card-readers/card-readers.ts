/**
 * Card and door readers: each signs its events with a secret of its own (Standard Webhooks); a card read is a check-in.
 */
// standardwebhooks: the published format of signed events, so that any vendor's gateway can be pointed here; MIT, one
// file.
import { Webhook } from 'standardwebhooks';
import { randomBytes } from 'node:crypto';
import type { z } from 'zod';
import { type Actor, requireAccess } from '../../security/access/index.ts';
import type { Attendance } from '../register/index.ts';
import type { Audit } from '../../security/audit/index.ts';
import type { Classes } from '../../school/classes/index.ts';
import { type Database, isUniqueViolation } from '../../db/index.ts';
import type { Geofence } from '../../school/places/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import { AppError } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import { digestsEqual, keyedDigest, open, seal } from '../../security/privacy/index.ts';
import type { Sessions } from '../../school/sessions/index.ts';
import * as repo from './card-readers.repo.ts';
import { createCards } from './cards.ts';
import { type CardView, type ReaderOutcome, type ReaderView, readerEventSchema } from './card-readers.schema.ts';
import { words } from './words/en.ts';

/** As the headers of Standard Webhooks carry it. */
export interface Signed {
  id: string;
  /** Unix seconds. */
  timestamp: string;
  /** `v1,<base64>`, several apart by spaces. */
  signature: string;
  body: Buffer;
}

export type CardReaders = ReturnType<typeof createCardReaders>;

const toleranceMs = 5 * 60_000;
const secretBytes = 32;

export function createCardReaders(deps: {
  db: Database;
  audit: Audit;
  clock: Clock;
  classes: Classes;
  sessions: Sessions;
  attendance: Attendance;
  geofence: Geofence;
  keys: { digests: Buffer; readers: Buffer };
}) {
  const hashOf = (card: string): Buffer<ArrayBuffer> =>
    keyedDigest(deps.keys.digests, 'card', card.trim().toUpperCase());

  /**
   * @returns the secret, which is shown this once. @throws AppError `conflict` when the name is taken, `notFound` for
   * the place.
   */
  async function createReader(
    actor: Actor,
    input: { name: string; placeId: string | null },
  ): Promise<{ id: string; secret: string }> {
    const id = newId();
    const secret = `whsec_${randomBytes(secretBytes).toString('base64')}`;
    try {
      await deps.db.transaction(async (tx) => {
        await requireAccess(tx, actor, 'access.keys', {});
        if (input.placeId !== null) await deps.geofence.hold(tx, input.placeId);
        await repo.insertReader(tx, {
          id,
          ...input,
          createdAt: deps.clock.now(),
          secret: seal(deps.keys.readers, Buffer.from(secret), contextOf(id)),
        });
        await deps.audit.record(tx, {
          actorId: actor.personId,
          action: 'reader.created',
          subjectType: 'reader',
          subjectId: id,
          facts: { ...input },
        });
      });
    } catch (error) {
      if (isUniqueViolation(error))
        throw new AppError('conflict', { field: 'name', detail: words.thereIsAlreadyAReaderCalled(input.name) });
      throw error;
    }
    return { id, secret };
  }

  async function listReaders(actor: Actor): Promise<ReaderView[]> {
    await requireAccess(deps.db.autocommit, actor, 'access.keys', {});
    return repo.findReaders(deps.db.autocommit);
  }

  /** Its events are refused from now on. */
  async function revokeReader(actor: Actor, readerId: string): Promise<void> {
    await deps.db.transaction(async (tx) => {
      await requireAccess(tx, actor, 'access.keys', {});
      if (!(await repo.revokeReader(tx, readerId, deps.clock.now()))) throw new AppError('notFound');
      await deps.audit.record(tx, {
        actorId: actor.personId,
        action: 'reader.revoked',
        subjectType: 'reader',
        subjectId: readerId,
        facts: {},
      });
    });
  }

  /** @throws AppError `conflict` when somebody has the card, `notFound` for the person. */
  async function giveCard(actor: Actor, personId: string, card: string): Promise<{ id: string }> {
    const id = newId();
    try {
      await deps.db.transaction(async (tx) => {
        await requireAccess(tx, actor, 'access.keys', {});
        if (!(await repo.isPerson(tx, personId))) throw new AppError('notFound');
        await repo.insertCard(tx, { id, personId, cardHash: hashOf(card), createdAt: deps.clock.now() });
        await deps.audit.record(tx, {
          actorId: actor.personId,
          action: 'card.given',
          subjectType: 'person',
          subjectId: personId,
          facts: { cardId: id },
        });
      });
    } catch (error) {
      if (isUniqueViolation(error))
        throw new AppError('conflict', { field: 'card', detail: words.somebodyHasThisCardAlready });
      throw error;
    }
    return { id };
  }

  async function listCards(actor: Actor, personId: string): Promise<CardView[]> {
    await requireAccess(deps.db.autocommit, actor, 'access.keys', {});
    if (!(await repo.isPerson(deps.db.autocommit, personId))) throw new AppError('notFound');
    return repo.findCards(deps.db.autocommit, personId);
  }

  async function takeCard(actor: Actor, personId: string, cardId: string): Promise<void> {
    await deps.db.transaction(async (tx) => {
      await requireAccess(tx, actor, 'access.keys', {});
      if (!(await repo.revokeCard(tx, personId, cardId, deps.clock.now()))) throw new AppError('notFound');
      await deps.audit.record(tx, {
        actorId: actor.personId,
        action: 'card.taken',
        subjectType: 'person',
        subjectId: personId,
        facts: { cardId },
      });
    });
  }

  /**
   * Takes an event in once: the same id again gets the same answer.
   * @throws AppError `unauthenticated` for an unknown reader, a wrong signature or an old one; `invalidInput`.
   */
  async function takeEvent(readerId: string, signed: Signed): Promise<ReaderOutcome> {
    const reader = await requireSigned(readerId, signed);
    const earlier = await repo.findEvent(deps.db.autocommit, readerId, signed.id);
    if (earlier) return earlier as ReaderOutcome;
    const made = await act(reader, signed.id, parseEvent(signed.body));
    // Whatever it led to is settled by now and would come out the same again.
    await repo.insertEvent(deps.db.autocommit, { ...made, readerId, eventId: signed.id, receivedAt: deps.clock.now() });
    return made;
  }

  async function requireSigned(readerId: string, { id, timestamp, signature, body }: Signed): Promise<ReaderView> {
    const reader = await repo.findReader(deps.db.autocommit, readerId);
    const sentAt = new Date(Number(timestamp) * 1000);
    const isFresh = Math.abs(sentAt.getTime() - deps.clock.now().getTime()) <= toleranceMs;
    if (!reader || !isFresh || id === '')
      throw new AppError('unauthenticated', {
        detail: words.theEventIsNotSigned,
      });
    const secret = open(deps.keys.readers, reader.secret, contextOf(readerId)).toString('utf8');
    const expected = Buffer.from(new Webhook(secret).sign(id, sentAt, body.toString('utf8')));
    if (!signature.split(' ').some((one) => digestsEqual(Buffer.from(one), expected)))
      throw new AppError('unauthenticated', {
        detail: words.theEventIsNotSigned,
      });
    return reader;
  }

  async function act(
    reader: ReaderView,
    eventId: string,
    event: z.infer<typeof readerEventSchema>,
  ): Promise<ReaderOutcome> {
    const holder = await repo.findHolder(deps.db.autocommit, hashOf(event.card));
    if (holder?.role !== 'student') return { outcome: 'unknownCard', checkInId: null };
    const student: Actor = { personId: holder.id, name: holder.name, role: holder.role };
    const [sessionId, ...others] = await findSessions(student, reader.placeId);
    if (sessionId === undefined) return { outcome: 'noSession', checkInId: null };
    if (others.length > 0) return { outcome: 'severalSessions', checkInId: null };
    if (event.direction === 'out') return checkOut(student, sessionId);
    const { checkInId, receipt } = await deps.attendance.checkIn(student, {
      channel: 'reader',
      sessionId,
      card: { eventId: `${reader.id}:${eventId}` },
    });
    return { outcome: receipt.decision, checkInId };
  }

  async function checkOut(student: Actor, sessionId: string): Promise<ReaderOutcome> {
    try {
      await deps.attendance.checkOut(student, { channel: 'reader', sessionId });
      return { outcome: 'left', checkInId: null };
    } catch (error) {
      // Somebody who was never in cannot leave: that is an answer, not a failure.
      if (error instanceof AppError && error.code === 'conflict') return { outcome: 'rejected', checkInId: null };
      throw error;
    }
  }

  /** The student's open sessions at the reader's place; those without a place, when none is held there. */
  async function findSessions(student: Actor, placeId: string | null): Promise<string[]> {
    const own = await deps.classes.listOwn(student);
    const open = (await deps.sessions.listOpen(own.map((view) => view.id))).map((session) => ({
      id: session.id,
      placeId: session.placeId ?? own.find((view) => view.id === session.classId)?.placeId ?? null,
    }));
    const here = open.filter((session) => placeId !== null && session.placeId === placeId);
    const anywhere = open.filter((session) => placeId === null || session.placeId === null);
    return (here.length > 0 ? here : anywhere).map((session) => session.id);
  }

  return {
    createReader,
    listReaders,
    revokeReader,
    giveCard,
    listCards,
    takeCard,
    takeEvent,
    ...createCards({ ...deps, hashOf }),
  };
}

const contextOf = (id: string): string => `reader:${id}`;

function parseEvent(body: Buffer): z.infer<typeof readerEventSchema> {
  const parsed = readerEventSchema.safeParse(parseJson(body));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const field = issue?.path.join('.') || 'body';
  throw new AppError('invalidInput', { field, detail: `${field}: ${issue?.message ?? words.isNotValid}` });
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch (cause) {
    throw new AppError('invalidInput', { field: 'body', detail: words.bodyIsNotJson, cause });
  }
}
