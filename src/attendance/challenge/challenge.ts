/**
 * Challenges: somebody is asked before the camera to turn their head, in an order that nobody can foresee, and checks
 * in by doing so. What that proves goes into the check-in as evidence; the first picture is its selfie. The pictures
 * are looked at and forgotten.
 */
import { randomInt } from 'node:crypto';
import type { Actor } from '../../security/access/index.ts';
import type { Attendance, CheckInResult, ShownByStudent } from '../register/index.ts';
import type { Audit } from '../../security/audit/index.ts';
import { type Classes, methodsOf, nameWays } from '../../school/classes/index.ts';
import type { Database } from '../../db/index.ts';
import type { Faces } from '../../recognition/faces/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import { AppError } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import { keyedDigest } from '../../security/privacy/index.ts';
import type { Sessions } from '../../school/sessions/index.ts';
import { chooseTurns, frameLimits, judgeFilm, lifeMs, tellVerdict, type Verdict } from './challenge.policy.ts';
import * as repo from './challenge.repo.ts';
import type { ChallengeView } from './challenge.schema.ts';
import { words } from './words/en.ts';

export type Challenges = ReturnType<typeof createChallenges>;

/**
 * Who could ask without end would ask until the turns are those of a film that was made before. So those count that
 * nobody answered; what we could not look at does not, which must not be without end either: under load somebody could
 * ask for turns and send anything.
 */
const mostInWindow = { counted: 5, asked: 10 } as const;
const windowMs = 10 * 60_000;
/** Hashes of pictures are known again for so long. */
const keptMs = 7 * 24 * 3600_000;
const hashBytes = 8;

export function createChallenges(deps: {
  db: Database;
  audit: Audit;
  clock: Clock;
  attendance: Attendance;
  classes: Classes;
  sessions: Sessions;
  faces: Faces;
  digestKey: Buffer;
}) {
  /**
   * Asks for turns, to be answered within twenty seconds.
   * @throws AppError `conflict` when no session is open, when it is not clear which is meant, when the class takes no
   * selfie or the student has no face enrolled; `notFound` for a session of a class that is not the student's;
   * `tooManyRequests`
   */
  async function begin(actor: Actor, wanted: { sessionId?: string }): Promise<ChallengeView> {
    const sessionId = await deps.attendance.requireSession(actor, wanted);
    const { classId } = await deps.sessions.get(deps.db.autocommit, sessionId);
    const { code, policy } = await deps.classes.get(deps.db.autocommit, classId);
    if (!policy.checkInWays.some((way) => methodsOf(way).includes('selfie'))) {
      throw new AppError('conflict', {
        detail:
          policy.checkInWays.length > 0
            ? words.asksForNotForASelfie({ code, checkInWays: nameWays(policy.checkInWays) })
            : words.inOnlyTheTeacherMarks(code),
      });
    }
    if ((await deps.faces.countOwn(actor.personId)) === 0)
      throw new AppError('conflict', {
        detail: words.youHaveNotEnrolledYourFace,
      });
    const [id, turns] = [newId(), [...chooseTurns(randomInt)]];
    const createdAt = deps.clock.now();
    const expiresAt = new Date(createdAt.getTime() + lifeMs);
    await deps.db.transaction(async (tx) => {
      await repo.lockChallenges(tx, actor.personId);
      const { asked, inVain } = await repo.countSince(tx, actor.personId, new Date(createdAt.getTime() - windowMs));
      if (asked - inVain >= mostInWindow.counted || asked >= mostInWindow.asked) {
        throw new AppError('tooManyRequests', {
          retryAfterS: windowMs / 1000,
          detail: words.youHaveTriedThisSeveralTimes,
        });
      }
      await repo.insertChallenge(tx, { id, personId: actor.personId, sessionId, turns, createdAt, expiresAt });
      await deps.audit.record(tx, {
        actorId: actor.personId,
        action: 'challenge.begun',
        subjectType: 'session',
        subjectId: sessionId,
        facts: { challengeId: id },
      });
    });
    return { id, sessionId, class: code, turns, expiresAt, expiresInS: lifeMs / 1000, frames: frameLimits };
  }

  /**
   * Checks the person in with the pictures that were taken; whether they show the turns is a reason of the decision.
   * Once, whatever comes of it.
   * @param frames JPEG, PNG or WebP, in the order in which they were taken
   * @throws AppError `notFound` for somebody else's; `gone` for one that was answered or is too old; `invalidInput` for
   * too few or too many pictures; what decoding throws, `busy`, `visionUnavailable`, and what `Attendance.checkIn`
   * throws, all of which leave it good
   */
  async function answer(
    actor: Actor,
    id: string,
    frames: readonly Buffer[],
    shown: Omit<ShownByStudent, 'photo' | 'sessionId'>,
  ): Promise<CheckInResult> {
    const at = deps.clock.now();
    const challenge = await repo.findChallenge(deps.db.autocommit, id);
    if (challenge?.personId !== actor.personId) throw new AppError('notFound');
    if (challenge.answeredAt || challenge.expiresAt <= at)
      throw new AppError('gone', {
        detail: words.thisChallengeWasAnsweredAlready(lifeMs / 1000),
      });
    const { least, most } = frameLimits;
    const [photo] = frames;
    if (!photo || frames.length < least || frames.length > most)
      throw new AppError('invalidInput', {
        field: 'frames',
        detail: words.framesSendToPicturesNot({ least, most, count: frames.length }),
      });
    const wasSent = await claim(challenge, frames, at);
    try {
      const limit = deps.faces.sameFaceInFilm();
      const verdict: Verdict = wasSent
        ? { isMet: false, fault: 'sentBefore', turns: [], sameFace: null }
        : judgeFilm(await deps.faces.watch(frames), challenge.turns, limit);
      const told = tellVerdict(verdict, challenge.turns, limit);
      return await deps.attendance.checkIn(actor, {
        channel: 'api',
        ...shown,
        sessionId: challenge.sessionId,
        photo,
        sentAt: at,
        challenge: { id, isMet: verdict.isMet, ...told },
      });
    } catch (error) {
      await repo.release(deps.db.autocommit, id, !(error instanceof AppError) || error.status >= 500);
      throw error;
    }
  }

  /**
   * Of two answers that come together one gets it. @returns whether any of the pictures was sent for another challenge.
   */
  async function claim({ id, personId }: repo.StoredChallenge, frames: readonly Buffer[], at: Date): Promise<boolean> {
    const hashes = frames.map((frame) => keyedDigest(deps.digestKey, 'frame', frame).subarray(0, hashBytes));
    return deps.db.transaction(async (tx) => {
      await repo.lockChallenges(tx, personId);
      if (!(await repo.claim(tx, id, at, Buffer.concat(hashes))))
        throw new AppError('gone', { detail: words.thisChallengeIsBeingAnsweredRight });
      const before = new Set((await repo.findFrameHashes(tx, personId, id)).flatMap(cut));
      return hashes.some((hash) => before.has(hash.toString('hex')));
    });
  }

  /** Removes challenges of long ago. @returns how many. */
  const sweep = (): Promise<number> =>
    repo.deleteBefore(deps.db.autocommit, new Date(deps.clock.now().getTime() - keptMs));

  return { begin, answer, sweep };
}

function cut(joined: Uint8Array): string[] {
  const bytes = Buffer.from(joined);
  return Array.from({ length: bytes.length / hashBytes }, (_, index) =>
    bytes.toString('hex', index * hashBytes, (index + 1) * hashBytes),
  );
}
