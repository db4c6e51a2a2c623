/** The rules of a check-in, pure: what was shown, what the class asks for, and the decision with its reasons. */
import {
  type CheckInMethod,
  type ClassPolicy,
  checkInMethods,
  methodsOf,
  nameMethods,
  nameWays,
} from '../../school/classes/index.ts';
import { type PhotoFault, sentenceFor } from '../../recognition/faces/index.ts';
import type { Reason, Receipt } from './receipt.ts';
import { minuteMs, tellMinutes } from './tell-minutes.ts';
import { words } from './words/en.ts';

export type SelfieEvidence =
  | { kind: 'none' }
  | { kind: 'unusable'; faults: readonly PhotoFault[] }
  | { kind: 'notEnrolled' }
  | { kind: 'compared'; score: number; threshold: number; liveness: number; suspiciousBelow: number };

export type CodeEvidence = 'none' | 'right' | 'wrong' | 'locked';

/** Whether the position lies in the place, weighed with its accuracy, as the geofence found it. */
export type PlaceEvidence =
  | { kind: 'none' }
  | { kind: 'unusable' }
  | { kind: 'noPlace' }
  | ({ kind: 'measured'; verdict: 'inside' | 'outside' | 'unclear' } & Finding);

/** A finding in words for everybody, and in figures for staff. */
export interface Finding {
  sentence: string;
  figures: { text: string; measured: number; limit: number };
}

/** What a challenge before the camera came to. */
export interface ChallengeEvidence {
  isMet: boolean;
  sentence: string;
  figures: Finding['figures'] | null;
}

export interface CheckInFacts {
  /** When it was sent. */
  now: Date;
  session: {
    status: 'scheduled' | 'open' | 'closed' | 'cancelled';
    startsAt: Date;
    endsAt: Date;
    openedAt: Date | null;
    closedAt: Date | null;
  };
  policy: ClassPolicy;
  selfie: SelfieEvidence;
  /** Null: the selfie is a still. */
  challenge: ChallengeEvidence | null;
  code: CodeEvidence;
  qr: CodeEvidence;
  place: PlaceEvidence;
  /** How far and fast this position is from the last one; absent when nothing speaks against it. */
  travel: Finding | null;
  /** A reader vouched for the student's card. */
  card: boolean;
}

/** A match this far above the threshold is called clear. */
const clearMatchMargin = 0.12;

/**
 * Decides a check-in. Every rule that was looked at leaves a reason; one that failed refuses, one in doubt asks for
 * review.
 */
export function decideCheckIn(facts: CheckInFacts): Receipt {
  const session = judgeSession(facts);
  if (session.outcome === 'failed') return receiptOf([session], null);
  const evidence = judgeEvidence(facts);
  const reasons = [...evidence, ...judgeTravel(facts), ...judgeLiveness(facts, evidence)];
  if (reasons.some((reason) => reason.outcome === 'failed')) return receiptOf(reasons, null);
  const time = judgeTime(facts);
  return receiptOf([...reasons, time.reason], time.status);
}

function receiptOf(reasons: Reason[], status: 'present' | 'late' | null): Receipt {
  if (reasons.some((reason) => reason.outcome === 'failed')) return { decision: 'rejected', status: null, reasons };
  const isDoubtful = reasons.some((reason) => reason.outcome === 'doubtful');
  return isDoubtful ? { decision: 'needsReview', status: null, reasons } : { decision: 'accepted', status, reasons };
}

const reason = (
  rule: Reason['rule'],
  outcome: Reason['outcome'],
  sentence: string,
  figures?: Finding['figures'] | null,
): Reason => ({
  rule,
  outcome,
  sentence,
  figures: figures?.text ?? null,
  measured: figures?.measured ?? null,
  limit: figures?.limit ?? null,
});

function judgeSession({ session, now }: CheckInFacts): Reason {
  if (session.status === 'cancelled') return reason('session', 'failed', words.thisSessionWasCancelled);
  const wasClosed = session.status === 'closed' && !(session.closedAt && session.closedAt > now);
  if (wasClosed || session.endsAt <= now) return reason('session', 'failed', words.thisSessionIsClosed);
  if (session.status === 'scheduled') return reason('session', 'failed', words.thisSessionIsNotOpenYet);
  return reason('session', 'met', words.theSessionIsOpen);
}

/** Judges what was shown, as far as a way that it completes asks for it: anything else can neither help nor harm. */
function judgeEvidence(facts: CheckInFacts): Reason[] {
  const ways = facts.policy.checkInWays.map(methodsOf);
  if (ways.length === 0) return [reason('evidence', 'failed', words.inThisClassOnlyTheTeacher)];
  const shown = new Set(checkInMethods.filter((method) => isShown(facts, method)));
  const complete = ways.filter((methods) => methods.every((method) => shown.has(method)));
  if (complete.length === 0 && lacksUsablePlace(facts, ways, shown))
    return [reason('place', 'failed', words.yourDeviceGaveNoUsablePosition)];
  if (complete.length === 0) return [reason('evidence', 'failed', tellMissing(ways, shown))];
  const asked = new Set(complete.flat());
  return checkInMethods.filter((method) => asked.has(method)).map((method) => judges[method](facts));
}

const judges: Record<CheckInMethod, (facts: CheckInFacts) => Reason> = {
  selfie: ({ selfie }) => judgeFace(selfie),
  code: ({ code }) => judgeCode('code', code),
  qr: ({ qr }) => judgeCode('qr', qr),
  place: ({ place }) => judgePlace(place),
  card: () => reason('card', 'met', words.yourCardWasRead),
};

function isShown({ selfie, code, qr, place, card }: CheckInFacts, method: CheckInMethod): boolean {
  return {
    selfie: selfie.kind !== 'none',
    code: code !== 'none',
    qr: qr !== 'none',
    place: place.kind === 'measured' || place.kind === 'noPlace',
    card,
  }[method];
}

/** Whether all that is asked for was shown, but for a position which cannot be used. */
const lacksUsablePlace = (
  { place }: CheckInFacts,
  ways: readonly CheckInMethod[][],
  shown: ReadonlySet<CheckInMethod>,
): boolean =>
  place.kind === 'unusable' &&
  ways.some((methods) => methods.includes('place') && methods.every((one) => one === 'place' || shown.has(one)));

/** Both with two decimals, or with as many as it takes to tell them apart: "0.40 < 0.40" would contradict itself. */
function toldApart(measured: number, limit: number): [string, string] {
  const digits = [2, 3, 4, 5, 6].find((many) => measured.toFixed(many) !== limit.toFixed(many)) ?? 2;
  return [measured.toFixed(digits), limit.toFixed(digits)];
}

/** What is nearest to what was shown: "also asks for …" when a part is there, all the ways otherwise. */
function tellMissing(ways: readonly CheckInMethod[][], shown: ReadonlySet<CheckInMethod>): string {
  const begun = ways.filter((methods) => methods.some((method) => shown.has(method)));
  if (begun.length === 0) return words.thisClassAsksFor(nameWays(ways.map((methods) => methods.join('+'))));
  const missing = begun
    .map((methods) => methods.filter((method) => !shown.has(method)))
    .sort((a, b) => a.length - b.length);
  return words.thisClassAlsoAsks(nameMethods(missing[0] ?? []));
}

function judgePlace(place: PlaceEvidence): Reason {
  if (place.kind !== 'measured') return reason('place', 'failed', words.thisClassHasNoPlace);
  const outcome = { inside: 'met', outside: 'failed', unclear: 'doubtful' } as const;
  return reason('place', outcome[place.verdict], place.sentence, place.figures);
}

/** Nobody is refused for it: positions are sometimes wrong, and a teacher knows who was there. */
const judgeTravel = ({ travel }: CheckInFacts): Reason[] =>
  travel ? [reason('travel', 'doubtful', travel.sentence, travel.figures)] : [];

function judgeFace(selfie: SelfieEvidence): Reason {
  switch (selfie.kind) {
    case 'none':
      return reason('face', 'failed', words.thereIsNoSelfie);
    case 'notEnrolled':
      return reason('face', 'failed', words.youHaveNotEnrolledYourFace);
    case 'unusable':
      return reason('photo', 'failed', words.thePhotoCannotBeUsed(selfie.faults.map(sentenceFor).join(' ')));
    case 'compared': {
      const { score, threshold } = selfie;
      const isMatch = score >= threshold;
      const [shown, limit] = toldApart(score, threshold);
      const figures = {
        text: words.face({ score: shown, rest: isMatch ? '≥' : '<', threshold: limit }),
        measured: score,
        limit: threshold,
      };
      if (!isMatch) return reason('face', 'failed', words.theFaceIsNotTheOne, figures);
      return reason('face', 'met', score >= threshold + clearMatchMargin ? words.clearMatch : 'match', figures);
    }
  }
}

function judgeCode(rule: 'code' | 'qr', code: CodeEvidence): Reason {
  const name = rule === 'qr' ? words.qrCode : 'code';
  switch (code) {
    case 'right':
      return reason(rule, 'met', words.theIsRight(name));
    case 'locked':
      return reason(rule, 'failed', words.tooManyWrongCodesPleaseAsk);
    case 'none':
    case 'wrong':
      return reason(rule, 'failed', words.theIsNotRightOrNo(name));
  }
}

/** What only somebody in the room can show. */
const secondFactors = ['code', 'qr', 'place', 'card'] as const;

/**
 * What a selfie is worth that comes alone: one still cannot prove that it was taken live. One taken in a challenge that
 * was met is proven, whatever the class asks of a lone one, a second factor included: that policy is about what a still
 * cannot show. A class that wants to know that somebody is in the room names the code or the place among its ways, and
 * those are asked for besides.
 */
function judgeLiveness({ selfie, challenge, policy }: CheckInFacts, evidence: readonly Reason[]): Reason[] {
  const isMet = (rule: Reason['rule']): boolean =>
    evidence.some((item) => item.rule === rule && item.outcome === 'met');
  if (selfie.kind !== 'compared' || !isMet('face')) return [];
  if (challenge) return [reason('liveness', challenge.isMet ? 'met' : 'failed', challenge.sentence, challenge.figures)];
  const { liveness, suspiciousBelow } = selfie;
  const isSuspicious = liveness < suspiciousBelow;
  const [shown, below] = toldApart(liveness, suspiciousBelow);
  const figures = {
    text: words.liveOneStillAdviceNotProof({
      liveness: shown,
      rest: isSuspicious ? '<' : '≥',
      suspiciousBelow: below,
    }),
    measured: liveness,
    limit: suspiciousBelow,
  };
  if (isSuspicious) return [reason('liveness', 'doubtful', words.yourTeacherWillLook, figures)];
  const second = secondFactors.find(isMet);
  if (second)
    return [reason('liveness', 'met', words.selfieAndTogether(second === 'qr' ? words.qrCode : second), figures)];
  if (policy.selfiePolicy === 'second_factor')
    return [reason('liveness', 'failed', words.aSelfieAloneIsNotEnough, figures)];
  if (policy.selfiePolicy === 'review') return [reason('liveness', 'doubtful', words.yourTeacherWillLook, figures)];
  return [reason('liveness', 'unproven', words.notProvenToBeTakenLive, figures)];
}

function judgeTime({ now, session, policy }: CheckInFacts): { reason: Reason; status: 'present' | 'late' } {
  // Nobody can check in before the session is opened, so a teacher who opens late makes nobody late.
  const begin = Math.max(session.startsAt.getTime(), session.openedAt?.getTime() ?? 0);
  const sinceStartMs = now.getTime() - begin;
  const limitMs = policy.lateAfterMinutes * minuteMs;
  const status = sinceStartMs > limitMs ? 'late' : 'present';
  const rest = status === 'late' ? 'late' : words.onTime;
  const text =
    sinceStartMs < 0
      ? words.minBeforeTheStart({ minutes: tellMinutes(-sinceStartMs, 0), rest })
      : words.minAfterTheStart({ minutes: tellMinutes(sinceStartMs, limitMs), rest });
  return {
    status,
    reason: reason('time', 'met', text, {
      text: words.lateAfterMin({ text, lateAfterMinutes: policy.lateAfterMinutes }),
      measured: sinceStartMs / minuteMs,
      limit: policy.lateAfterMinutes,
    }),
  };
}
