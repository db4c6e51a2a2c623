/**
 * What waits for a second admin's yes: kept as it was asked, told to the other admins, and carried out as whoever asked
 * when one of them says yes. The act itself is refused until then by its own operation (security/access/grave-acts).
 */
import { z } from 'zod';
import type { Database, Tx } from '../../db/index.ts';
import type { Notifications } from '../../delivery/notifications/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import { formatInstant } from '../../kernel/days.ts';
import { AppError } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import type { Origins } from '../../kernel/origins.ts';
import type { People } from '../../school/people/index.ts';
import {
  type Actor,
  type GraveAct,
  graveActs,
  refuseKey,
  requireAccess,
  requireFreshProof,
} from '../../security/access/index.ts';
import type { Audit, AuditAction } from '../../security/audit/index.ts';
import { type Vault, keyedDigest } from '../../security/privacy/index.ts';
import * as repo from './held-acts.repo.ts';
import type { WaitingAct } from './held-acts.schema.ts';
import { createHeldActReader, inputContext, whatContext } from './read-held-acts.ts';
import { words } from './words/en.ts';

const lifeMs = 48 * 3600_000;
const dayMs = 24 * 3600_000;
/** An answer that nobody took is forgotten after this long. */
const answerLifeMs = 7 * dayMs;
/** Longer than that the audit alone knows of it. */
const keptMs = 90 * dayMs;
/** More of one admin's than anybody could look at with care. */
const mostWaiting = 20;

const inputSchema = z.object({ params: z.unknown(), query: z.unknown(), body: z.unknown() });
/** What was sent, to be parsed anew when it is carried out. */
export type HeldInput = z.infer<typeof inputSchema>;

export interface AskedAct {
  operation: string;
  input: HeldInput;
  act: string;
  what: string;
}

export type HeldActs = ReturnType<typeof createHeldActs>;

export function createHeldActs(deps: {
  db: Database;
  audit: Audit;
  clock: Clock;
  vault: Vault;
  people: People;
  notifications: Notifications;
  origins: Origins;
  digestKey: Buffer;
}) {
  const reader = createHeldActReader(deps);

  /**
   * Keeps what a grave act's operation refused until somebody says yes; the same again is the same request.
   * @returns what waits; or, where a file was asked for and somebody said yes, the actor who may have it now.
   * @throws AppError `conflict` where nobody could say yes, or too much waits.
   */
  async function ask(actor: Actor, asked: AskedAct): Promise<{ waiting: WaitingAct } | { opened: Actor }> {
    const act = z.enum(graveActs).parse(asked.act);
    const now = deps.clock.now();
    const id = newId();
    const sent = JSON.stringify(asked.input);
    const inputHash = keyedDigest(deps.digestKey, 'held act', `${asked.operation} ${sent}`);
    const result = await deps.db.transaction(async (tx) => {
      const same = await repo.findSame(tx, actor.personId, inputHash, now);
      if (same?.status === 'approved') return { opened: { ...actor, secondYes: openedBy(act, same.id) } };
      if (same) return { waiting: toWaiting(same.id, act, asked.what, same.expiresAt) };
      const others = (await deps.people.adminIds(tx)).filter((other) => other !== actor.personId);
      if (others.length === 0) throw new AppError('conflict', { detail: words.nobodyCouldSayYes });
      if ((await repo.countWaiting(tx, actor.personId, now)) >= mostWaiting)
        throw new AppError('conflict', { detail: words.tooManyWait(mostWaiting) });
      const key = await deps.vault.keyOf(tx, actor.personId);
      const expiresAt = new Date(now.getTime() + lifeMs);
      await repo.insertHeldAct(tx, {
        ...{ id, act, inputHash, expiresAt, operation: asked.operation, askedById: actor.personId, askedAt: now },
        input: key.sealJson(asked.input, inputContext(id)),
        what: key.sealJson(asked.what, whatContext(id)),
      });
      await record(tx, actor.personId, 'heldAct.asked', {
        id,
        act,
        operation: asked.operation,
        askedById: actor.personId,
      });
      const until = formatInstant(expiresAt, 'UTC', 'd LLLL yyyy, HH:mm');
      await deps.notifications.write(
        tx,
        others.map((personId) => ({
          ...{ personId, kind: 'account', causeKey: `held-act:${id}`, subject: { type: 'heldAct', id } },
          ...{ title: words.anotherAdminAsks, text: words.asksTo({ name: actor.name, what: asked.what, until }) },
        })),
      );
      return { waiting: toWaiting(id, act, asked.what, expiresAt) };
    });
    deps.notifications.wake();
    return result;
  }

  /** Of what answers a file: used up in the transaction of the operation that hands it out. */
  const openedBy = (act: GraveAct, id: string): NonNullable<Actor['secondYes']> => ({
    act,
    use: (tx) => requireSettled(tx, id, { from: 'approved', status: 'done' }),
  });

  /**
   * Another admin's yes: what was asked for is done, as whoever asked, in the one transaction of its operation.
   * @param carryOut asks the operation anew with what was sent
   * @throws AppError `forbidden` for one's own, `gone` for what is settled, `conflict` when whoever asked is no admin any
   * more, and whatever the operation throws; what does not fit any more is settled by that.
   */
  async function approve(
    actor: Actor,
    id: string,
    carryOut: (asker: Actor, operation: string, input: HeldInput) => Promise<unknown>,
  ): Promise<void> {
    const held = await requireAnswerable(actor, id);
    const act = z.enum(graveActs).parse(held.act);
    try {
      const [person] = await deps.people.findByIds(deps.db.autocommit, [held.askedById]);
      if (person?.role !== 'admin' || person.status !== 'active')
        throw new AppError('conflict', { detail: words.whoAskedIsNoAdmin });
      if (held.isOpening) return await open(actor, held);
      const use = async (tx: Tx): Promise<void> => {
        await requireSettled(tx, id, { from: 'waiting', status: 'done', byId: actor.personId });
        await record(tx, actor.personId, 'heldAct.approved', held);
      };
      const asker: Actor = { personId: person.id, name: person.name, role: person.role, secondYes: { act, use } };
      const origin = deps.origins.present() ?? { via: 'api' };
      const key = await deps.vault.keyOf(deps.db.autocommit, held.askedById);
      const input = key.openJson(inputSchema, held.input, inputContext(id));
      const answer = await deps.origins.within({ ...origin, approvedById: actor.personId }, () =>
        carryOut(asker, held.operation, input),
      );
      await deps.db.transaction(async (tx) => {
        // What had become harmless by now used no yes; it is settled all the same, and not done again.
        const at = deps.clock.now();
        if (await repo.settle(tx, id, { from: 'waiting', status: 'done', byId: actor.personId, at }))
          await record(tx, actor.personId, 'heldAct.approved', held);
        if (answer !== undefined) await repo.keepAnswer(tx, id, key.sealJson(answer, answerContext(id)));
        await tell(tx, actor, held, 'done');
      });
    } catch (error) {
      if (error instanceof AppError && error.status < 500 && !error.retryable) await fail(actor, held);
      throw error;
    } finally {
      deps.notifications.wake();
    }
  }

  const open = (actor: Actor, held: Answerable): Promise<void> =>
    deps.db.transaction(async (tx) => {
      await requireSettled(tx, held.id, { from: 'waiting', status: 'approved', byId: actor.personId });
      await record(tx, actor.personId, 'heldAct.approved', held);
      await tell(tx, actor, held, 'approved');
    });

  /** What was settled in the meantime stays as it was settled. */
  const fail = (actor: Actor, held: Answerable): Promise<void> =>
    deps.db.transaction(async (tx) => {
      const at = deps.clock.now();
      if (!(await repo.settle(tx, held.id, { from: 'waiting', status: 'failed', byId: actor.personId, at }))) return;
      await record(tx, actor.personId, 'heldAct.failed', held);
      await tell(tx, actor, held, 'failed');
    });

  /** Another admin's no. @throws AppError as `approve`. */
  async function decline(actor: Actor, id: string): Promise<void> {
    const held = await requireAnswerable(actor, id);
    await deps.db.transaction(async (tx) => {
      await requireSettled(tx, id, { from: 'waiting', status: 'declined', byId: actor.personId });
      await record(tx, actor.personId, 'heldAct.declined', held);
      await tell(tx, actor, held, 'declined');
    });
    deps.notifications.wake();
  }

  /** Takes back what one asked for oneself. @throws AppError `notFound`, `gone`. */
  async function withdraw(actor: Actor, id: string): Promise<void> {
    await deps.db.transaction(async (tx) => {
      await requireAdmin(tx, actor);
      const held = await repo.findHeldAct(tx, id);
      if (held?.askedById !== actor.personId) throw new AppError('notFound');
      await requireSettled(tx, id, { from: 'waiting', status: 'withdrawn', byId: actor.personId });
      await record(tx, actor.personId, 'heldAct.withdrawn', held);
    });
  }

  /** What it answered, for whoever asked, this once. @throws AppError `proofRequired`, `notFound`, `gone`. */
  async function takeAnswer(actor: Actor, id: string): Promise<{ answer: unknown }> {
    return deps.db.transaction(async (tx) => {
      await requireAdmin(tx, actor);
      requireFreshProof(actor);
      const held = await repo.findHeldAct(tx, id);
      if (held?.askedById !== actor.personId) throw new AppError('notFound');
      const sealed = await repo.takeAnswer(tx, id);
      if (!sealed) throw new AppError('gone', { detail: words.theAnswerWasTaken });
      const key = await deps.vault.keyOf(tx, actor.personId);
      return { answer: key.openJson(z.unknown(), sealed, answerContext(id)) };
    });
  }

  /** Forgets what was sent with acts that nobody answered in time; later the acts themselves. */
  async function sweep(): Promise<void> {
    const now = deps.clock.now();
    await repo.forgetExpired(deps.db.autocommit, now, new Date(now.getTime() - answerLifeMs));
    await repo.deleteOlder(deps.db.autocommit, new Date(now.getTime() - keptMs));
  }

  async function requireAdmin(db: Tx | Database['autocommit'], actor: Actor): Promise<void> {
    await requireAccess(db, actor, 'access.secondYes', {});
    refuseKey(actor, words.settleWhatWaits);
  }

  async function requireAnswerable(actor: Actor, id: string): Promise<Answerable> {
    await requireAdmin(deps.db.autocommit, actor);
    requireFreshProof(actor);
    const held = await repo.findHeldAct(deps.db.autocommit, id);
    if (!held) throw new AppError('notFound');
    if (held.askedById === actor.personId) throw new AppError('forbidden', { detail: words.nobodyApprovesTheirOwn });
    const { input } = held;
    if (held.status !== 'waiting' || held.expiresAt <= deps.clock.now() || !input)
      throw new AppError('gone', { detail: words.thisWasSettled });
    return { ...held, input, isOpening: held.operation.startsWith('GET ') };
  }

  async function requireSettled(
    tx: Tx,
    id: string,
    how: { from: 'waiting' | 'approved'; status: string; byId?: string },
  ): Promise<void> {
    const isInputKept = how.status === 'approved';
    if (!(await repo.settle(tx, id, { ...how, isInputKept, at: deps.clock.now() })))
      throw new AppError('gone', { detail: words.thisWasSettled });
  }

  const record = (
    tx: Tx,
    actorId: string,
    action: AuditAction<'heldAct'>,
    { id, act, operation, askedById }: Pick<repo.StoredHeldAct, 'id' | 'act' | 'operation' | 'askedById'>,
  ): Promise<void> =>
    deps.audit.record(tx, {
      ...{ actorId, action, subjectType: 'heldAct', subjectId: id },
      facts: { act, operation, askedByPersonId: askedById },
    });

  async function tell(
    tx: Tx,
    { name }: Actor,
    { id, askedById: personId, what: sealed }: Answerable,
    outcome: keyof typeof words.settled,
  ): Promise<void> {
    const key = (await deps.vault.keysOf(tx, [personId])).get(personId);
    if (!key) return;
    const what = key.openJson(z.string(), sealed, whatContext(id));
    await deps.notifications.write(tx, [
      {
        ...{ personId, kind: 'account', causeKey: `held-act:${id}:${outcome}`, subject: { type: 'heldAct', id } },
        ...{ title: words.settledTitles[outcome], text: words.settled[outcome]({ name, what }) },
      },
    ]);
  }

  return { ask, approve, decline, withdraw, takeAnswer, sweep, list: reader.list };
}

interface Answerable extends repo.StoredHeldAct {
  input: Uint8Array;
  /** What answers a file is not carried out for whoever says yes: they open it, once, for whoever asked. */
  isOpening: boolean;
}

const answerContext = (id: string): string => `held_act.answer:${id}`;

const toWaiting = (id: string, act: GraveAct, what: string, expiresAt: Date): WaitingAct => ({
  ...{ id, act, what, expiresAt },
  waitsFor: 'secondYes',
});
