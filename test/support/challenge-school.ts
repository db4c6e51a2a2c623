/** A class that checks in by a challenge before the camera, with two students who can turn their heads. */
import type { HeadTurn } from '../../src/attendance/challenge/challenge.policy.ts';
import type { Receipt } from '../../src/attendance/register/receipt.ts';
import { expect } from 'vitest';
import type { Answer } from './client.ts';
import { startTestMuster } from './muster.ts';
import { createSmallSchool, enrolFace, readPortraits } from './school.ts';
import { film, portray, quickYawsOf } from './turning-head.ts';

export interface Begun {
  id: string;
  turns: HeadTurn[];
  expiresAt: string;
  sessionId: string;
  class: string;
  detail: string;
}

export interface Decided {
  receipt: Receipt;
  detail: string;
  field?: string;
}

export type ChallengeSchool = Awaited<ReturnType<typeof startChallengeSchool>>;

export async function startChallengeSchool() {
  const muster = await startTestMuster();
  const school = await createSmallSchool(muster, 3);
  const [ada, blaise] = [
    await muster.signIn(school.students[0]!.email),
    await muster.signIn(school.students[1]!.email),
  ];
  const [adasPortrait, , , , , , , , blaisesPortrait] = await readPortraits(9, 1);
  await enrolFace(ada, adasPortrait!);
  await enrolFace(blaise, blaisesPortrait!);
  const [adaSitting, blaiseSitting] = [
    await portray(muster.modules.faces.watch, adasPortrait!),
    await portray(muster.modules.faces.watch, blaisesPortrait!),
  ];
  let sessionId = '';
  let takes = 0;

  const setPolicy = (policy: Record<string, unknown>) =>
    school.admin.request('PATCH', `/api/v2/classes/${school.classId}/policy`, policy);
  const begin = async (client = ada): Promise<Begun> =>
    (await client.post<Begun>('/api/v2/check-ins/challenge', { sessionId })).body;
  const answer = (
    id: string,
    frames: readonly Buffer[],
    client = ada,
    fields: Record<string, string> = {},
  ): Promise<Answer<Decided>> => client.upload(`/api/v2/check-ins/challenge/${id}`, 'frames', frames, fields);
  const filmOf = (turns: readonly HeadTurn[], sitter = adaSitting): Promise<Buffer[]> =>
    film(sitter, quickYawsOf(turns), { take: (takes += 1) });
  const statusOf = async (personId = school.students[0]!.id): Promise<string | null> =>
    (await muster.db.autocommit.attendanceRecord.findFirst({ where: { sessionId, personId } }))?.status ?? null;

  const refusalOf = async (frames: (begun: Begun) => Promise<Buffer[]>): Promise<string> => {
    const begun = await begin();
    const { status, body } = await answer(begun.id, await frames(begun));
    expect([status, body.receipt.decision, body.receipt.status, await statusOf()]).toEqual([
      200,
      'rejected',
      null,
      null,
    ]);
    return body.receipt.reasons.find(({ outcome }) => outcome === 'failed')!.sentence;
  };
  const openAnew = async (): Promise<string> => {
    if (sessionId !== '') await school.teacher.post(`/api/v2/sessions/${sessionId}/cancel`);
    sessionId = (
      await school.teacher.post<{ id: string }>(`/api/v2/classes/${school.classId}/sessions/open`, {
        durationMinutes: 60,
      })
    ).body.id;
    return sessionId;
  };
  /** For each test: nothing asked for before, the policy as it was, and a session of its own. @returns its id */
  const renew = async (): Promise<string> => {
    // Past the window in which somebody may only ask so often; the tokens outlive it.
    muster.clock.advance(0.2);
    await muster.db.autocommit.challenge.deleteMany();
    await setPolicy({ checkInWays: ['selfie'], selfiePolicy: 'accept' });
    return openAnew();
  };
  return {
    muster,
    school,
    ada,
    blaise,
    adasPortrait: adasPortrait!,
    adaSitting,
    blaiseSitting,
    setPolicy,
    openAnew,
    renew,
    begin,
    answer,
    filmOf,
    statusOf,
    refusalOf,
  };
}
