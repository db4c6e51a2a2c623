/** The rules of a check-in, pure: what was shown, what the class asks for, and the decision with its reasons. */
import type { ClassPolicy } from '../classes/classes.schema.ts';
import type { PhotoFault } from '../faces/feedback.ts';
import { sentenceFor } from '../faces/feedback.ts';
import type { Reason, Receipt } from './receipt.ts';

export type SelfieEvidence =
  | { kind: 'none' }
  | { kind: 'unusable'; faults: readonly PhotoFault[] }
  | { kind: 'notEnrolled' }
  | { kind: 'compared'; score: number; threshold: number; liveness: number; suspiciousBelow: number };

export type CodeEvidence = 'none' | 'right' | 'wrong' | 'locked';

export interface CheckInFacts {
  now: Date;
  session: { status: 'scheduled' | 'open' | 'closed' | 'cancelled'; startsAt: Date; endsAt: Date; openedAt: Date | null };
  policy: ClassPolicy;
  selfie: SelfieEvidence;
  code: CodeEvidence;
}

/** A match this far above the threshold is called clear. */
const clearMatchMargin = 0.12;

/** Decides a check-in. Every rule that was looked at leaves a reason; one that failed refuses, one in doubt asks for review. */
export function decideCheckIn(facts: CheckInFacts): Receipt {
  const session = judgeSession(facts);
  if (session.outcome === 'failed') return receiptOf([session], null);
  const evidence = judgeEvidence(facts);
  const reasons = [...evidence, ...judgeLiveness(facts, evidence)];
  if (reasons.some((reason) => reason.outcome === 'failed')) return receiptOf(reasons, null);
  const time = judgeTime(facts);
  return receiptOf([...reasons, time.reason], time.status);
}

function receiptOf(reasons: Reason[], status: 'present' | 'late' | null): Receipt {
  if (reasons.some((reason) => reason.outcome === 'failed')) return { decision: 'rejected', status: null, reasons };
  const isDoubtful = reasons.some((reason) => reason.outcome === 'doubtful');
  return isDoubtful ? { decision: 'needsReview', status: null, reasons } : { decision: 'accepted', status, reasons };
}

const reason = (rule: Reason['rule'], outcome: Reason['outcome'], sentence: string, figures?: { text: string; measured: number; limit: number }): Reason => ({
  rule, outcome, sentence, figures: figures?.text ?? null, measured: figures?.measured ?? null, limit: figures?.limit ?? null,
});

function judgeSession({ session, now }: CheckInFacts): Reason {
  if (session.status === 'cancelled') return reason('session', 'failed', 'this session was cancelled');
  if (session.status === 'closed' || session.endsAt <= now) return reason('session', 'failed', 'this session is closed');
  if (session.status === 'scheduled') return reason('session', 'failed', 'this session is not open yet');
  return reason('session', 'met', 'the session is open');
}

function judgeEvidence(facts: CheckInFacts): Reason[] {
  const asked = facts.policy.checkInMethods;
  const hasSelfie = facts.selfie.kind !== 'none';
  const hasCode = facts.code !== 'none';
  const missing: string[] = [];
  if ((asked === 'selfie' || asked === 'selfie_and_code') && !hasSelfie) missing.push('a selfie');
  if ((asked === 'code' || asked === 'selfie_and_code') && !hasCode) missing.push('the code shown in the room');
  if (asked === 'selfie_or_code' && !hasSelfie && !hasCode) missing.push('a selfie or the code shown in the room');
  if (missing.length > 0) return [reason('evidence', 'failed', `this class also asks for ${missing.join(' and ')}`)];
  // A code where only selfies count (or the reverse) is not looked at, so that it can neither help nor harm.
  const reasons: Reason[] = [];
  if (hasSelfie && asked !== 'code') reasons.push(judgeFace(facts.selfie));
  if (hasCode && asked !== 'selfie') reasons.push(judgeCode(facts.code));
  return reasons;
}

function judgeFace(selfie: SelfieEvidence): Reason {
  switch (selfie.kind) {
    case 'none':
      return reason('face', 'failed', 'there is no selfie');
    case 'notEnrolled':
      return reason('face', 'failed', 'you have not enrolled your face yet: say "enrol my face", or use the code');
    case 'unusable':
      return reason('face', 'failed', `the photo cannot be used. ${selfie.faults.map(sentenceFor).join(' ')}`);
    case 'compared': {
      const { score, threshold } = selfie;
      const isMatch = score >= threshold;
      const figures = { text: `face ${score.toFixed(2)} ${isMatch ? '≥' : '<'} ${threshold.toFixed(2)}`, measured: score, limit: threshold };
      if (!isMatch) return reason('face', 'failed', 'the face is not the one that was enrolled', figures);
      return reason('face', 'met', score >= threshold + clearMatchMargin ? 'clear match' : 'match', figures);
    }
  }
}

function judgeCode(code: CodeEvidence): Reason {
  switch (code) {
    case 'right':
      return reason('code', 'met', 'the code is right');
    case 'locked':
      return reason('code', 'failed', 'too many wrong codes: please ask your teacher');
    case 'none':
    case 'wrong':
      return reason('code', 'failed', 'the code is not right, or no longer valid');
  }
}

/** What a selfie is worth that comes alone: one still cannot prove that it was taken live. */
function judgeLiveness({ selfie, code, policy }: CheckInFacts, evidence: readonly Reason[]): Reason[] {
  const wasCompared = selfie.kind === 'compared' && evidence.some((item) => item.rule === 'face' && item.outcome === 'met');
  if (!wasCompared) return [];
  const { liveness, suspiciousBelow } = selfie;
  const isSuspicious = liveness < suspiciousBelow;
  const figures = { text: `live ${liveness.toFixed(2)} ${isSuspicious ? '<' : '≥'} ${suspiciousBelow.toFixed(2)} (one still: advice, not proof)`, measured: liveness, limit: suspiciousBelow };
  if (isSuspicious) return [reason('liveness', 'doubtful', 'your teacher will look at this check-in', figures)];
  if (code === 'right') return [reason('liveness', 'met', 'selfie and code together', figures)];
  if (policy.selfiePolicy === 'second_factor') return [reason('liveness', 'failed', 'a selfie alone is not enough here: please also send the code shown in the room', figures)];
  if (policy.selfiePolicy === 'review') return [reason('liveness', 'doubtful', 'your teacher will look at this check-in', figures)];
  return [reason('liveness', 'unproven', 'not proven to be taken live', figures)];
}

function judgeTime({ now, session, policy }: CheckInFacts): { reason: Reason; status: 'present' | 'late' } {
  // Nobody can check in before the session is opened, so a teacher who opens late makes nobody late.
  const begin = Math.max(session.startsAt.getTime(), session.openedAt?.getTime() ?? 0);
  const elapsedMs = Math.max(0, now.getTime() - begin);
  const minutes = Math.floor(elapsedMs / 60_000);
  const status = elapsedMs > policy.lateAfterMinutes * 60_000 ? 'late' : 'present';
  const text = `${minutes} min after the start: ${status === 'late' ? 'late' : 'on time'}`;
  return { status, reason: reason('time', 'met', text, { text: `${text} (late after ${policy.lateAfterMinutes} min)`, measured: minutes, limit: policy.lateAfterMinutes }) };
}
