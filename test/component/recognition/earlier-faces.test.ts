/**
 * What was enrolled under an earlier text, or with other weights: it counts for what it was, and an account shows one
 * face throughout.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rephotograph } from '../../../models/photo-studio.ts';
import type { HeldPhoto } from '../../../src/recognition/faces/faces.schema.ts';
import type { Client } from '../../support/client.ts';
import { startTestMuster, type TestMuster } from '../../support/muster.ts';
import { createSmallSchool, readPortraits, type SmallSchool } from '../../support/school.ts';

interface Enrolled {
  kept: number;
  held: number;
  total: number;
  photos: { photo: number; faults: string[] }[];
}
interface ConsentState {
  version: string;
  isGranted: boolean;
  standingVersion: string | null;
}

let muster: TestMuster;
let school: SmallSchool;
let portraits: Buffer[];
let sessionId: string;
let signedIn = 0;

beforeAll(async () => {
  muster = await startTestMuster({ ROLE: 'web' });
  school = await createSmallSchool(muster, 5);
  portraits = await readPortraits(6);
  sessionId = (
    await school.teacher.post<{ id: string }>(`/api/v2/classes/${school.classId}/sessions/open`, {
      durationMinutes: 600,
    })
  ).body.id;
});
afterAll(() => muster.end());

type Student = Client & { id: string; name: string };

/** Another one each time, who has agreed. */
async function nextStudent(): Promise<Student> {
  const student = school.students[signedIn++]!;
  const client = await muster.signIn(student.email);
  await client.post('/api/v2/me/face-consent', { textVersion: (await consent(client)).version });
  return Object.assign(client, { id: student.id, name: student.name });
}

const consent = async (client: Client): Promise<ConsentState> =>
  (await client.get<ConsentState>('/api/v2/me/face-consent')).body;
const agreeToEarlier = (student: Student) =>
  muster.db.autocommit.consent.updateMany({ where: { personId: student.id }, data: { textVersion: '2026-11' } });
const enrol = async (student: Student, photo: Buffer): Promise<Enrolled> =>
  (await student.upload<Enrolled>('/api/v2/me/faces', 'photos', [photo])).body;
const checkIn = async (student: Student, photo: Buffer): Promise<string> =>
  JSON.stringify(
    (await student.upload('/api/v2/check-ins', 'photo', [await rephotograph(photo, { tiltDeg: 4 })], { sessionId }))
      .body,
  );
const waiting = async (): Promise<HeldPhoto[]> => (await school.admin.get<HeldPhoto[]>('/api/v2/face-reviews')).body;
const titles = async (client: Client): Promise<string[]> =>
  (await client.get<{ notifications: { title: string }[] }>('/api/v2/me/notifications')).body.notifications.map(
    ({ title }) => title,
  );
const templatesOf = (student: Student) =>
  muster.db.autocommit.faceTemplate.findMany({ where: { personId: student.id }, orderBy: { number: 'asc' } });

describe('an account shows one face while the weights change', () => {
  const others = '0'.repeat(64);
  const setWeights = async (id: string, weightsHash: string, unreadableBy: string | null = null): Promise<void> =>
    void (await muster.db.autocommit.faceTemplate.update({ where: { id }, data: { weightsHash, unreadableBy } }));

  test('no photo is taken while those there are wait to be made anew, and none of somebody else afterwards', async () => {
    const ada = await nextStudent();
    await enrol(ada, portraits[0]!);
    const [first] = await templatesOf(ada);
    await setWeights(first!.id, others);
    const refused = await ada.upload<{ code: string; retryable: boolean; detail: string }>(
      '/api/v2/me/faces',
      'photos',
      [portraits[1]!],
    );
    expect([refused.status, refused.body]).toEqual([
      409,
      expect.objectContaining({ code: 'inProgress', detail: expect.stringContaining('Nothing was kept') as string }),
    ]);
    expect(await templatesOf(ada)).toHaveLength(1);
    expect(await muster.modules.faces.reEmbed()).toMatchObject({ made: 1 });
    expect(await enrol(ada, portraits[1]!)).toMatchObject({
      kept: 0,
      total: 1,
      photos: [{ faults: ['notLikeOthers'] }],
    });
  });

  test('one that can be made anew again waits for the office when it is unlike those in use; one that cannot keeps nobody from enrolling', async () => {
    const ada = await nextStudent();
    await enrol(ada, portraits[2]!);
    const [first] = await templatesOf(ada);
    const { weightsHash } = first!;
    await setWeights(first!.id, others, weightsHash);
    expect(await enrol(ada, portraits[3]!)).toMatchObject({ kept: 1, held: 0 });
    const second = (await templatesOf(ada)).at(-1)!;
    await setWeights(first!.id, weightsHash);
    await setWeights(second.id, others);
    expect(await muster.modules.faces.reEmbed()).toMatchObject({ made: 1 });
    expect(await waiting()).toMatchObject([
      {
        id: second.id,
        because: 'unlikeOwn',
        student: { id: ada.id },
        other: null,
        likeness: expect.any(Number) as number,
      },
    ]);
    expect(await titles(school.admin)).toContain('A photo needs a look');
    expect(await checkIn(ada, portraits[3]!)).not.toMatch(/"accepted"/);
    expect((await school.admin.say('photos to look at')).text).toContain(`${ada.name}: is unlike their other photos`);
    expect((await school.admin.say(`remove the photo of ${ada.name}`)).files).toHaveLength(2);
    expect((await school.admin.press('Confirm')).text).toContain('Removed');
    expect((await templatesOf(ada)).map(({ id }) => id)).toEqual([first!.id]);
    expect(await checkIn(ada, portraits[2]!)).toMatch(/"accepted"/);
  });
});

describe('who agreed to an earlier text', () => {
  test('is recognised as before, and moves to the present one with the photos that are kept', async () => {
    const [ada, blaise] = [await nextStudent(), await nextStudent()];
    await agreeToEarlier(ada);
    await enrol(ada, portraits[4]!);
    expect(await consent(ada)).toMatchObject({ isGranted: false, standingVersion: '2026-11' });
    expect(await checkIn(ada, portraits[4]!)).toMatch(/"accepted"/);
    expect((await ada.say('I agree to face recognition')).text).toMatch(
      /This text has changed since you agreed to it\. It says now:\n.*Do you agree\?$/s,
    );
    await ada.press('Confirm');
    const { version } = await consent(ada);
    expect(await consent(ada)).toMatchObject({ isGranted: true, standingVersion: version });
    const [earlier, present] = await muster.db.autocommit.consent.findMany({
      where: { personId: ada.id },
      orderBy: { textVersion: 'asc' },
    });
    expect([
      earlier!.withdrawnAt,
      present!.withdrawnAt,
      (await templatesOf(ada)).map(({ consentId }) => consentId),
    ]).toEqual([expect.any(Date), null, [present!.id]]);
    expect(
      await muster.db.autocommit.auditEntry.findMany({
        where: { action: 'consent.granted', subjectId: ada.id },
        orderBy: { at: 'asc' },
      }),
    ).toMatchObject([{}, { facts: { textVersion: version, insteadOf: '2026-11' } }]);
    expect((await ada.say('I agree to face recognition')).text).toMatch(/agreed already/);
    // What the present text adds holds from now on.
    expect(await enrol(blaise, portraits[4]!)).toMatchObject({ kept: 1, held: 1 });
  });

  test('moves once, however often they say so at the same moment', async () => {
    const ada = await nextStudent();
    await enrol(ada, portraits[5]!);
    await agreeToEarlier(ada);
    const { version } = await consent(ada);
    const answers = await Promise.all(
      [1, 2, 3].map(() => ada.post('/api/v2/me/face-consent', { textVersion: version })),
    );
    expect([
      answers.map(({ status }) => status),
      await muster.db.autocommit.consent.count({ where: { personId: ada.id } }),
    ]).toEqual([[204, 204, 204], 2]);
    expect(await templatesOf(ada)).toHaveLength(1);
  });
});
