/** The turns of a challenge: a head that turns as asked checks in, and no still does, whatever is done to it. */
import sharp from 'sharp';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Receipt } from '../../../src/attendance/register/receipt.ts';
import { chooseTurns } from '../../../src/attendance/challenge/challenge.policy.ts';
import { filesUnder } from '../../support/stored.ts';
import { asFlatPicture, film, quickYawsOf } from '../../support/turning-head.ts';
import {
  startChallengeSchool,
  type Begun,
  type Decided,
  type ChallengeSchool,
} from '../../support/challenge-school.ts';

let muster: ChallengeSchool['muster'];
let school: ChallengeSchool['school'];
let ada: ChallengeSchool['ada'];
let adasPortrait: ChallengeSchool['adasPortrait'];
let adaSitting: ChallengeSchool['adaSitting'];
let setPolicy: ChallengeSchool['setPolicy'];
let openAnew: ChallengeSchool['openAnew'];
let renew: ChallengeSchool['renew'];
let begin: ChallengeSchool['begin'];
let answer: ChallengeSchool['answer'];
let filmOf: ChallengeSchool['filmOf'];
let statusOf: ChallengeSchool['statusOf'];
let refusalOf: ChallengeSchool['refusalOf'];
let sessionId: string;

beforeAll(async () => {
  ({
    muster,
    school,
    ada,
    adasPortrait,
    adaSitting,
    setPolicy,
    openAnew,
    renew,
    begin,
    answer,
    filmOf,
    statusOf,
    refusalOf,
  } = await startChallengeSchool());
});
afterAll(() => muster.end());
beforeEach(async () => {
  sessionId = await renew();
});

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
      sessionId = await openAnew();
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
  const still = () => film(adaSitting, [0]);
  const through =
    (change: (photo: ReturnType<typeof sharp>, step: number) => ReturnType<typeof sharp>) =>
    async ({ turns }: Begun): Promise<Buffer[]> => {
      const [photo] = await still();
      return Promise.all(quickYawsOf(turns).map((yawDeg) => change(sharp(photo), yawDeg).jpeg().toBuffer()));
    };
  const asked = 'your head was not turned as asked: please follow the arrow, and come back to the middle each time';

  test('repeated', async () => {
    expect(await refusalOf(async ({ turns }) => (await Promise.all(quickYawsOf(turns).map(still))).flat())).toBe(asked);
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
    expect(await refusalOf(({ turns }) => film(adaSitting, quickYawsOf(turns), { as: asFlatPicture }))).toBe(asked);
  });
  test('shown after one that is turned and its mirror image', async () => {
    const turned = (await film(adaSitting, [30]))[0]!;
    const [frontal] = await still();
    const pictures = { middle: frontal!, left: turned, right: await sharp(turned).flop().jpeg().toBuffer() };
    const shown = async ({ turns }: Begun) =>
      quickYawsOf(turns).map((yawDeg) => (yawDeg > 9 ? pictures.left : yawDeg < -9 ? pictures.right : pictures.middle));
    expect(await refusalOf(shown)).toBe('your head was not seen moving: please turn it slowly');
  });
});
