/** The challenge before the camera: a head that turns as asked checks in, and nothing else does. */
import sharp from 'sharp';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Receipt } from '../../../src/attendance/register/receipt.ts';
import { chooseTurns, type HeadTurn } from '../../../src/attendance/challenge/challenge.policy.ts';
import { createLog } from '../../../src/kernel/log.ts';
import { createVision } from '../../../src/recognition/vision/vision.ts';
import type { Answer, Client } from '../../support/client.ts';
import { startTestMuster, type TestMuster } from '../../support/muster.ts';
import { createSmallSchool, enrolFace, readPortraits, type SmallSchool } from '../../support/school.ts';
import { filesUnder } from '../../support/stored.ts';
import { asFlatPicture, film, portray, yawsOf, type Sitter } from '../../support/turning-head.ts';

interface Begun {
  id: string;
  turns: HeadTurn[];
  expiresAt: string;
  sessionId: string;
  class: string;
  detail: string;
}
interface Decided {
  receipt: Receipt;
  detail: string;
  field?: string;
}

let muster: TestMuster;
let school: SmallSchool;
let ada: Client;
let blaise: Client;
let adasPortrait: Buffer;
let [adaSitting, blaiseSitting]: [Sitter | undefined, Sitter | undefined] = [undefined, undefined];
let sessionId = '';
let takes = 0;

beforeAll(async () => {
  muster = await startTestMuster();
  school = await createSmallSchool(muster, 3);
  [ada, blaise] = [await muster.signIn(school.students[0]!.email), await muster.signIn(school.students[1]!.email)];
  const [first, , , , , , , , second] = await readPortraits(9, 1);
  adasPortrait = first!;
  await enrolFace(ada, first!);
  await enrolFace(blaise, second!);
  const vision = await createVision({ threads: 1, log: createLog('silent') });
  [adaSitting, blaiseSitting] = [await portray(vision, first!), await portray(vision, second!)];
  await vision.close();
});
afterAll(() => muster.end());
beforeEach(async () => {
  // Past the window in which somebody may only ask so often; the tokens outlive it.
  muster.clock.advance(0.2);
  await muster.db.autocommit.challenge.deleteMany();
  await setPolicy({ checkInWays: ['selfie'], selfiePolicy: 'accept' });
  await openAnew();
});

async function openAnew(): Promise<void> {
  if (sessionId !== '') await school.teacher.post(`/api/v2/sessions/${sessionId}/close`);
  sessionId = (
    await school.teacher.post<{ id: string }>(`/api/v2/classes/${school.classId}/sessions/open`, {
      durationMinutes: 60,
    })
  ).body.id;
}

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
const filmOf = (turns: readonly HeadTurn[], sitter = adaSitting!): Promise<Buffer[]> =>
  film(sitter, yawsOf(turns), { take: (takes += 1) });
const statusOf = async (personId = school.students[0]!.id): Promise<string | null> =>
  (await muster.db.autocommit.attendanceRecord.findFirst({ where: { sessionId, personId } }))?.status ?? null;
const other = (turn: HeadTurn): HeadTurn => (turn === 'left' ? 'right' : 'left');

async function refusalOf(frames: (begun: Begun) => Promise<Buffer[]>): Promise<string> {
  const begun = await begin();
  const { status, body } = await answer(begun.id, await frames(begun));
  expect([status, body.receipt.decision, body.receipt.status, await statusOf()]).toEqual([200, 'rejected', null, null]);
  return body.receipt.reasons.find(({ outcome }) => outcome === 'failed')!.sentence;
}

describe('turns', () => {
  test('are three or four, each side among them, and every order comes up', () => {
    const seen = new Set(
      Array.from({ length: 2000 }, () => chooseTurns((count) => Math.floor(Math.random() * count)).join()),
    );
    expect(seen.size).toBe(20);
    for (const turns of seen)
      expect([turns.includes('left'), turns.includes('right'), [3, 4].includes(turns.split(',').length)]).toEqual([
        true,
        true,
        true,
      ]);
  });

  test('done as asked check in where a lone selfie would not, and the receipt says what was proven', async () => {
    for (const [selfiePolicy, alone] of [
      ['second_factor', 'rejected'],
      ['review', 'needsReview'],
    ] as const) {
      await setPolicy({ checkInWays: ['selfie'], selfiePolicy });
      await openAnew();
      expect(
        (await ada.upload<Decided>('/api/v2/check-ins', 'photo', [adasPortrait], { sessionId })).body.receipt.decision,
      ).toBe(alone);
      const files = filesUnder(`${muster.dataDir}/files`);
      const { id, turns, expiresAt, ...begun } = await begin();
      expect(begun).toMatchObject({ sessionId, class: 'CS101', frames: { least: 12, most: 40 } });
      expect(expiresAt).toBe(new Date(muster.clock.now().getTime() + 20_000).toISOString());
      const { status, body } = await answer(id, await filmOf(turns));
      expect([status, body.receipt.decision, body.receipt.status, await statusOf()]).toEqual([
        200,
        'accepted',
        'present',
        'present',
      ]);
      expect(body.receipt.reasons).toContainEqual({
        rule: 'liveness',
        outcome: 'met',
        sentence: `turned ${turns.join(', ')} as asked within 20 s; the same face throughout`,
        figures: null,
        measured: null,
        limit: null,
      });
      // Nothing of the pictures is kept, and staff find the figures.
      expect(filesUnder(`${muster.dataDir}/files`)).toEqual(files);
      const [stored] = await muster.db.autocommit.checkIn.findMany({ where: { sessionId, decision: 'accepted' } });
      expect((stored!.receipt as unknown as Receipt).reasons.find(({ rule }) => rule === 'liveness')!.figures).toMatch(
        /^asked .* seen .* same face 0\.\d\d ≥ 0\.\d\d$/,
      );
      expect(
        (
          await muster.db.autocommit.auditEntry.findMany({
            where: { subjectId: sessionId, actorId: school.students[0]!.id },
            orderBy: { id: 'asc' },
          })
        ).map(({ action }) => action),
      ).toEqual(['checkIn.decided', 'challenge.begun', 'checkIn.decided', 'records.written']);
    }
  });

  test('go with what else the class asks for, and do not stand in for it', async () => {
    await setPolicy({ checkInWays: ['selfie+code'], selfiePolicy: 'second_factor' });
    const { code } = (await school.teacher.post<{ code: string }>(`/api/v2/sessions/${sessionId}/code`)).body;
    const first = await begin();
    const without = await answer(first.id, await filmOf(first.turns));
    expect([without.body.receipt.decision, without.body.receipt.reasons[0]!.sentence]).toEqual([
      'rejected',
      'this class also asks for the code shown in the room',
    ]);
    const second = await begin();
    expect((await answer(second.id, await filmOf(second.turns), ada, { code })).body.receipt.decision).toBe('accepted');
  });
});

describe('no still passes', () => {
  const still = () => film(adaSitting!, [0]);
  const through =
    (change: (photo: ReturnType<typeof sharp>, step: number) => ReturnType<typeof sharp>) =>
    async ({ turns }: Begun): Promise<Buffer[]> => {
      const [photo] = await still();
      return Promise.all(yawsOf(turns).map((yawDeg) => change(sharp(photo), yawDeg).jpeg().toBuffer()));
    };
  const asked = 'your head was not turned as asked: please follow the arrow, and come back to the middle each time';

  test('repeated', async () => {
    expect(await refusalOf(async ({ turns }) => (await Promise.all(yawsOf(turns).map(still))).flat())).toBe(asked);
  });
  test.each<[string, (photo: ReturnType<typeof sharp>, yawDeg: number) => ReturnType<typeof sharp>]>([
    ['tilted', (photo, yawDeg) => photo.rotate(yawDeg, { background: '#888' })],
    ['sheared', (photo, yawDeg) => photo.affine([1, yawDeg / 80, 0, 1], { background: '#888' })],
    ['squeezed', (photo, yawDeg) => photo.resize(Math.round(320 * Math.cos(yawDeg / 40)), 320, { fit: 'fill' })],
    ['mirrored', (photo, yawDeg) => (yawDeg > 15 ? photo.flop() : photo)],
  ])('%s', async (_name, change) => {
    expect(await refusalOf(through(change))).toBe(asked);
  });
  test('turned before the camera as the flat picture that it is', async () => {
    expect(await refusalOf(({ turns }) => film(adaSitting!, yawsOf(turns), { as: asFlatPicture }))).toBe(asked);
  });
  test('shown after one that is turned and its mirror image', async () => {
    const turned = (await film(adaSitting!, [30]))[0]!;
    const [frontal] = await still();
    const pictures = { middle: frontal!, left: turned, right: await sharp(turned).flop().jpeg().toBuffer() };
    const shown = async ({ turns }: Begun) =>
      yawsOf(turns).map((yawDeg) => (yawDeg > 9 ? pictures.left : yawDeg < -9 ? pictures.right : pictures.middle));
    expect(await refusalOf(shown)).toBe('your head was not seen moving: please turn it slowly');
  });
});

describe('is refused', () => {
  test('when the turns come in another order, too few or too many of them', async () => {
    for (const change of [
      (turns: HeadTurn[]) => turns.map(other),
      (turns: HeadTurn[]) => turns.slice(1),
      (turns: HeadTurn[]) => (turns.length === 4 ? turns.slice(0, 3) : [...turns, 'left' as const]),
    ]) {
      expect(await refusalOf(({ turns }) => filmOf(change(turns)))).toMatch(/not turned as asked/);
    }
  });
  test("when another's face comes in on the way", async () => {
    const swapped = async ({ turns }: Begun) => {
      const [own, others] = await Promise.all([filmOf(turns), filmOf(turns, blaiseSitting)]);
      return own.map((frame, index) => (index > 8 && index < 12 ? others[index]! : frame));
    };
    expect(await refusalOf(swapped)).toBe('the face was not the same throughout');
  });
  test("when the first picture is the sender's, and a morph leads from it to another's head that turns", async () => {
    const morphed = async ({ turns }: Begun) => {
      const [[own], others] = await Promise.all([filmOf(turns), filmOf(turns, blaiseSitting)]);
      const half = await sharp(own)
        .composite([{ input: await sharp(others[1]).ensureAlpha(0.5).png().toBuffer() }])
        .jpeg()
        .toBuffer();
      return [own!, half, ...others.slice(2)];
    };
    expect(await refusalOf(morphed)).toBe('the face was not the same throughout');
  });
  test("when it is somebody else's face throughout", async () => {
    expect(await refusalOf(({ turns }) => filmOf(turns, blaiseSitting))).toBe(
      'the face is not the one that was enrolled',
    );
  });
  test('when two people are in the picture, when the face goes missing, and when it does not begin by looking into the camera', async () => {
    const beside = async ({ turns }: Begun) =>
      Promise.all(
        (await filmOf(turns)).map(async (frame, index) =>
          index === 5
            ? sharp(frame)
                .extend({ right: 320 })
                .composite([{ input: frame, left: 320, top: 0 }])
                .jpeg()
                .toBuffer()
            : frame,
        ),
      );
    expect(await refusalOf(beside)).toMatch(/somebody else was in the picture/);
    const wall = await sharp({ create: { width: 320, height: 320, channels: 3, background: '#998' } })
      .jpeg()
      .toBuffer();
    expect(
      await refusalOf(async ({ turns }) =>
        (await filmOf(turns)).map((frame, index) => (index % 6 === 5 ? wall : frame)),
      ),
    ).toMatch(/not in the picture all the time/);
    expect(await refusalOf(async ({ turns }) => (await filmOf(turns)).slice(6))).toMatch(/straight into the camera/);
  });
  test('when pictures of another challenge are among those sent', async () => {
    const first = await begin();
    const used = await filmOf(first.turns);
    expect((await answer(first.id, used)).body.receipt.decision).toBe('accepted');
    const second = await begin();
    const again = await answer(second.id, [...(await filmOf(second.turns)).slice(0, -1), used.at(-1)!]);
    expect([
      again.body.receipt.decision,
      again.body.receipt.reasons.find(({ outcome }) => outcome === 'failed')!.sentence,
    ]).toEqual(['rejected', 'these pictures were sent before']);
  });
});

describe('a challenge', () => {
  test('is answered once, also when two answers come together', async () => {
    const { id, turns } = await begin();
    const films = await Promise.all([filmOf(turns), filmOf(turns)]);
    const answers = await Promise.all(films.map((frames) => answer(id, frames)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 410]);
    expect((await answer(id, await filmOf(turns))).body).toMatchObject({
      status: 410,
      detail: expect.stringContaining('start again') as string,
    });
    expect(await muster.db.autocommit.checkIn.count({ where: { sessionId } })).toBe(1);
  });

  test('is good for twenty seconds by the clock of the service', async () => {
    const { id, turns, expiresAt } = await begin();
    const frames = await filmOf(turns);
    muster.clock.set(expiresAt);
    expect([(await answer(id, frames)).status, await statusOf()]).toEqual([410, null]);
    const next = await begin();
    const inTime = await filmOf(next.turns);
    muster.clock.set(new Date(Date.parse(next.expiresAt) - 1));
    expect((await answer(next.id, inTime)).body.receipt.decision).toBe('accepted');
  });

  test("is the person's own, and stays good when what was sent cannot be looked at", async () => {
    const { id, turns } = await begin();
    const frames = await filmOf(turns);
    expect((await answer(id, frames, blaise)).status).toBe(404);
    expect((await answer(id, frames.slice(0, 11))).body).toMatchObject({
      status: 400,
      field: 'frames',
      detail: 'frames: send 12 to 40 pictures, not 11',
    });
    expect((await answer(id, [...frames, ...frames].slice(0, 41))).body).toMatchObject({
      status: 400,
      field: 'frames',
    });
    expect((await answer(id, [...frames.slice(0, -1), Buffer.from('no picture')])).status).toBe(415);
    expect((await answer(id, [...frames.slice(0, -1), frames.at(-1)!.subarray(0, 3000)])).status).toBe(400);
    expect((await answer(id, [...frames.slice(0, -1), Buffer.alloc(8 * 2 ** 20, 1)])).body).toMatchObject({
      status: 413,
      field: 'frames',
      detail: expect.stringContaining('8 MB at most') as string,
    });
    expect((await answer(id, frames)).body.receipt.decision).toBe('accepted');
  });

  test('is asked for five times in ten minutes at most', async () => {
    for (let asked = 0; asked < 5; asked += 1) expect((await begin()).turns.length).toBeGreaterThan(2);
    expect((await ada.post('/api/v2/check-ins/challenge', { sessionId })).body).toMatchObject({
      status: 429,
      detail: expect.stringContaining('ten minutes') as string,
    });
    expect((await begin(blaise)).turns.length).toBeGreaterThan(2);
  });

  test('is only for whom it can help: a class that takes selfies, a face that is enrolled, a session of the own', async () => {
    expect(
      (await (await muster.signIn(school.students[2]!.email)).post('/api/v2/check-ins/challenge', { sessionId })).body,
    ).toMatchObject({ status: 409, detail: expect.stringContaining('not enrolled') as string });
    await setPolicy({ checkInWays: ['code', 'qr'] });
    expect((await ada.post('/api/v2/check-ins/challenge', { sessionId })).body).toMatchObject({
      status: 409,
      detail: 'CS101 asks for the code shown in the room or the QR code shown in the room, not for a selfie.',
    });
    expect(
      (await ada.post('/api/v2/check-ins/challenge', { sessionId: '01890000-0000-7000-8000-000000000000' })).status,
    ).toBe(404);
    expect((await school.teacher.post('/api/v2/check-ins/challenge', { sessionId })).status).toBe(403);
  });

  test('is forgotten after a week', async () => {
    await begin();
    expect(await muster.modules.challenges.sweep()).toBe(0);
    const now = muster.clock.now();
    muster.clock.advance(7 * 24 * 60 + 1);
    expect(await muster.modules.challenges.sweep()).toBe(1);
    muster.clock.set(now);
  });
});
