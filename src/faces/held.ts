/**
 * Photos that may show somebody else who is enrolled: a twin, a wrong upload, or one person with two accounts. They wait, compared with nobody,
 * until the office has looked; the student learns only that they wait.
 */
import type { Actor } from '../access/actor.ts';
import { requireAccess } from '../access/require-access.ts';
import type { Audit } from '../audit/audit.ts';
import type { Database, Tx } from '../db/database.ts';
import type { Clock } from '../kernel/clock.ts';
import { AppError } from '../kernel/errors.ts';
import type { NewNotification, Notifications } from '../notify/notifications.ts';
import type { People } from '../people/people.ts';
import type { Storage } from '../storage/storage.ts';
import { cosine } from '../vision/judging/similarity.ts';
import type { Limits } from './faces.policy.ts';
import * as repo from './faces.repo.ts';
import { scoreAgainst, type Template, type Templates } from './templates.ts';

/** Tells the office in the caller's transaction that a photo of the actor waits; once a day, however many they send. */
export type TellOffice = (tx: Tx, actor: Actor) => Promise<void>;

/** `use`: it is theirs. `discard`: it is not. `discardOther`: it is, and what the other has of this face is not the other's. */
export const heldDecisions = ['use', 'discard', 'discardOther'] as const;
export type HeldDecision = (typeof heldDecisions)[number];

export interface HeldPhoto {
  id: string;
  student: { id: string; name: string };
  /** Whose face it may be too. */
  other: { id: string; name: string };
  /** Cosine with what the other has; null when that is gone. */
  likeness: number | null;
  createdAt: Date;
}

export function createHeld(deps: { db: Database; audit: Audit; clock: Clock; storage: Storage; people: People; notifications: Notifications; templates: Templates; limits: Limits }) {
  const tellOffice: TellOffice = async (tx, actor) => {
    const admins = await deps.people.adminIds(tx);
    const causeKey = `held:${actor.personId}:${deps.clock.now().toISOString().slice(0, 10)}`;
    await deps.notifications.write(tx, admins.map((adminId) => ({
      personId: adminId, kind: 'account', title: 'A photo needs a look', text: `A photo that ${actor.name} enrolled may show somebody else who is enrolled. Say "photos to look at".`, subject: { type: 'person', id: actor.personId }, causeKey,
    })));
  };

  /** Those that wait, oldest first. */
  async function listHeld(actor: Actor): Promise<HeldPhoto[]> {
    await requireAccess(deps.db.read, actor, 'faces.review', {});
    return Promise.all((await repo.findHeld(deps.db.read)).map(async ({ id, personId, name, alikePersonId, alikeName, createdAt }) => {
      const [own, others] = [await openTemplate(deps.db.read, personId, id), await deps.templates.load(deps.db.read, [alikePersonId])];
      const likeness = own && scoreAgainst(own.vector, others);
      return { id, student: { id: personId, name }, other: { id: alikePersonId, name: alikeName }, likeness: likeness ?? null, createdAt };
    }));
  }

  const openTemplate = async (tx: Tx, personId: string, id: string): Promise<Template | undefined> => (await deps.templates.loadAll(tx, [personId])).find((template) => template.id === id);

  /**
   * The photo that waits, or of the other's the one that is most like it; who looked at it is recorded.
   * @throws AppError `notFound` when it does not wait any more, or the other has none.
   */
  async function readHeld(actor: Actor, id: string, whose: 'own' | 'other'): Promise<Buffer> {
    const photoId = await deps.db.transaction(async (tx) => {
      await requireAccess(tx, actor, 'faces.review', {});
      const held = await requireHeld(tx, id);
      await deps.audit.record(tx, { actorId: actor.personId, action: 'faces.looked', subjectType: 'person', subjectId: whose === 'own' ? held.personId : held.alikePersonId, facts: {} });
      return whose === 'own' ? held.photoId : (await othersOf(tx, held))[0]?.template.photoId;
    });
    if (!photoId) throw new AppError('notFound');
    return (await deps.storage.read(photoId)).data;
  }

  async function requireHeld(tx: Tx, id: string): Promise<repo.HeldTemplate> {
    const [held] = await repo.findHeld(tx, id);
    if (!held) throw new AppError('notFound');
    return held;
  }

  /** What the other has, the most alike first. */
  async function othersOf(tx: Tx, held: repo.HeldTemplate): Promise<{ template: Template; score: number }[]> {
    const own = await openTemplate(tx, held.personId, held.id);
    if (!own) return [];
    const others = await deps.templates.load(tx, [held.alikePersonId]);
    return others.map((template) => ({ template, score: cosine(own.vector, template.vector) })).sort((a, b) => b.score - a.score);
  }

  /** Decides about a photo that waits, and tells its student what became of it, not why. @throws AppError `notFound` when it does not wait any more. */
  async function settleHeld(actor: Actor, id: string, decision: HeldDecision): Promise<void> {
    const after = await deps.db.transaction(async (tx) => {
      await requireAccess(tx, actor, 'faces.review', {});
      const { personId, alikePersonId } = await requireHeld(tx, id);
      // In one order for everyone, so that two who decide at once cannot deadlock.
      for (const person of [personId, alikePersonId].sort()) await repo.lockPerson(tx, person);
      const held = await requireHeld(tx, id);
      const removeBytes = decision === 'use' ? undefined : await removeTemplates(tx, decision === 'discard' ? [held] : await sameFaceOf(tx, held));
      if (decision !== 'discard') await repo.release(tx, id);
      await deps.audit.record(tx, { actorId: actor.personId, action: 'faces.settled', subjectType: 'person', subjectId: personId, facts: { decision, otherId: alikePersonId } });
      await deps.notifications.write(tx, tellStudents(personId, alikePersonId, decision));
      return { personIds: [personId, alikePersonId], removeBytes };
    });
    for (const personId of after.personIds) deps.templates.forget(personId);
    await after.removeBytes?.();
    deps.notifications.wake();
  }

  async function sameFaceOf(tx: Tx, held: repo.HeldTemplate): Promise<Template[]> {
    return (await othersOf(tx, held)).filter(({ score }) => score >= deps.limits.threshold('enrolment')).map(({ template }) => template);
  }

  async function removeTemplates(tx: Tx, leaving: readonly { id: string; photoId: string | null }[]): Promise<() => Promise<void>> {
    await repo.deleteTemplates(tx, leaving.map(({ id }) => id));
    return deps.storage.remove(tx, leaving.flatMap(({ photoId }) => (photoId ? [photoId] : [])));
  }

  return { tellOffice, listHeld, readHeld, settleHeld };
}

function tellStudents(personId: string, otherId: string, decision: HeldDecision): NewNotification[] {
  const removed = (id: string): NewNotification => ({
    personId: id, kind: 'account', title: 'Please send another photo of yourself', text: 'The office looked at a photo that was enrolled for you and removed it. Please send another one with "enrol my face", or ask at the office.',
  });
  if (decision === 'discard') return [removed(personId)];
  const used: NewNotification = { personId, kind: 'account', title: 'Your photo is in use', text: 'The office looked at the photo that you enrolled. You can check in with a selfie now.' };
  return decision === 'use' ? [used] : [used, removed(otherId)];
}
