/**
 * The challenge while more comes than can be looked at: nobody is locked out by that, and nobody gets turns without end
 * by it.
 */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Receipt } from '../../../src/attendance/register/receipt.ts';
import type { HeadTurn } from '../../../src/attendance/challenge/challenge.policy.ts';
import type { Answer, Client } from '../../support/client.ts';
import { startTestMuster, type TestMuster } from '../../support/muster.ts';
import { createSmallSchool, enrolFace, readPortraits, type SmallSchool } from '../../support/school.ts';
import { film, portray, quickYawsOf, type Sitter } from '../../support/turning-head.ts';

interface Begun {
  id: string;
  turns: HeadTurn[];
  expiresInS: number;
}

let muster: TestMuster;
let school: SmallSchool;
let ada: Client;
let sitter: Sitter;

beforeAll(async () => {
  muster = await startTestMuster();
  school = await createSmallSchool(muster, 1, { checkInWays: ['selfie'], selfiePolicy: 'second_factor' });
  ada = await muster.signIn(school.students[0]!.email);
  const [portrait] = await readPortraits(1, 1);
  await enrolFace(ada, portrait!);
  sitter = await portray(muster.modules.faces.watch, portrait!);
  await school.teacher.post(`/api/v2/classes/${school.classId}/sessions/open`, { durationMinutes: 60 });
});
afterAll(() => muster.end());
beforeEach(() => muster.db.autocommit.challenge.deleteMany());

const begin = (): Promise<Answer<Begun>> => ada.post<Begun>('/api/v2/check-ins/challenge', {});
const answer = (id: string, frames: readonly Buffer[]): Promise<Answer<{ receipt: Receipt; code: string }>> =>
  ada.upload(`/api/v2/check-ins/challenge/${id}`, 'frames', frames);

/**
 * Somebody who holds still. Pictures that were sent for another challenge would not be looked at: each take is its own.
 */
const still = (take: number): Promise<Buffer[]> =>
  film(
    sitter,
    Array.from({ length: 12 }, () => 0),
    { take },
  );

/**
 * Has as many films looked at as may be, and as many wait as may: until it is over, each that comes finds it busy,
 * however fast or slow the machine is, since who is through is in line again before anything else is taken in.
 * @param frame what all these films are made of. @returns ends it
 */
function keepBusy(frame: Buffer): () => Promise<unknown> {
  let isOver = false;
  const line = Array.from({ length: 10 }, async () => {
    while (!isOver) await muster.modules.faces.watch([frame]);
  });
  return () => {
    isOver = true;
    return Promise.all(line);
  };
}

test('pictures that find it busy may be sent again, to a challenge that does not count; there are ten in ten minutes whatever comes of them', async () => {
  const stills = await Promise.all(Array.from({ length: 9 }, (_, take) => still(take)));
  const endBusy = keepBusy(stills[0]![0]!);
  for (const frames of stills) {
    const { status, body } = await begin();
    expect([status, body.expiresInS]).toEqual([201, 20]);
    expect((await answer(body.id, frames)).body.code).toBe('busy');
  }
  const { id, turns } = (await begin()).body;
  const frames = await film(sitter, quickYawsOf(turns), { take: 20 });
  expect((await answer(id, frames)).body.code).toBe('busy');
  expect((await begin()).status).toBe(429);
  await endBusy();
  expect((await answer(id, frames)).body.receipt.decision).toBe('accepted');
  expect((await begin()).status).toBe(429);
});

test('turns that nobody answers count, and so do pictures that cannot be read', async () => {
  for (let asked = 0; asked < 5; asked += 1) {
    const { body } = await begin();
    if (asked % 2 === 0)
      expect((await answer(body.id, [...(await still(asked)), Buffer.from('no picture')])).status).toBe(415);
  }
  expect((await begin()).status).toBe(429);
});
