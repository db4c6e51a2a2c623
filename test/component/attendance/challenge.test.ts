/** A challenge before the camera is the person's own, answered once and in time; whatever else is sent is refused. */
import sharp from 'sharp';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { HeadTurn } from '../../../src/attendance/challenge/challenge.policy.ts';
import { startChallengeSchool, type Begun, type ChallengeSchool } from '../../support/challenge-school.ts';

let muster: ChallengeSchool['muster'];
let school: ChallengeSchool['school'];
let ada: ChallengeSchool['ada'];
let blaise: ChallengeSchool['blaise'];
let blaiseSitting: ChallengeSchool['blaiseSitting'];
let setPolicy: ChallengeSchool['setPolicy'];
let renew: ChallengeSchool['renew'];
let begin: ChallengeSchool['begin'];
let answer: ChallengeSchool['answer'];
let filmOf: ChallengeSchool['filmOf'];
let statusOf: ChallengeSchool['statusOf'];
let refusalOf: ChallengeSchool['refusalOf'];
let sessionId: string;

beforeAll(async () => {
  ({ muster, school, ada, blaise, blaiseSitting, setPolicy, renew, begin, answer, filmOf, statusOf, refusalOf } =
    await startChallengeSchool());
});
afterAll(() => muster.end());
beforeEach(async () => {
  sessionId = await renew();
});

const other = (turn: HeadTurn): HeadTurn => (turn === 'left' ? 'right' : 'left');

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
        (await filmOf(turns)).map((frame, index) => (index % 3 === 2 ? wall : frame)),
      ),
    ).toMatch(/not in the picture all the time/);
    const turnedFirst = async ({ turns }: Begun) => {
      const frames = await filmOf(turns);
      return [...frames.slice(5), ...frames.slice(0, 5)];
    };
    expect(await refusalOf(turnedFirst)).toMatch(/straight into the camera/);
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
    expect((await answer(id, [...frames, ...frames, ...frames].slice(0, 41))).body).toMatchObject({
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
