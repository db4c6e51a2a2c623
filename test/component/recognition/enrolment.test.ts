/** Enrolment keeps the best photos, and nobody waits who resembles nobody. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { rephotograph } from '../../../models/photo-studio.ts';
import type { Changes, ChangeListener } from '../../../src/db/changes.ts';
import { createGallery } from '../../../src/recognition/faces/gallery.ts';
import { createTemplates } from '../../../src/recognition/faces/templates.ts';
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
let made = 0;

beforeAll(async () => {
  muster = await startTestMuster({ ROLE: 'web' });
  school = await createSmallSchool(muster, 1);
  portraits = await readPortraits(12);
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
const templatesOf = (student: Student) =>
  muster.db.autocommit.faceTemplate.findMany({ where: { personId: student.id }, orderBy: { number: 'asc' } });

describe('of many photos', () => {
  /** Just sharp enough to be taken at all. */
  const blurred = (): Promise<Buffer> => rephotograph(portraits[0]!, { blur: 4.6 });

  test('five stay: the poorest goes, not the oldest, and its bytes with it', async () => {
    const ada = await newStudent('Ada');
    const views = [
      { tiltDeg: 0, blur: 0 },
      { tiltDeg: 10, blur: 0, brightness: 1.1 },
      { tiltDeg: -10, blur: 0, brightness: 0.7 },
      { tiltDeg: 5, blur: 0, brightness: 1.2 },
    ];
    const sharp4 = await Promise.all(views.map((view) => rephotograph(portraits[0]!, { ...view, quality: 95 })));
    expect(await enrol(ada, [sharp4[0]!, await blurred()])).toMatchObject({ kept: 2, held: 0, total: 2 });
    const [first, second] = await templatesOf(ada);
    expect(second!.quality).toBeLessThan(first!.quality);
    muster.clock.advance(1);
    expect(await enrol(ada, [...sharp4.slice(1), portraits[0]!])).toMatchObject({ kept: 4, total: 5 });
    const kept = await templatesOf(ada);
    expect(kept.map(({ id }) => id)).toContain(first!.id);
    expect(kept.map(({ id }) => id)).not.toContain(second!.id);
    expect(await muster.db.autocommit.storedFile.count({ where: { ownerId: ada.id, purpose: 'face_photo' } })).toBe(5);
  });

  test('a poorer one than the five there are is not kept, and its sender is told so', async () => {
    const ada = await newStudent('Ada');
    const five = await Promise.all(
      [-10, -5, 0, 5, 10].map((tiltDeg) => rephotograph(portraits[0]!, { tiltDeg, blur: 0, quality: 95 })),
    );
    await enrol(ada, five);
    const before = (await templatesOf(ada)).map(({ id }) => id);
    const answer = await enrol(ada, [await blurred()]);
    expect(answer).toMatchObject({ kept: 0, held: 0, total: 5, photos: [{ photo: 1, faults: ['othersAreBetter'] }] });
    expect((await templatesOf(ada)).map(({ id }) => id)).toEqual(before);
  });
});

describe('nobody waits', () => {
  test('for being somebody else: eight people enrol one after the other', async () => {
    for (const portrait of portraits.slice(2, 10))
      expect(await enrol(await newStudent('Somebody'), [portrait])).toMatchObject({ kept: 1, held: 0 });
  });

  test('for a face that was forgotten before', async () => {
    const [ada, blaise] = [await newStudent('Ada'), await newStudent('Blaise')];
    await enrol(ada, [portraits[1]!]);
    await ada.request('DELETE', '/api/v2/me/faces');
    expect(await enrol(blaise, [portraits[1]!])).toMatchObject({ kept: 1, held: 0 });
  });

  test('where one of the two agreed to an earlier text only, in which nobody was compared with others', async () => {
    const [ada, blaise, chen] = [await newStudent('Ada'), await newStudent('Blaise'), await newStudent('Chen')];
    await muster.db.autocommit.consent.updateMany({ where: { personId: ada.id }, data: { textVersion: '2026-11' } });
    await enrol(ada, [portraits[1]!]);
    expect(await enrol(blaise, [portraits[1]!])).toMatchObject({ kept: 1, held: 0 });
    await muster.db.autocommit.consent.updateMany({ where: { personId: chen.id }, data: { textVersion: '2026-11' } });
    expect(await enrol(chen, [portraits[1]!])).toMatchObject({ kept: 1, held: 0 });
  });
});

test('of two who enrol one face at the same moment one waits, whichever comes first', async () => {
  const both = await Promise.all([newStudent('Ada'), newStudent('Blaise')]);
  const answers = await Promise.all(both.map((student) => enrol(student, [portraits[1]!])));
  expect(answers.map(({ held }) => held).sort()).toEqual([0, 1]);
});

test('faces that are taken in while the connection that hears of changes breaks are all there in the end', async () => {
  const [ada, blaise] = [await newStudent('Ada'), await newStudent('Blaise')];
  await enrol(ada, [portraits[1]!]);
  await enrol(blaise, [portraits[2]!]);
  const { weightsHash } = (await templatesOf(ada))[0]!;
  const heard: ChangeListener[] = [];
  const changes: Changes = {
    on: (_topic, hear) => {
      heard.push(hear);
      return () => undefined;
    },
    stop: async () => undefined,
  };
  const templates = createTemplates({ vault: muster.modules.vault, weightsHash, changes });
  let breaks = 1;
  const breaking = {
    ...templates,
    load: async (...asked: Parameters<typeof templates.load>) => {
      const loaded = await templates.load(...asked);
      if (breaks-- > 0) for (const hear of heard) hear(undefined);
      return loaded;
    },
  };
  const gallery = createGallery({
    db: muster.db,
    changes,
    consents: muster.modules.consents,
    templates: breaking,
    weightsHash,
  });
  const [probe] = await templates.load(muster.db.autocommit, [ada.id]);
  expect(await gallery.search(muster.db.autocommit, probe!.vector, blaise.id)).toMatchObject({
    personId: ada.id,
    score: expect.closeTo(1, 5) as number,
    people: 2,
  });
  expect(await gallery.search(muster.db.autocommit, probe!.vector, ada.id)).toMatchObject({ personId: blaise.id });
  // Who forgets is out with the next search.
  await ada.request('DELETE', '/api/v2/me/faces');
  for (const hear of heard) hear(ada.id);
  expect(await gallery.search(muster.db.autocommit, probe!.vector, 'nobody')).toMatchObject({
    personId: blaise.id,
    people: 1,
  });
});

test('who withdrew is named for nobody, also before that was heard here, and the next most alike is looked for', async () => {
  const [ada, blaise] = [await newStudent('Ada'), await newStudent('Blaise')];
  await enrol(ada, [portraits[1]!]);
  await enrol(blaise, [portraits[2]!]);
  const { weightsHash } = (await templatesOf(ada))[0]!;
  const deaf: Changes = { on: () => () => undefined, stop: async () => undefined };
  const templates = createTemplates({ vault: muster.modules.vault, weightsHash, changes: deaf });
  const gallery = createGallery({
    db: muster.db,
    changes: deaf,
    consents: muster.modules.consents,
    templates,
    weightsHash,
  });
  const [probe] = await templates.load(muster.db.autocommit, [ada.id]);
  await gallery.open();
  await ada.request('DELETE', '/api/v2/me/faces');
  await muster.db.transaction(async (tx) => {
    expect(await gallery.search(tx, probe!.vector, 'nobody')).toMatchObject({ personId: ada.id, people: 2 });
    expect(await gallery.confirm(tx, ada.id)).toBe(false);
    expect(await gallery.search(tx, probe!.vector, 'nobody')).toMatchObject({ personId: blaise.id, people: 1 });
    expect(await gallery.confirm(tx, blaise.id)).toBe(true);
  });
});
