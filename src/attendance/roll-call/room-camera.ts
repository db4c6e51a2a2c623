/**
 * The camera of a room: it sends frames while a session is open, each look adds to what the looks before it saw, and
 * the teacher is shown who is there. Frames and faces are never kept, only which students were seen how often; nothing
 * is recorded without the teacher.
 */
import { type Actor, isEverAllowed, requireAccess } from '../../security/access/index.ts';
import type { Attendance } from '../register/index.ts';
import type { Classes } from '../../school/classes/index.ts';
import type { Database, Tx } from '../../db/index.ts';
import type { Faces } from '../../recognition/faces/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import { AppError } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import type { Notifications } from '../../delivery/notifications/index.ts';
import { keyedDigest } from '../../security/privacy/index.ts';
import type { SessionView, Sessions } from '../../school/sessions/index.ts';
import type { LookAtClass } from './name-faces.ts';
import { isSurelySeen } from './room-camera.policy.ts';
import * as repo from './room-camera.repo.ts';
import type { RollCallProposal, RoomView, SeenStudent } from './roll-call.schema.ts';
import { words } from './words/en.ts';

const maxFrames = 6;
/** What a camera saw is of use while the register is written, and a little longer. */
const keptMs = 24 * 3600_000;

export type RoomCamera = ReturnType<typeof createRoomCamera>;

export function createRoomCamera(deps: {
  db: Database;
  clock: Clock;
  attendance: Attendance;
  classes: Classes;
  sessions: Sessions;
  faces: Faces;
  notifications: Notifications;
  look: LookAtClass;
  digestKey: Buffer;
}) {
  /**
   * Looks at frames of one moment. One that was sent before is passed over, so that a camera may send again what it got
   * no answer for.
   * @returns how often it has looked, and what all looks of the session say together; no more than the former where the
   * actor is a camera, whose key is for this alone
   * @throws AppError `conflict` when the session is not open; `invalidInput` for no or too many frames; those of
   * decoding, and then nothing is added
   */
  async function observe(
    actor: Actor,
    sessionId: string,
    frames: readonly Buffer[],
  ): Promise<{ looks: number; view: RoomView | undefined }> {
    if (frames.length < 1 || frames.length > maxFrames)
      throw new AppError('invalidInput', {
        field: 'frames',
        detail: words.pleaseSendOneToFrames(maxFrames),
      });
    const session = await deps.sessions.get(deps.db.autocommit, sessionId);
    await requireAccess(deps.db.autocommit, actor, 'attendance.observe', {
      classId: session.classId,
      sessionId: session.id,
    });
    requireOpen(session.status);
    const fresh = await passOverKnown(sessionId, frames);
    if (fresh.size > 0) {
      const proposal = await deps.look(
        session.classId,
        [...fresh.values()].map(({ frame }) => frame),
      );
      await deps.db.transaction((tx) =>
        add(
          tx,
          session,
          proposal,
          [...fresh.values()].map(({ digest }) => digest),
        ),
      );
      deps.notifications.wake();
    }
    return {
      looks: await repo.countLooks(deps.db.autocommit, session.id),
      view: isEverAllowed(actor, 'attendance.read') ? await view(session) : undefined,
    };
  }

  async function passOverKnown(
    sessionId: string,
    frames: readonly Buffer[],
  ): Promise<Map<string, { frame: Buffer; digest: Buffer<ArrayBuffer> }>> {
    const byDigest = new Map(
      frames.map((frame) => {
        const digest = keyedDigest(deps.digestKey, 'frame', sessionId, frame);
        return [digest.toString('hex'), { frame, digest }] as const;
      }),
    );
    for (const known of await repo.findKnownFrames(
      deps.db.autocommit,
      sessionId,
      [...byDigest.values()].map(({ digest }) => digest),
    ))
      byDigest.delete(Buffer.from(known).toString('hex'));
    return byDigest;
  }

  async function add(
    tx: Tx,
    session: SessionView,
    proposal: RollCallProposal,
    digests: readonly Buffer<ArrayBuffer>[],
  ): Promise<void> {
    requireOpen((await deps.sessions.lock(tx, session.id, 'share')).status);
    await repo.lockSession(tx, session.id);
    // Sent twice at the same moment: the other one counts.
    if ((await repo.findKnownFrames(tx, session.id, digests)).length > 0) return;
    const look = {
      id: newId(),
      sessionId: session.id,
      at: deps.clock.now(),
      unknownFaces: proposal.unknownFaces,
      unclearFaces: proposal.unclearFaces,
    };
    await repo.insertFrames(tx, look, digests);
    const sightings = [
      ...proposal.named.map(({ personId, score }) => ({ personId, score, named: 1, unsure: 0, at: look.at })),
      ...proposal.unsure.flatMap(({ candidates: [likeliest] }) =>
        likeliest ? [{ personId: likeliest.personId, score: likeliest.score, named: 0, unsure: 1, at: look.at }] : [],
      ),
    ];
    for (const sighting of sightings) await repo.addSighting(tx, session.id, sighting);
    if (proposal.named.length > 0) await tellTeachers(tx, session);
  }

  /** Once a session. */
  async function tellTeachers(tx: Tx, session: SessionView): Promise<void> {
    const { code } = await deps.classes.get(tx, session.classId);
    await deps.notifications.write(
      tx,
      (await deps.classes.teacherIds(tx, session.classId)).map((personId) => ({
        personId,
        kind: 'session',
        subject: { type: 'session', id: session.id },
        causeKey: `camera:${session.id}`,
        title: words.theCameraSees(code),
        text: words.itRecognisesStudentsInTheRoom(code),
      })),
    );
  }

  /** What the camera has seen so far. @throws AppError `notFound`, `forbidden`. */
  async function read(actor: Actor, sessionId: string): Promise<RoomView> {
    const session = await deps.sessions.read(actor, sessionId, 'attendance.read');
    return view(session);
  }

  async function view({ id, classId }: SessionView): Promise<RoomView> {
    const tx = deps.db.autocommit;
    const [roster, looks, latest, sightings] = await Promise.all([
      deps.classes.rosterNow(classId),
      repo.countLooks(tx, id),
      repo.findLatestLook(tx, id),
      repo.findSightings(tx, id),
    ]);
    const { known, sameFaceThreshold } =
      sightings.length > 0 && deps.faces.isMeasured ? await whoIsKnown(classId, roster) : nobody;
    const statuses = new Map((await deps.attendance.listMarks([id])).map(({ personId, status }) => [personId, status]));
    const seenBy = new Map(
      sightings.filter(({ personId }) => known.has(personId)).map((sighting) => [sighting.personId, sighting]),
    );
    const seen = roster.flatMap((student): (SeenStudent & { isSure: boolean })[] => {
      const sighting = seenBy.get(student.id);
      if (!sighting) return [];
      const { personId, named, score, firstSeenAt, lastSeenAt } = sighting;
      return [
        {
          personId,
          name: student.name,
          looks: named,
          score,
          firstSeenAt,
          lastSeenAt,
          status: statuses.get(personId) ?? null,
          isSure: isSurelySeen(sighting, looks, sameFaceThreshold),
        },
      ];
    });
    const pick = (isWanted: boolean): SeenStudent[] =>
      seen.filter(({ isSure }) => isSure === isWanted).map(({ isSure: _, ...student }) => student);
    return {
      looks,
      lastLookAt: latest?.at ?? null,
      named: pick(true),
      unsure: pick(false),
      notSeen: roster
        .filter(({ id: personId }) => !seenBy.has(personId))
        .map((student) => ({ personId: student.id, name: student.name })),
      unknownFaces: latest?.unknownFaces ?? 0,
      unclearFaces: latest?.unclearFaces ?? 0,
    };
  }

  /** Whoever withdrew consent, or left the class, since they were seen is shown no more. */
  async function whoIsKnown(classId: string, roster: readonly { id: string }[]): Promise<typeof nobody> {
    const { policy } = await deps.classes.get(deps.db.autocommit, classId);
    const { templates, sameFaceThreshold } = await deps.faces.loadRoster(
      deps.db.autocommit,
      roster.map((student) => student.id),
      policy.oneStrangerIn,
    );
    return { known: new Set(templates.map((template) => template.personId)), sameFaceThreshold };
  }

  /** Removes what is older than a day. @returns how many rows. */
  const sweep = (): Promise<number> =>
    repo.deleteBefore(deps.db.autocommit, new Date(deps.clock.now().getTime() - keptMs));

  return { observe, read, sweep };
}

const nobody = { known: new Set<string>(), sameFaceThreshold: Infinity };

function requireOpen(status: string): void {
  if (status !== 'open') throw new AppError('conflict', { detail: words.theSessionIsNotOpen });
}
