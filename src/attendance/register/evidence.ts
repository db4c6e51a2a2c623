/** Weighs what somebody shows at a check-in: each piece becomes a finding for the rules, and what is kept of it. */
import type { Actor } from '../../security/access/index.ts';
import { type ClassView, methodsOf } from '../../school/classes/index.ts';
import type { Codes } from '../codes/index.ts';
import type { Database, Queryable, Tx } from '../../db/index.ts';
import type { Faces } from '../../recognition/faces/index.ts';
import type { Geofence } from '../../school/places/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import { type Vault, keyedDigest } from '../../security/privacy/index.ts';
import type { SessionView } from '../../school/sessions/index.ts';
import { suspiciousLiveness } from '../../recognition/vision/index.ts';
import type {
  ChallengeEvidence,
  CheckInFacts,
  CodeEvidence,
  PlaceEvidence,
  SelfieEvidence,
  Finding,
} from './attendance.policy.ts';
import { type Position, positionSchema, type ShownPosition } from '../../kernel/position.ts';
import * as repo from './attendance.repo.ts';

export interface CheckInEvidence {
  readonly photo?: Buffer;
  readonly code?: string;
  /** What a rotating QR code said. */
  readonly qr?: string;
  readonly position?: ShownPosition;
  /** A name that the device gives itself; the same one for several people is pointed out. */
  readonly deviceId?: string;
  /** A reader vouched for the student's card. Set by the card readers only. */
  readonly card?: { readonly eventId: string };
  /** The photo was taken in a challenge, which came to this. Set by the challenge room only. */
  readonly challenge?: { readonly id: string } & ChallengeEvidence;
}

export type SelfieAnalysis = Awaited<ReturnType<Faces['look']>> | undefined;
export type Evidence = ReturnType<typeof createEvidence>;

/** Wrong codes a student may try within the window before codes stop being looked at. */
const maxWrongCodes = 5;
const wrongCodeWindowMs = 10 * 60_000;
/** Older positions say nothing about a journey. */
const travelWindowMs = 12 * 3600_000;

export function createEvidence(deps: {
  db: Database;
  clock: Clock;
  vault: Vault;
  codes: Codes;
  faces: Faces;
  geofence: Geofence;
  digestKey: Buffer;
}) {
  /** Stands for everything that was shown: sent again, it is the same attempt. */
  const digest = ({ code = '', photo, qr = '', position, card, challenge }: CheckInEvidence): Buffer<ArrayBuffer> =>
    keyedDigest(
      deps.digestKey,
      'check-in',
      code,
      photo ?? '',
      qr,
      typeof position === 'object'
        ? JSON.stringify([position.latitude, position.longitude, position.accuracyM])
        : (position ?? ''),
      card?.eventId ?? '',
      ...(challenge ? [challenge.id] : []),
    );

  /** What is kept to see whether several people used one device or one photo. */
  function traces({ photo, deviceId }: CheckInEvidence): {
    deviceHash: Buffer<ArrayBuffer> | null;
    photoHash: Buffer<ArrayBuffer> | null;
  } {
    return {
      deviceHash: deviceId === undefined ? null : keyedDigest(deps.digestKey, 'device', deviceId),
      photoHash: photo === undefined ? null : keyedDigest(deps.digestKey, 'photo', photo),
    };
  }

  async function weigh(
    tx: Tx,
    actor: Actor,
    where: { session: SessionView; view: ClassView; at: Date; codeAt: Date },
    shown: CheckInEvidence,
    looked: SelfieAnalysis,
  ): Promise<Pick<CheckInFacts, 'selfie' | 'challenge' | 'code' | 'qr' | 'place' | 'travel' | 'card'>> {
    return {
      selfie: await weighSelfie(tx, actor, looked),
      challenge: shown.challenge ?? null,
      code: await weighCode(tx, actor, where.session.id, shown.code, where.codeAt),
      qr: shown.qr === undefined ? 'none' : deps.codes.readQr(where.session.id, shown.qr, where.at) ? 'right' : 'wrong',
      place: await weighPlace(tx, where, shown.position),
      travel:
        typeof shown.position === 'object' ? await weighTravel(tx, actor.personId, shown.position, where.at) : null,
      card: shown.card !== undefined,
    };
  }

  async function weighSelfie(tx: Tx, actor: Actor, looked: SelfieAnalysis): Promise<SelfieEvidence> {
    if (!looked) return { kind: 'none' };
    if (looked.kind === 'unusable') return { kind: 'unusable', faults: looked.faults };
    const { score, threshold } = await deps.faces.compare(tx, actor.personId, looked.face);
    if (score === undefined) return { kind: 'notEnrolled' };
    return { kind: 'compared', score, threshold, liveness: looked.face.liveness, suspiciousBelow: suspiciousLiveness };
  }

  async function weighCode(
    tx: Tx,
    actor: Actor,
    sessionId: string,
    code: string | undefined,
    at: Date,
  ): Promise<CodeEvidence> {
    if (code === undefined) return 'none';
    if (await isLocked(tx, actor)) return 'locked';
    return (await deps.codes.matching(tx, [sessionId], code, at)).has(sessionId) ? 'right' : 'wrong';
  }

  /** Whether the actor has guessed so often that codes are not looked at for a while. */
  async function isLocked(db: Queryable, actor: Actor): Promise<boolean> {
    const since = new Date(deps.clock.now().getTime() - wrongCodeWindowMs);
    return (await repo.countWrongCodes(db, actor.personId, since, maxWrongCodes)) >= maxWrongCodes;
  }

  async function weighPlace(
    tx: Tx,
    { session, view }: { session: SessionView; view: ClassView },
    position: ShownPosition | undefined,
  ): Promise<PlaceEvidence> {
    if (!position) return { kind: 'none' };
    if (position === 'unusable') return { kind: 'unusable' };
    const placeId = session.placeId ?? view.placeId;
    const judged = placeId === null ? undefined : await deps.geofence.judge(tx, placeId, position);
    return judged ? { kind: 'measured', ...judged } : { kind: 'noPlace' };
  }

  /** Against the last check-in that told its place. */
  async function weighTravel(tx: Tx, personId: string, position: Position, now: Date): Promise<Finding | null> {
    const last = await repo.findLastPosition(tx, personId, new Date(now.getTime() - travelWindowMs));
    if (!last) return null;
    const key = await deps.vault.keyOf(tx, personId);
    const previous = key.openJson(positionSchema, last.position, positionContext(last.id));
    return deps.geofence.judgeTravel({ ...previous, at: last.createdAt }, { ...position, at: now });
  }

  /** The position as it is kept with a check-in: sealed for the person alone. */
  async function sealPosition(
    tx: Tx,
    personId: string,
    checkInId: string,
    position: ShownPosition | undefined,
  ): Promise<Buffer<ArrayBuffer> | null> {
    if (typeof position !== 'object') return null;
    return (await deps.vault.keyOf(tx, personId)).sealJson(position, positionContext(checkInId));
  }

  /**
   * The open session that a code belongs to. A code that fits none counts as a wrong one of the first that takes codes:
   * asking back instead would let a student with two open classes try codes without end.
   */
  async function chooseByCode(
    actor: Actor,
    code: string,
    open: SessionView[],
    classes: readonly ClassView[],
  ): Promise<SessionView[]> {
    const takesCodes = ({ classId }: SessionView): boolean =>
      classes.find((view) => view.id === classId)?.policy.checkInWays.some((way) => methodsOf(way).includes('code')) ??
      false;
    const withCodes = open.filter(takesCodes);
    if (withCodes.length === 0) return open;
    const fitting = (await isLocked(deps.db.autocommit, actor))
      ? new Set<string>()
      : await deps.codes.matching(
          deps.db.autocommit,
          withCodes.map((session) => session.id),
          code,
          deps.clock.now(),
        );
    return fitting.size > 0 ? withCodes.filter((session) => fitting.has(session.id)) : withCodes.slice(0, 1);
  }

  return { digest, traces, weigh, isLocked, sealPosition, chooseByCode };
}

const positionContext = (checkInId: string): string => `check_in_position:${checkInId}`;
