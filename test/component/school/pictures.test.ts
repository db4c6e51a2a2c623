/**
 * Photos that come with an account: one profile picture a person, and a face that is kept with its consent and its
 * account or not at all.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rephotograph } from '../../../models/photo-studio.ts';
import type { Actor } from '../../../src/security/access/actor.ts';
import type { Client } from '../../support/client.ts';
import { password, startTestMuster, type TestMuster } from '../../support/muster.ts';
import { createPerson, createSmallSchool, readPortraits, type SmallSchool } from '../../support/school.ts';
import { countStored, filesUnder } from '../../support/stored.ts';

let muster: TestMuster;
let school: SmallSchool;
let portraits: Buffer[];
let ada: Client;

beforeAll(async () => {
  muster = await startTestMuster({ COMPAT: 'all' });
  school = await createSmallSchool(muster, 3);
  portraits = await readPortraits(4);
  ada = await muster.signIn(school.students[0]!.email);
});
afterAll(() => muster.end());

const put = (client: Client, photos: readonly Buffer[]) => {
  const form = new FormData();
  for (const photo of photos) form.append('photo', new Blob([Uint8Array.from(photo)]), 'me.jpg');
  return client.request('PUT', '/api/v2/me/picture', form);
};
const readPicture = async (
  client: Client,
  whose = 'me',
): Promise<{ status: number; type: string | null; data: Buffer }> => {
  const answer = await fetch(`${muster.url}/api/v2/${whose}/picture`, {
    headers: { authorization: `Bearer ${client.token}` },
  });
  return {
    status: answer.status,
    type: answer.headers.get('content-type'),
    data: Buffer.from(await answer.arrayBuffer()),
  };
};
const actorOf = (index: number): Actor => ({
  personId: school.students[index]!.id,
  name: school.students[index]!.name,
  role: 'student',
});
const another = (photo: Buffer): Promise<Buffer> => rephotograph(photo, { tiltDeg: 2, brightness: 1.05, blur: 0 });
const standing = (personId: string) => muster.db.autocommit.consent.count({ where: { personId, withdrawnAt: null } });
const templates = (personId: string) => muster.db.autocommit.faceTemplate.count({ where: { personId } });

describe('a profile picture', () => {
  const stored = () =>
    muster.db.autocommit.storedFile.findMany({
      where: { ownerId: school.students[0]!.id, purpose: 'profile_picture' },
    });

  test("is not there at first, is kept sealed as a JPEG, and is its own person's alone", async () => {
    expect((await readPicture(ada)).status).toBe(404);
    expect((await put(ada, [portraits[0]!])).status).toBe(204);
    const picture = await readPicture(ada);
    expect([picture.status, picture.type, (await sharp(picture.data).metadata()).format]).toEqual([
      200,
      'image/jpeg',
      'jpeg',
    ]);
    const { id } = (await stored())[0]!;
    expect(readFileSync(join(muster.dataDir, 'files', id.slice(-2), id)).includes(picture.data.subarray(0, 64))).toBe(
      false,
    );
    expect((await readPicture(school.teacher)).status).toBe(404);
    expect(await (await fetch(`${muster.url}/api/v2/files/${id}?expires=9999999999&signature=x`)).json()).toMatchObject(
      { status: 404 },
    );
  });

  test('is seen by who teaches them, who stands in, and admins; by nobody else, and by nobody once they left', async () => {
    const { id } = school.students[0]!;
    const whose = `people/${id}`;
    await createPerson(school.admin, 'Alan Turing', 'alan@school.example', 'teacher');
    const alan = await muster.signIn('alan@school.example');
    const blaise = await muster.signIn(school.students[1]!.email);
    const seenBy = async (client: Client): Promise<number> => (await readPicture(client, whose)).status;
    expect([
      await seenBy(school.teacher),
      await seenBy(school.admin),
      await seenBy(alan),
      await seenBy(blaise),
      (await readPicture(school.teacher, `people/${school.students[1]!.id}`)).status,
    ]).toEqual([200, 200, 404, 403, 404]);

    const open = await school.teacher.post<{ id: string }>(`/api/v2/classes/${school.classId}/sessions/open`, {});
    const register = `/api/v2/sessions/${open.body.id}`;
    expect((await school.teacher.get(`${register}/pictures`)).body).toEqual([id]);
    expect((await alan.get(`${register}/pictures`)).status).toBe(404);
    const { body: me } = await alan.get<{ id: string }>('/api/v2/me');
    await school.teacher.post(`${register}/substitutes`, { personId: me.id });
    expect([await seenBy(alan), (await alan.get(`${register}/pictures`)).body]).toEqual([200, [id]]);

    await school.admin.request('DELETE', `/api/v2/classes/${school.classId}/students/${id}`);
    expect([await seenBy(school.teacher), await seenBy(alan), await seenBy(school.admin)]).toEqual([404, 404, 200]);
    await school.admin.post(`/api/v2/classes/${school.classId}/students`, { personIds: [id] });
  });

  test('gives way to the next one, of two at once one stays, and no file is left over', async () => {
    await Promise.all([put(ada, [portraits[1]!]), put(ada, [portraits[2]!])]);
    const rows = await stored();
    expect(rows).toHaveLength(1);
    expect(filesUnder(join(muster.dataDir, 'files'))).toEqual([
      join(muster.dataDir, 'files', rows[0]!.id.slice(-2), rows[0]!.id),
    ]);
  });

  test('that cannot be read is refused by name, and the one before stays', async () => {
    const before = await readPicture(ada);
    expect(await put(ada, [Buffer.from('no picture at all')])).toMatchObject({
      status: 415,
      body: { code: 'notAnImage' },
    });
    expect(await put(ada, [])).toMatchObject({ status: 400, body: { field: 'photo' } });
    expect(await put(ada, [portraits[0]!, portraits[1]!])).toMatchObject({ status: 400, body: { field: 'photo' } });
    expect((await readPicture(ada)).data.equals(before.data)).toBe(true);
  });

  test('is gone when that was asked for, and asking again changes nothing', async () => {
    for (const status of [204, 204]) expect((await ada.request('DELETE', '/api/v2/me/picture')).status).toBe(status);
    expect((await readPicture(ada)).status).toBe(404);
    expect(filesUnder(join(muster.dataDir, 'files'))).toEqual([]);
    expect(await muster.db.autocommit.auditEntry.count({ where: { action: 'person.pictureRemoved' } })).toBe(1);
  });
});

describe('a face that comes with a sign-up', () => {
  const signUp = async (email: string, photo: Buffer, fail = false) => {
    const { faces, consents } = muster.modules;
    const prepared = await faces.prepare([photo]);
    let settle = async (): Promise<void> => undefined;
    const made = await muster.modules.signUp.signUp(
      { email, name: 'New Comer', role: 'student', password },
      {
        within: async (tx, actor) => {
          await consents.grantIn(tx, actor.personId, 'compat');
          ({ settle } = await faces.keepIn(tx, actor, prepared));
          if (fail) throw new Error('the rest failed');
        },
      },
    );
    await settle();
    return made;
  };

  test('is kept with its account and its consent, and recognises its person', async () => {
    const made = await signUp('face@school.example', portraits[1]!);
    expect(made.outcome).toBe('active');
    const personId = made.outcome === 'taken' ? '' : made.id;
    expect(
      await muster.db.autocommit.consent.findMany({
        where: { personId },
        select: { channel: true, withdrawnAt: true },
      }),
    ).toEqual([{ channel: 'compat', withdrawnAt: null }]);
    const looked = await muster.modules.faces.look(await another(portraits[1]!));
    expect(
      looked.kind === 'usable' &&
        (await muster.modules.faces.isSurelySamePerson(muster.db.autocommit, personId, looked.face)),
    ).toBe(true);
  });

  test('is not kept when the account is not made', async () => {
    const before = {
      ...(await countStored(muster)),
      files: [],
      consents: await muster.db.autocommit.consent.count(),
      people: await muster.db.autocommit.person.count(),
    };
    await expect(signUp('fails@school.example', portraits[1]!, true)).rejects.toThrow('the rest failed');
    expect((await signUp('face@school.example', portraits[1]!)).outcome).toBe('taken');
    expect({
      ...(await countStored(muster)),
      files: [],
      consents: await muster.db.autocommit.consent.count(),
      people: await muster.db.autocommit.person.count(),
    }).toEqual(before);
  });

  test('that cannot be used refuses before anything is made, and says why', async () => {
    const wall = await sharp({ create: { width: 400, height: 400, channels: 3, background: '#888' } })
      .jpeg()
      .toBuffer();
    await expect(signUp('wall@school.example', wall)).rejects.toMatchObject({
      code: 'invalidInput',
      field: 'photos',
      message: expect.stringContaining('I cannot find a face') as string,
    });
    await expect(muster.modules.faces.prepare([portraits[0]!, wall])).rejects.toMatchObject({
      code: 'invalidInput',
      field: 'photos.1',
      message: expect.stringContaining('Photo 2: I cannot find a face') as string,
    });
    await expect(muster.modules.faces.prepare([])).rejects.toMatchObject({ code: 'invalidInput', field: 'photos' });
    expect(await muster.db.autocommit.person.count({ where: { email: 'wall@school.example' } })).toBe(0);
  });
});

describe('photos that are agreed to as they are sent', () => {
  const enrol = (index: number, photos: readonly Buffer[]) =>
    muster.modules.faces.enrolTogether(actorOf(index), photos, 'compat');

  test('are kept all, with one consent, also when they come twice at once; the same photo again is fine', async () => {
    const id = school.students[1]!.id;
    const twice = await Promise.all([enrol(1, [portraits[3]!]), enrol(1, [await another(portraits[3]!)])]);
    expect(twice.map(({ kept }) => kept)).toEqual([1, 1]);
    expect(await enrol(1, [portraits[3]!])).toEqual({ kept: 1, held: 0, total: 3 });
    expect([
      await standing(id),
      await templates(id),
      await muster.db.autocommit.auditEntry.count({ where: { action: 'consent.granted', subjectId: id } }),
    ]).toEqual([1, 3, 1]);
  });

  test('are not kept when one shows somebody else, and nothing is agreed to then', async () => {
    const id = school.students[2]!.id;
    await expect(enrol(2, [portraits[2]!, await another(portraits[2]!), portraits[0]!])).rejects.toMatchObject({
      code: 'invalidInput',
      field: 'photos.2',
      message: expect.stringContaining('does not show the same person') as string,
    });
    expect([await standing(id), await templates(id)]).toEqual([0, 0]);
    await expect(enrol(1, [portraits[0]!])).rejects.toMatchObject({ code: 'invalidInput', field: 'photos' });
    expect(await templates(school.students[1]!.id)).toBe(3);
  });

  test('are taken from students only', async () => {
    await expect(
      muster.modules.faces.enrolTogether(
        { personId: school.teacher.id, name: 'Grace Hopper', role: 'teacher' },
        [portraits[0]!],
        'compat',
      ),
    ).rejects.toMatchObject({ code: 'forbidden' });
  });
});
