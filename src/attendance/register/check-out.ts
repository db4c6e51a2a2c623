/** Check-out: a student says that they leave. The status stays what it is; leaving early is shown to staff. */
import { type Actor, requireAccess } from '../../security/access/index.ts';
import type { Audit } from '../../security/audit/index.ts';
import type { ClassView, Classes } from '../../school/classes/index.ts';
import type { Database } from '../../db/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import { AppError } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import type { SessionView, Sessions } from '../../school/sessions/index.ts';
import * as repo from './attendance.repo.ts';
import { words } from './words/en.ts';

export interface CheckOutResult {
  at: Date;
  session: SessionView;
  class: ClassView;
  /** Minutes before the end, when that is early by the class's policy; 0 otherwise. */
  leftEarlyMinutes: number;
}

export function createCheckOut(deps: {
  db: Database;
  audit: Audit;
  clock: Clock;
  classes: Classes;
  sessions: Sessions;
}) {
  /**
   * Notes that the actor leaves the open session in which they are present or late. Saying it again keeps the first
   * time.
   * @throws AppError `conflict` when they are in no open session; `notFound` for a session of a class that is not
   * theirs.
   */
  async function checkOut(actor: Actor, input: { sessionId?: string; channel: string }): Promise<CheckOutResult> {
    const session = await chooseSession(actor, input.sessionId);
    const view = await deps.classes.get(deps.db.autocommit, session.classId);
    return deps.db.transaction(async (tx) => {
      const held = await deps.sessions.lock(tx, session.id, 'share');
      await requireAccess(tx, actor, 'attendance.checkIn', { personId: actor.personId, classId: session.classId });
      const earlier = await repo.findCheckOut(tx, session.id, actor.personId);
      if (earlier) return { ...earlier, session, class: view };
      const record = await repo.lockRecord(tx, session.id, actor.personId);
      const now = deps.clock.now();
      if (held.status !== 'open' || held.endsAt <= now)
        throw new AppError('conflict', { detail: words.hasNoOpenSessionToLeave(view.code) });
      if (record?.status !== 'present' && record?.status !== 'late')
        throw new AppError('conflict', { detail: words.youAreNotChecked(view.code) });
      const minutesLeft = Math.floor((held.endsAt.getTime() - now.getTime()) / 60_000);
      const leftEarlyMinutes =
        minutesLeft >= view.policy.earlyLeaveMinutes && view.policy.earlyLeaveMinutes > 0 ? minutesLeft : 0;
      const isFirst = await repo.insertCheckOut(tx, {
        id: newId(),
        sessionId: session.id,
        personId: actor.personId,
        channel: input.channel,
        at: now,
        leftEarlyMinutes,
      });
      const stored = isFirst ? { at: now, leftEarlyMinutes } : await repo.findCheckOut(tx, session.id, actor.personId);
      if (!stored) throw new AppError('internal', { detail: 'A check-out was neither written nor found' });
      if (isFirst)
        await deps.audit.record(tx, {
          actorId: actor.personId,
          action: 'checkOut.recorded',
          subjectType: 'session',
          subjectId: session.id,
          facts: { leftEarlyMinutes },
        });
      return { ...stored, session, class: view };
    });
  }

  async function chooseSession(actor: Actor, sessionId: string | undefined): Promise<SessionView> {
    if (sessionId !== undefined) return deps.sessions.read(actor, sessionId);
    const own = await deps.classes.listOwn(actor);
    const open = await deps.sessions.listOpen(own.map((view) => view.id));
    const records = await repo.findRecordsOf(
      deps.db.autocommit,
      actor.personId,
      open.map((session) => session.id),
    );
    const here = open.filter((session) =>
      records.some(
        (record) => record.sessionId === session.id && (record.status === 'present' || record.status === 'late'),
      ),
    );
    const [only, ...others] = here;
    if (!only) throw new AppError('conflict', { detail: words.youAreCheckedInToNo });
    if (others.length > 0) {
      const names = here.map((session) => own.find((view) => view.id === session.classId)?.code ?? '').join(', ');
      throw new AppError('conflict', {
        field: 'class',
        asksFor: 'class',
        detail: words.youAreCheckedInToSeveral(names),
      });
    }
    return only;
  }

  return { checkOut };
}
