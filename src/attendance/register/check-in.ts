/** Check-in: a student shows evidence for a session; the decision, its receipt and the record are written together. */
import { type Actor, requireAccess, requirePermission } from '../../security/access/index.ts';
import type { Audit } from '../../security/audit/index.ts';
import type { Budgets } from '../../security/budgets/index.ts';
import type { ClassView, Classes } from '../../school/classes/index.ts';
import type { Database, Queryable, Tx } from '../../db/index.ts';
import type { Faces } from '../../recognition/faces/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import { AppError } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import { keyedDigest } from '../../security/privacy/index.ts';
import type { SessionView, Sessions } from '../../school/sessions/index.ts';
import { decideCheckIn } from './attendance.policy.ts';
import * as repo from './attendance.repo.ts';
import type { Evidence, CheckInEvidence } from './evidence.ts';
import type { Flags } from './flags.ts';
import { receiptSchema, type Reason, type Receipt } from './receipt.ts';
import type { Register } from './register.ts';
import { words } from './words/en.ts';

export interface CheckInInput extends CheckInEvidence {
  /** Absent: the open session of the student's own classes that is meant. */
  sessionId?: string;
  /** Only sessions of these classes are meant. */
  classIds?: readonly string[];
  channel: string;
  /**
   * Classes where anybody may join count as the student's own: one that takes the check-in has the student on its
   * roster.
   */
  joins?: boolean;
  /** When it was sent, where it had to wait: lateness, codes and the session's end count from then. */
  sentAt?: Date;
  /** When the code was shown, where the rest came later. */
  codeShownAt?: Date;
}

export interface CheckInResult {
  checkInId: string;
  at: Date;
  session: SessionView;
  class: ClassView;
  /** With figures: `forStudent` takes them out. */
  receipt: Receipt;
}

/** Of somebody's refusals in one session so many are kept one by one, and the others counted. */
const keptRefusals = 20;

type Written = Pick<CheckInResult, 'checkInId' | 'at' | 'receipt'>;

export function createCheckIn(deps: {
  db: Database;
  audit: Audit;
  clock: Clock;
  classes: Classes;
  sessions: Sessions;
  faces: Faces;
  evidence: Evidence;
  flags: Flags;
  register: Register;
  budgets: Budgets;
  digestKey: Buffer;
}) {
  /**
   * Decides a check-in. A refusal is a result, not an error; evidence that was taken gets the same answer when sent
   * again.
   * A session that opens itself is open from its start to the moment.
   * @throws AppError `conflict` when no session is open or it is not clear which is meant; `notFound` for a session of
   * a class that is not the student's; the errors of decoding a photo. Nothing is recorded then. `tooManyRequests` when
   * one is refused of so many that were refused shortly before; what is right counts all the same.
   */
  async function checkIn(actor: Actor, input: CheckInInput): Promise<CheckInResult> {
    const session = await chooseSession(actor, input);
    const view = await deps.classes.get(deps.db.autocommit, session.classId);
    const evidenceDigest = deps.evidence.digest(input);
    // Looking at a photo takes time: it is done before the transaction, which then only reads, decides and writes; and
    // once.
    const repeated =
      input.photo && (await findRepeated(deps.db.autocommit, session.id, actor.personId, evidenceDigest));
    if (repeated) return { ...repeated, session, class: view };
    const looked = input.photo ? await deps.faces.look(input.photo) : undefined;

    const decideAndWrite = async (tx: Tx): Promise<Written> => {
      await repo.lockAttempts(tx, actor.personId);
      const repeatedMeanwhile = await findRepeated(tx, session.id, actor.personId, evidenceDigest);
      if (repeatedMeanwhile) return repeatedMeanwhile;
      const locked = await deps.sessions.lock(tx, session.id, 'share');
      const at = input.sentAt ?? deps.clock.now();
      const weighed = await deps.evidence.weigh(
        tx,
        actor,
        { session: locked, view, at, codeAt: input.codeShownAt ?? at },
        input,
        looked,
      );
      const decided = decideCheckIn({ now: at, session: locked, policy: view.policy, ...weighed });
      const { receipt, writeAtVersion } = await reconcile(tx, actor, session.id, decided);
      if (input.joins && receipt.decision !== 'rejected') await deps.classes.joinOpen(tx, actor, locked.classId);
      // Where the session itself was refused, the code was not looked at and tells nothing.
      const isWrongCode = weighed.code === 'wrong' && !decided.reasons.some((reason) => reason.rule === 'session');
      return write(tx, actor, { session: locked, view }, input, {
        evidenceDigest,
        receipt,
        writeAtVersion,
        isWrongCode,
      });
    };
    const written = await retryIfChanged(() => deps.db.transaction(decideAndWrite));
    // One that waited in a line is not tried again and again by somebody who sits before it.
    if (written.receipt.decision === 'rejected' && input.sentAt === undefined)
      await deps.budgets.spend('refusedCheckIns', actor.personId);
    return { ...written, session, class: view };
  }

  /** The session that is meant, for a check-in that is decided later. @throws as `checkIn`. */
  async function requireSession(actor: Actor, input: Omit<CheckInInput, 'channel'>): Promise<string> {
    return (await chooseSession(actor, input)).id;
  }

  async function chooseSession(actor: Actor, input: Omit<CheckInInput, 'channel'>): Promise<SessionView> {
    const session = input.sessionId ? await getOpened(input.sessionId) : await findMeant(actor, input);
    const mayJoin =
      input.joins === true && (await deps.classes.listWithin(actor)).some((view) => view.id === session.classId);
    if (mayJoin) requirePermission(actor, 'attendance.checkIn');
    else
      await requireAccess(deps.db.autocommit, actor, 'attendance.checkIn', {
        personId: actor.personId,
        classId: session.classId,
      });
    return session;
  }

  async function getOpened(sessionId: string): Promise<SessionView> {
    const session = await deps.sessions.get(deps.db.autocommit, sessionId);
    const isDue = session.opensItself && session.status === 'scheduled';
    return isDue && (await deps.sessions.openDue([session.classId])) > 0
      ? deps.sessions.get(deps.db.autocommit, sessionId)
      : session;
  }

  async function findMeant(actor: Actor, input: Omit<CheckInInput, 'channel'>): Promise<SessionView> {
    const all = input.joins ? await deps.classes.listWithin(actor) : await deps.classes.listOwn(actor);
    const classes = all.filter(({ id }) => input.classIds?.includes(id) ?? true);
    await deps.sessions.openDue(classes.map((view) => view.id));
    const open = await deps.sessions.listOpen(classes.map((view) => view.id));
    const meant =
      input.code && open.length > 1 ? await deps.evidence.chooseByCode(actor, input.code, open, classes) : open;
    const [only, ...others] = latestOfEach(meant).flatMap((session) => {
      const view = classes.find((candidate) => candidate.id === session.classId);
      return view ? [{ session, view }] : [];
    });
    if (!only)
      throw new AppError('conflict', {
        detail: words.noneOfYourClassesHas,
      });
    if (others.length > 0) {
      const names = [only, ...others].map(({ view }) => view.code).join(', ');
      throw new AppError('conflict', {
        field: 'class',
        asksFor: 'class',
        detail: words.severalOfYourClassesAreOpen(names),
      });
    }
    return only.session;
  }

  async function findRepeated(
    db: Queryable,
    sessionId: string,
    personId: string,
    digest: Buffer<ArrayBuffer>,
  ): Promise<Written | null> {
    const stored = await repo.findCheckIn(db, sessionId, personId, digest);
    return stored && { checkInId: stored.id, at: stored.createdAt, receipt: receiptSchema.parse(stored.receipt) };
  }

  /** Fits the decision to what the register already says: it never overrides a teacher, and never marks twice. */
  async function reconcile(
    tx: Tx,
    actor: Actor,
    sessionId: string,
    decided: Receipt,
  ): Promise<{ receipt: Receipt; writeAtVersion: number | null }> {
    if (decided.decision !== 'accepted') return { receipt: decided, writeAtVersion: null };
    const current = await repo.lockRecord(tx, sessionId, actor.personId);
    // What closing wrote says only that nobody had come by then; this one had, and waited to be looked at.
    const isUnmarked = !current?.status || (current.status === 'absent' && current.source === 'auto_close');
    if (!current?.status || isUnmarked) return { receipt: decided, writeAtVersion: current?.version ?? 0 };
    const isHere = current.status === 'present' || current.status === 'late';
    const told: Reason = {
      rule: 'register',
      outcome: isHere ? 'met' : 'doubtful',
      figures: null,
      measured: null,
      limit: null,
      sentence: isHere
        ? words.youWereAlreadyRecordedAs(current.status)
        : words.yourTeacherMarkedYouOnlyThey(current.status),
    };
    const receipt: Receipt = {
      decision: isHere ? 'accepted' : 'needsReview',
      status: isHere ? current.status : null,
      reasons: [...decided.reasons, told],
    };
    return { receipt, writeAtVersion: null };
  }

  async function write(
    tx: Tx,
    actor: Actor,
    where: { session: SessionView; view: ClassView },
    input: CheckInInput,
    attempt: {
      evidenceDigest: Buffer<ArrayBuffer>;
      receipt: Receipt;
      writeAtVersion: number | null;
      isWrongCode: boolean;
    },
  ): Promise<Written> {
    const { receipt } = attempt;
    const sessionId = where.session.id;
    const at = deps.clock.now();
    if (receipt.decision === 'rejected') {
      const { kept, newestId } = await repo.findRefusals(tx, sessionId, actor.personId);
      if (kept >= keptRefusals && newestId !== undefined) {
        const { isWrongCode } = attempt;
        await repo.tallyRefusal(tx, { sessionId, personId: actor.personId, at, isWrongCode });
        return { checkInId: newestId, at, receipt };
      }
    }
    const id = newId();
    const traces = deps.evidence.traces(input);
    // A refusal answers for its moment only: the same photo may be right once the session is open or the face enrolled.
    const evidenceDigest =
      receipt.decision === 'rejected' ? keyedDigest(deps.digestKey, 'refused', id) : attempt.evidenceDigest;
    const position = await deps.evidence.sealPosition(tx, actor.personId, id, input.position);
    await repo.insertCheckIn(tx, {
      id,
      sessionId,
      personId: actor.personId,
      channel: input.channel,
      evidenceDigest,
      receipt,
      isWrongCode: attempt.isWrongCode,
      ...traces,
      position,
      createdAt: at,
    });
    await deps.audit.record(tx, {
      actorId: actor.personId,
      action: 'checkIn.decided',
      subjectType: 'session',
      subjectId: sessionId,
      facts: { checkInId: id, decision: receipt.decision },
    });
    if (receipt.decision !== 'rejected') await deps.flags.raise(tx, sessionId, traces);
    if (attempt.isWrongCode && (await deps.evidence.isLocked(tx, actor)))
      await deps.flags.raiseGuessing(tx, sessionId, actor.personId);
    if (attempt.writeAtVersion !== null && receipt.status) {
      await deps.register.write(tx, {
        sessionId,
        personId: actor.personId,
        status: receipt.status,
        source: 'check_in',
        actorId: actor.personId,
        reason: null,
        checkInId: id,
        expectedVersion: attempt.writeAtVersion,
        where,
      });
    }
    return { checkInId: id, at, receipt };
  }

  return { checkIn, requireSession };
}

/** Of several sessions of one class that are open together, the one that began last is meant. */
const latestOfEach = (sessions: readonly SessionView[]): SessionView[] => [
  ...new Map(
    [...sessions]
      .sort((a, b) => a.startsAt.getTime() - b.startsAt.getTime())
      .map((session) => [session.classId, session]),
  ).values(),
];

/** A teacher may mark the student while the check-in is being decided: then it is decided again on what stands now. */
async function retryIfChanged<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof AppError && error.code === 'changedMeanwhile') return work();
    throw error;
  }
}
