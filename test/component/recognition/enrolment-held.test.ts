/** A photo that may show somebody else who is enrolled waits, compared with nobody, until the office has looked. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { rephotograph } from '../../../models/photo-studio.ts';
import type { HeldPhoto } from '../../../src/recognition/faces/faces.schema.ts';
import { settleHeldPhotoTool } from '../../../tools/faces/decide-review.ts';
import type { GatedTool } from '../../../tools/tool.ts';
import type { Client } from '../../support/client.ts';
import { startTestMuster, type TestMuster } from '../../support/muster.ts';
import { createPerson, createSmallSchool, readPortraits, type SmallSchool } from '../../support/school.ts';

interface Enrolled {
  kept: number;
  held: number;
  total: number;
  photos: { photo: number; faults: string[]; sentences: string[] }[];
}

let muster: TestMuster;
let school: SmallSchool;
let portraits: Buffer[];
let sessionId: string;
let made = 0;

beforeAll(async () => {
  muster = await startTestMuster({ ROLE: 'web' });
  school = await createSmallSchool(muster, 1);
  portraits = await readPortraits(12);
  sessionId = (
    await school.teacher.post<{ id: string }>(`/api/v2/classes/${school.classId}/sessions/open`, {
      durationMinutes: 600,
    })
  ).body.id;
});
afterAll(() => muster.end());
beforeEach(async () => {
  // Nobody is enrolled but those whom a test enrols.
  for (const personId of new Set(
    (await muster.db.autocommit.faceTemplate.findMany()).map((template) => template.personId),
  )) {
    const person = await muster.db.autocommit.person.findUniqueOrThrow({ where: { id: personId } });
    await muster.modules.faces.forget({ personId, name: person.name, role: 'student' });
  }
});

type Student = Client & { id: string; name: string };

async function newStudent(name: string): Promise<Student> {
  made += 1;
  const email = `student${made}@school.example`;
  const id = await createPerson(school.admin, `${name} ${made}`, email, 'student');
  await school.admin.post(`/api/v2/classes/${school.classId}/students`, { personIds: [id] });
  const client = await muster.signIn(email);
  const { version } = (await client.get<{ version: string }>('/api/v2/me/face-consent')).body;
  await client.post('/api/v2/me/face-consent', { textVersion: version });
  return Object.assign(client, { id, name: `${name} ${made}` });
}

const enrol = async (student: Student, photos: Buffer[]): Promise<Enrolled> =>
  (await student.upload<Enrolled>('/api/v2/me/faces', 'photos', photos)).body;
const checkIn = async (student: Student, photo: Buffer): Promise<string> =>
  JSON.stringify((await student.upload('/api/v2/check-ins', 'photo', [photo], { sessionId })).body);
const waiting = async (): Promise<(HeldPhoto & { id: string })[]> =>
  (await school.admin.get<HeldPhoto[]>('/api/v2/face-reviews')).body;
const decide = (id: string, decision: string) => school.admin.post(`/api/v2/face-reviews/${id}`, { decision });
const titles = async (client: Client): Promise<string[]> =>
  (await client.get<{ notifications: { title: string }[] }>('/api/v2/me/notifications')).body.notifications.map(
    ({ title }) => title,
  );
const templatesOf = (student: Student) =>
  muster.db.autocommit.faceTemplate.findMany({ where: { personId: student.id }, orderBy: { number: 'asc' } });

describe('a photo that may show somebody else who is enrolled', () => {
  let [ada, blaise]: [Student | undefined, Student | undefined] = [undefined, undefined];
  let reviewId = '';
  beforeEach(async () => {
    [ada, blaise] = [await newStudent('Ada'), await newStudent('Blaise')];
    await enrol(ada, [portraits[1]!]);
    await enrol(blaise, [await rephotograph(portraits[1]!, { blur: 0 })]);
    reviewId = (await waiting())[0]!.id;
  });

  test('waits: its sender is told that, but not of whom nor how close', async () => {
    const third = await newStudent('Chen');
    const answer = await enrol(third, [await rephotograph(portraits[1]!, { tiltDeg: 3, blur: 0 })]);
    expect(answer).toEqual({
      kept: 1,
      held: 1,
      total: 1,
      photos: [
        { photo: 1, faults: ['needsLook'], sentences: ['This photo needs a look by the office before it is used.'] },
      ],
    });
    expect(JSON.stringify(await titles(third))).not.toContain('Ada');
  });

  test('is compared with nobody: no check-in by it, no name in a roll call, no sign-in', async () => {
    const selfie = await rephotograph(portraits[1]!, { tiltDeg: 4 });
    expect(await checkIn(blaise!, selfie)).toMatch(/not enrolled your face/);
    expect(await checkIn(ada!, selfie)).toMatch(/"accepted"/);
    const proposal = await school.teacher.upload<{ named: { personId: string }[]; unsure: unknown[] }>(
      `/api/v2/sessions/${sessionId}/roll-call`,
      'photos',
      [selfie],
    );
    expect([proposal.body.named.map(({ personId }) => personId), proposal.body.unsure]).toEqual([[ada!.id], []]);
    const looked = await muster.modules.faces.look(selfie);
    expect(
      looked.kind === 'usable' &&
        (await muster.modules.faces.isSurelySamePerson(muster.db.autocommit, blaise!.id, looked.face)),
    ).toBe(false);
  });

  test('is shown to the office with the other one, and who looked is in the audit', async () => {
    expect(await titles(school.admin)).toContain('A photo needs a look');
    expect(await waiting()).toMatchObject([
      { student: { id: blaise!.id }, other: { id: ada!.id }, likeness: expect.any(Number) as number },
    ]);
    for (const whose of ['own', 'other']) {
      const photo = await fetch(`${muster.url}/api/v2/face-reviews/${reviewId}/photo?whose=${whose}`, {
        headers: { authorization: `Bearer ${school.admin.token}` },
      });
      expect([photo.status, photo.headers.get('content-type'), photo.headers.get('cache-control')]).toEqual([
        200,
        'image/jpeg',
        'private, no-store',
      ]);
    }
    expect(
      (await muster.db.autocommit.auditEntry.findMany({ where: { action: 'faces.looked' }, orderBy: { at: 'asc' } }))
        .slice(-2)
        .map(({ subjectId }) => subjectId),
    ).toEqual([blaise!.id, ada!.id]);
    for (const other of [school.teacher, ada!, blaise!])
      expect((await other.get('/api/v2/face-reviews')).status).toBe(403);
  });

  test('is no way to enrol two people: what comes after it has to show the same person', async () => {
    const answer = await enrol(blaise!, [portraits[0]!]);
    expect(answer).toMatchObject({ kept: 0, held: 0, total: 1, photos: [{ photo: 1, faults: ['notLikeOthers'] }] });
    expect(await enrol(blaise!, [await rephotograph(portraits[1]!, { tiltDeg: -3 })])).toMatchObject({
      kept: 1,
      held: 1,
      total: 2,
    });
  });

  test('is used when the office says so, and decided about once', async () => {
    expect((await decide(reviewId, 'use')).status).toBe(204);
    expect(await checkIn(blaise!, await rephotograph(portraits[1]!, { tiltDeg: 4 }))).toMatch(/"accepted"/);
    expect(await titles(blaise!)).toContain('Your photo is in use');
    expect((await decide(reviewId, 'discard')).status).toBe(404);
    expect(await templatesOf(blaise!)).toHaveLength(1);
  });

  test('is deleted with its bytes when the office says that it is not theirs', async () => {
    await decide(reviewId, 'discard');
    expect([
      await templatesOf(blaise!),
      await muster.db.autocommit.storedFile.count({ where: { ownerId: blaise!.id } }),
      await templatesOf(ada!),
    ]).toEqual([[], 0, [expect.anything()]]);
    expect(await titles(blaise!)).toContain('Please send another photo of yourself');
  });

  test('is told of by the audit without whom it resembles, but for the one whose photos were deleted, sealed for them', async () => {
    const settled = () =>
      muster.db.autocommit.auditEntry.findFirstOrThrow({
        where: { action: 'faces.settled' },
        orderBy: [{ at: 'desc' }, { id: 'desc' }],
      });
    await decide(reviewId, 'use');
    expect(await settled()).toMatchObject({ subjectId: blaise!.id, facts: { decision: 'use' }, sealedBy: null });
    await enrol(blaise!, [await rephotograph(portraits[1]!, { tiltDeg: -4, blur: 0 })]);
    muster.clock.advance(1);
    await decide((await waiting())[0]!.id, 'discardOther');
    const entry = await settled();
    expect(entry).toMatchObject({ subjectId: blaise!.id, facts: { decision: 'discardOther' }, sealedBy: ada!.id });
    expect(JSON.stringify(entry.facts)).not.toContain(ada!.id);
  });

  test('is used, and the same face deleted from the other, where it was the other who sent the wrong one', async () => {
    await decide(reviewId, 'discardOther');
    expect([await templatesOf(ada!), (await templatesOf(blaise!)).map(({ alikePersonId }) => alikePersonId)]).toEqual([
      [],
      [null],
    ]);
    expect(await titles(ada!)).toContain('Please send another photo of yourself');
    expect(await checkIn(ada!, await rephotograph(portraits[1]!, { tiltDeg: 4 }))).toMatch(/not enrolled your face/);
    expect(await checkIn(blaise!, await rephotograph(portraits[1]!, { tiltDeg: 4 }))).toMatch(/"accepted"/);
  });

  test('stays undecided when the same face is to be deleted from the other, who has none of it any more', async () => {
    await muster.db.autocommit.faceTemplate.deleteMany({ where: { personId: ada!.id } });
    const answer = await school.admin.post<{ code: string; field: string }>(`/api/v2/face-reviews/${reviewId}`, {
      decision: 'discardOther',
    });
    expect([answer.status, answer.body]).toEqual([
      409,
      expect.objectContaining({ code: 'conflict', field: 'decision' }),
    ]);
    expect(await waiting()).toMatchObject([{ id: reviewId, other: { id: ada!.id }, likeness: null }]);
    expect((await school.admin.say(`use the photo of ${blaise!.name} and remove the other`)).text).toMatch(
      /Nobody else has a photo of this face now/,
    );
  });

  test('still waits when the other lets their face be forgotten, but names them nowhere: nobody has looked yet', async () => {
    await ada!.request('DELETE', '/api/v2/me/faces');
    expect(await waiting()).toMatchObject([{ id: reviewId, because: 'likeAnother', other: null, likeness: null }]);
    expect(await muster.db.autocommit.faceTemplate.count({ where: { alikePersonId: { not: null } } })).toBe(0);
    expect((await school.admin.say('photos to look at')).text).toContain(
      `${blaise!.name}: resembled somebody who has withdrawn since`,
    );
    expect((await decide(reviewId, 'discardOther')).status).toBe(409);
    expect(
      (
        await fetch(`${muster.url}/api/v2/face-reviews/${reviewId}/photo?whose=other`, {
          headers: { authorization: `Bearer ${school.admin.token}` },
        })
      ).status,
    ).toBe(404);
    expect(await checkIn(blaise!, await rephotograph(portraits[1]!, { tiltDeg: 4 }))).toMatch(/not enrolled your face/);
  });

  test('still waits when the other account is closed into a third, and names neither', async () => {
    const third = await newStudent('Chen');
    expect(
      (await school.admin.post(`/api/v2/people/${ada!.id}/merge`, { intoId: third.id, dryRun: false })).status,
    ).toBe(200);
    expect(await waiting()).toMatchObject([{ id: reviewId, other: null }]);
    expect((await decide(reviewId, 'use')).status).toBe(204);
    expect(await checkIn(blaise!, await rephotograph(portraits[1]!, { tiltDeg: 4 }))).toMatch(/"accepted"/);
  });

  test('is settled when the two accounts turn out to be one person and are merged', async () => {
    expect(
      (await school.admin.post(`/api/v2/people/${ada!.id}/merge`, { intoId: blaise!.id, dryRun: false })).status,
    ).toBe(200);
    expect([await waiting(), (await templatesOf(blaise!)).map(({ alikePersonId }) => alikePersonId)]).toEqual([
      [],
      [null],
    ]);
  });

  test('is settled in chat, both photos shown first and nothing done before Confirm', async () => {
    expect((await school.admin.say('photos to look at')).text).toMatch(
      new RegExp(`1 photo needs a look:\n• ${blaise!.name}: may show ${ada!.name} \\(likeness 0\\.\\d\\d\\)`),
    );
    const asked = await school.admin.say(`use the photo of ${blaise!.name}`);
    expect([asked.text, asked.files.map(({ name }) => name)]).toEqual([
      expect.stringContaining(`It resembles ${ada!.name}`),
      ['photo-that-waits.jpg', 'photo-of-the-other.jpg'],
    ]);
    expect(await waiting()).toHaveLength(1);
    expect((await school.admin.press('Confirm')).text).toBe(`In use: the photo of ${blaise!.name}.`);
    expect(await waiting()).toEqual([]);
  });

  test.each(['slack', 'teams'])('is neither shown nor settled in %s, which would keep both photos', async (channel) => {
    const { body: admin } = await school.admin.get<{ id: string; name: string }>('/api/v2/me');
    const context = {
      actor: { personId: admin.id, name: admin.name, role: 'admin' as const },
      channel,
      now: muster.clock.now(),
      timeZone: 'UTC',
      locale: 'en-GB',
      files: [],
    };
    const before = await muster.db.autocommit.auditEntry.count({ where: { action: 'faces.looked' } });
    const preview = await (settleHeldPhotoTool(muster.modules) as GatedTool).preview(context, {
      student: blaise!.name,
      decision: 'use',
    });
    expect(preview).toEqual({
      kind: 'answer',
      result: { text: expect.stringContaining("decided in Muster's own page") as string },
    });
    expect(JSON.stringify(preview)).not.toContain(ada!.name);
    expect(await muster.db.autocommit.auditEntry.count({ where: { action: 'faces.looked' } })).toBe(before);
  });
});
