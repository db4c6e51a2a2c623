/**
 * Photos that may show somebody else: a twin who is enrolled, a wrong upload, one person with two accounts; or, made
 * anew for other weights, not the person of the account. They wait, compared with nobody, until the office has looked;
 * the student learns only that they wait.
 */
import { type Database, type Queryable, type Tx, lockPersonRow } from '../../db/index.ts';
import { type Actor, requireAccess } from '../../security/access/index.ts';
import type { Audit } from '../../security/audit/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import { dayOf } from '../../kernel/days.ts';
import { AppError } from '../../kernel/errors.ts';
import type { NewNotification, Notifications } from '../../delivery/notifications/index.ts';
import { findHomeCalendars } from '../../school/classes/index.ts';
import type { People } from '../../school/people/index.ts';
import type { Storage } from '../../delivery/storage/index.ts';
import { cosine } from '../vision/index.ts';
import type { Limits } from './faces.policy.ts';
import * as repo from './faces.repo.ts';
import type { HeldPhoto } from './faces.schema.ts';
import { scoreAgainst, type Template, type Templates } from './templates.ts';
import { words } from './words/en.ts';

/**
 * Tells the office in the caller's transaction that a photo of the person waits; once a day, however many there are.
 */
export type TellOffice = (tx: Tx, person: Pick<Actor, 'personId' | 'name'>) => Promise<void>;

/**
 * `use`: it is theirs. `discard`: it is not. `discardOther`: it is, and what the other has of this face is not the
 * other's.
 */
export const heldDecisions = ['use', 'discard', 'discardOther'] as const;
export type HeldDecision = (typeof heldDecisions)[number];

export function createHeld(deps: {
  db: Database;
  audit: Audit;
  clock: Clock;
  storage: Storage;
  people: People;
  notifications: Notifications;
  templates: Templates;
  limits: Limits;
}) {
  const tellOffice: TellOffice = async (tx, { personId: aboutId, name }) => {
    const admins = await deps.people.adminIds(tx);
    const calendarOf = await findHomeCalendars(tx, [aboutId]);
    const causeKey = `held:${aboutId}:${dayOf(deps.clock.now(), calendarOf(aboutId).timeZone)}`;
    await deps.notifications.write(
      tx,
      admins.map((adminId) => ({
        personId: adminId,
        kind: 'account',
        title: words.aPhotoNeedsALook,
        text: words.aPhotoThatEnrolledMayShow(name),
        subject: { type: 'person', id: aboutId },
        causeKey,
      })),
    );
  };

  /** Those that wait, oldest first. */
  async function listHeld(actor: Actor): Promise<HeldPhoto[]> {
    await requireAccess(deps.db.autocommit, actor, 'faces.review', {});
    return Promise.all(
      (await repo.findHeld(deps.db.autocommit)).map(async (held) => {
        const { id, personId, name, because, other, createdAt } = held;
        const [own, others] = [
          await openTemplate(deps.db.autocommit, personId, id),
          await deps.templates.load(deps.db.autocommit, comparedWith(held)),
        ];
        const likeness = own && scoreAgainst(own.vector, others);
        return { id, student: { id: personId, name }, because, other, likeness: likeness ?? null, createdAt };
      }),
    );
  }

  const openTemplate = async (db: Queryable, personId: string, id: string): Promise<Template | undefined> =>
    (await deps.templates.loadAll(db, [personId])).find((template) => template.id === id);

  /**
   * The photo that waits, or the one that is most like it of the other's (of the student's own that are in use, where
   * it is those it is unlike); who looked at it is recorded. @throws AppError `notFound` when it does not wait any
   * more, or there is no other.
   */
  async function readHeld(actor: Actor, id: string, whose: 'own' | 'other'): Promise<Buffer> {
    const photoId = await deps.db.transaction(async (tx) => {
      await requireAccess(tx, actor, 'faces.review', {});
      const held = await requireHeld(tx, id);
      const shown = whose === 'own' ? held : (await othersOf(tx, held))[0]?.template;
      if (!shown?.photoId) throw new AppError('notFound');
      await deps.audit.record(tx, {
        actorId: actor.personId,
        action: 'faces.looked',
        subjectType: 'person',
        subjectId: shown.personId,
        facts: {},
      });
      return shown.photoId;
    });
    return (await deps.storage.read(photoId)).data;
  }

  async function requireHeld(tx: Tx, id: string): Promise<repo.HeldTemplate> {
    const [held] = await repo.findHeld(tx, id);
    if (!held) throw new AppError('notFound');
    return held;
  }

  /** What it is compared with, the most alike first. */
  async function othersOf(tx: Tx, held: repo.HeldTemplate): Promise<{ template: Template; score: number }[]> {
    const own = await openTemplate(tx, held.personId, held.id);
    if (!own) return [];
    const others = await deps.templates.load(tx, comparedWith(held));
    return others
      .map((template) => ({ template, score: cosine(own.vector, template.vector) }))
      .sort((a, b) => b.score - a.score);
  }

  /**
   * Decides about a photo that waits, and tells its student what became of it, not why.
   * @throws AppError `notFound` when it does not wait any more; `conflict` when the other's is to be deleted and has
   * nothing of this face.
   */
  async function settleHeld(actor: Actor, id: string, decision: HeldDecision): Promise<void> {
    const after = await deps.db.transaction(async (tx) => {
      await requireAccess(tx, actor, 'faces.review', {});
      const { personId, other: seen } = await requireHeld(tx, id);
      // In one order for everyone, so that two who decide at once cannot deadlock.
      for (const person of [personId, ...(seen ? [seen.id] : [])].sort()) await lockPersonRow(tx, person);
      const held = await requireHeld(tx, id);
      const removeBytes =
        decision === 'use'
          ? undefined
          : await removeTemplates(tx, decision === 'discard' ? [held] : await sameFaceOf(tx, held));
      const otherId = decision === 'discardOther' ? held.other?.id : undefined;
      if (decision !== 'discard') await repo.release(tx, id);
      await deps.audit.record(tx, {
        actorId: actor.personId,
        action: 'faces.settled',
        subjectType: 'person',
        subjectId: personId,
        facts: { decision },
        // Who resembles whom is not to be read for ever: it is named only where it was theirs that was deleted, sealed
        // for them.
        ...(otherId === undefined ? {} : { personal: { personId: otherId, value: { otherId } } }),
      });
      await deps.notifications.write(tx, tellStudents(personId, otherId, decision));
      return { personIds: [personId, ...(otherId === undefined ? [] : [otherId])], removeBytes };
    });
    for (const personId of after.personIds) deps.templates.forget(personId);
    await after.removeBytes?.();
    deps.notifications.wake();
  }

  async function sameFaceOf(tx: Tx, held: repo.HeldTemplate): Promise<Template[]> {
    const same = held.other
      ? (await othersOf(tx, held)).filter(({ score }) => score >= deps.limits.threshold('enrolment'))
      : [];
    if (same.length === 0) throw nothingOfOther();
    return same.map(({ template }) => template);
  }

  async function removeTemplates(
    tx: Tx,
    leaving: readonly { id: string; photoId: string | null }[],
  ): Promise<() => Promise<void>> {
    await repo.deleteTemplates(
      tx,
      leaving.map(({ id }) => id),
    );
    return deps.storage.remove(
      tx,
      leaving.flatMap(({ photoId }) => (photoId ? [photoId] : [])),
    );
  }

  return { tellOffice, listHeld, readHeld, settleHeld };
}

/** Whose templates a photo that waits is held against. */
const comparedWith = ({ because, personId, other }: repo.HeldTemplate): string[] =>
  because === 'unlikeOwn' ? [personId] : other ? [other.id] : [];

/** Nothing is said to be deleted that was not. */
export const nothingOfOther = (): AppError =>
  new AppError('conflict', {
    field: 'decision',
    detail: words.nobodyElseHasAPhoto,
  });

function tellStudents(personId: string, otherId: string | undefined, decision: HeldDecision): NewNotification[] {
  const removed = (id: string): NewNotification => ({
    personId: id,
    kind: 'account',
    title: words.pleaseSendAnotherPhotoOfYourself,
    text: words.theOfficeLookedAtAPhoto,
  });
  if (decision === 'discard') return [removed(personId)];
  const used: NewNotification = {
    personId,
    kind: 'account',
    title: words.yourPhotoIsInUse,
    text: words.theOfficeLookedAtThePhoto,
  };
  return otherId === undefined ? [used] : [used, removed(otherId)];
}
