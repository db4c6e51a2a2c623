/**
 * Appeals: a student says that a record is wrong; a teacher of the class accepts it, which corrects the record, or
 * declines.
 */
import { type Actor, requireAccess, requirePermission } from '../../security/access/index.ts';
import type { Attendance } from '../register/index.ts';
import type { Audit } from '../../security/audit/index.ts';
import type { Classes } from '../../school/classes/index.ts';
import { type Database, type Tx, isUniqueViolation } from '../../db/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import { AppError } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import type { Notifications } from '../../delivery/notifications/index.ts';
import type { People } from '../../school/people/index.ts';
import type { Vault } from '../../security/privacy/index.ts';
import type { Sessions } from '../../school/sessions/index.ts';
import * as repo from './appeals.repo.ts';
import type { AppealStatus, AppealView, NewAppeal } from './appeals.schema.ts';
import { words } from './words/en.ts';

export type Appeals = ReturnType<typeof createAppeals>;

const shownAppeals = 200;

export function createAppeals(deps: {
  db: Database;
  audit: Audit;
  clock: Clock;
  vault: Vault;
  people: People;
  classes: Classes;
  sessions: Sessions;
  attendance: Attendance;
  notifications: Notifications;
}) {
  /**
   * @throws AppError `conflict` when the session is not closed, the record says so already, or an appeal of it is open.
   */
  async function appeal(actor: Actor, input: NewAppeal, id = newId()): Promise<{ id: string }> {
    const session = await deps.sessions.read(actor, input.sessionId);
    try {
      await deps.db.transaction(async (tx) => {
        await requireAccess(tx, actor, 'attendance.appeal', { personId: actor.personId });
        if (session.status !== 'closed') throw new AppError('conflict', { detail: words.theSessionIsNotOverYet });
        const standing = await deps.attendance.statusOf(tx, session.id, actor.personId);
        if (standing === input.wanted)
          throw new AppError('conflict', { field: 'wanted', detail: words.theRecordSaysAlready(standing) });
        const key = await deps.vault.keyOf(tx, actor.personId);
        await repo.insertAppeal(tx, {
          id,
          sessionId: session.id,
          studentId: actor.personId,
          wanted: input.wanted,
          text: key.seal(Buffer.from(input.text), textContext(id)),
          createdAt: deps.clock.now(),
        });
        await deps.audit.record(tx, {
          actorId: actor.personId,
          action: 'appeal.made',
          subjectType: 'session',
          subjectId: session.id,
          facts: { appealId: id, wanted: input.wanted },
        });
        const view = await deps.classes.get(tx, session.classId);
        await deps.notifications.write(
          tx,
          (await deps.classes.teacherIds(tx, view.id)).map((personId) => ({
            personId,
            kind: 'appeal',
            subject: { type: 'appeal', id },
            title: words.appealIn(view.code),
            text: words.asksFor({ name: actor.name, wanted: input.wanted, text: input.text }),
          })),
        );
      });
    } catch (error) {
      if (isUniqueViolation(error)) throw new AppError('conflict', { detail: words.anAppealOfThisRecord });
      throw error;
    }
    return { id };
  }

  /** The own appeals of a student; for staff those of their classes. Newest first. */
  async function list(actor: Actor, status: AppealStatus | undefined): Promise<AppealView[]> {
    requirePermission(actor, 'attendance.readAppeals');
    const ofStatus = status === undefined ? {} : { status };
    const whose =
      actor.role === 'student'
        ? { studentId: actor.personId }
        : { classIds: (await deps.classes.listOwn(actor)).map((view) => view.id) };
    const rows = await repo.findAppeals(deps.db.autocommit, { ...whose, ...ofStatus }, shownAppeals);
    const names = await deps.people.namesOf(rows.map((row) => row.studentId));
    const keys = await deps.vault.keysOf(
      deps.db.autocommit,
      rows.map((row) => row.studentId),
    );
    return rows.flatMap((row) => {
      const key = keys.get(row.studentId);
      // Erased with the student's key.
      if (!key) return [];
      const {
        id,
        sessionId,
        session: {
          class: { code, campus },
          startsAt,
        },
        wanted,
        createdAt,
        answeredAt,
      } = row;
      return [
        {
          id,
          sessionId,
          class: code,
          startsAt,
          timeZone: campus.timeZone,
          student: { id: row.studentId, name: names.get(row.studentId) ?? '' },
          wanted,
          status: row.status,
          createdAt,
          answeredAt,
          text: key.open(row.text, textContext(id)).toString('utf8'),
          answer: row.answer ? key.open(row.answer, answerContext(id)).toString('utf8') : null,
        },
      ];
    });
  }

  /**
   * Accepting writes the wanted status into the register; the student is told either way.
   * @throws AppError `notFound`; `conflict` when it was answered or withdrawn already.
   */
  async function answer(
    actor: Actor,
    appealId: string,
    input: { accept: boolean; answer: string | null },
  ): Promise<void> {
    await deps.db.transaction(async (tx) => {
      const row = await repo.lockAppeal(tx, appealId);
      if (!row) throw new AppError('notFound');
      await requireAccess(tx, actor, 'attendance.answerAppeal', {
        classId: row.session.classId,
        sessionId: row.sessionId,
      });
      if (row.status !== 'open') throw new AppError('conflict', { detail: words.thisAppealWasAlready(row.status) });
      const key = await deps.vault.keyOf(tx, row.studentId);
      await repo.updateStatus(tx, appealId, {
        status: input.accept ? 'accepted' : 'declined',
        answeredAt: deps.clock.now(),
        answeredById: actor.personId,
        answer: input.answer === null ? null : key.seal(Buffer.from(input.answer), answerContext(appealId)),
      });
      if (input.accept)
        await deps.attendance.correct(tx, {
          sessionId: row.sessionId,
          personId: row.studentId,
          status: row.wanted,
          source: 'appeal',
          actorId: actor.personId,
          reason: null,
        });
      await deps.audit.record(tx, {
        actorId: actor.personId,
        action: 'appeal.answered',
        subjectType: 'session',
        subjectId: row.sessionId,
        facts: { appealId, accepted: input.accept },
      });
      const view = await deps.classes.get(tx, row.session.classId);
      await deps.notifications.write(tx, [
        {
          personId: row.studentId,
          kind: 'appeal',
          subject: { type: 'appeal', id: appealId },
          title: words.yourAppealInWas({ code: view.code, rest: input.accept ? 'accepted' : 'declined' }),
          text: input.answer ?? (input.accept ? words.theRecordNowSays(row.wanted) : words.theRecordStaysAs),
        },
      ]);
    });
    deps.notifications.wake();
  }

  /** @throws AppError `notFound`; `conflict` when it was answered already. */
  async function withdraw(actor: Actor, appealId: string): Promise<void> {
    await deps.db.transaction(async (tx) => {
      const row = await repo.lockAppeal(tx, appealId);
      if (!row) throw new AppError('notFound');
      await requireAccess(tx, actor, 'attendance.appeal', { personId: row.studentId });
      if (row.status !== 'open') throw new AppError('conflict', { detail: words.thisAppealWasAlready(row.status) });
      await repo.updateStatus(tx, appealId, {
        status: 'withdrawn',
        answer: null,
        answeredAt: deps.clock.now(),
        answeredById: actor.personId,
      });
      await deps.audit.record(tx, {
        actorId: actor.personId,
        action: 'appeal.withdrawn',
        subjectType: 'session',
        subjectId: row.sessionId,
        facts: { appealId },
      });
    });
  }

  /**
   * Moves the appeals of one account to another of the same student, sealed with its key, inside the transaction that
   * merges the two.
   */
  async function handOver(tx: Tx, fromId: string, intoId: string): Promise<void> {
    await repo.withdrawTwins(tx, fromId, intoId, deps.clock.now());
    const [from, into] = [await deps.vault.keyOf(tx, fromId), await deps.vault.keyOf(tx, intoId)];
    for (const { id, text, answer: answered } of await repo.findAppealsOf(tx, fromId)) {
      const reseal = (sealed: Uint8Array, context: string): Buffer<ArrayBuffer> =>
        into.seal(from.open(sealed, context), context);
      await repo.updateStudent(tx, id, {
        studentId: intoId,
        text: reseal(text, textContext(id)),
        answer: answered && reseal(answered, answerContext(id)),
      });
    }
  }

  return { appeal, list, answer, withdraw, handOver };
}

const textContext = (id: string): string => `appeal_text:${id}`;
const answerContext = (id: string): string => `appeal_answer:${id}`;
