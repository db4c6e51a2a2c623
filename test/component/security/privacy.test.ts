/** What is kept of people can't be read without the key, opens only in its place, and is gone when they say so. */
import { renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { composeClassPhoto, rephotograph } from '../../../models/photo-studio.ts';
import { createLog } from '../../../src/kernel/log.ts';
import { createVision } from '../../../src/recognition/vision/vision.ts';
import type { Client } from '../../support/client.ts';
import { password, startTestMuster, type TestMuster } from '../../support/muster.ts';
import { createNeedles, fileSecrets, textSecret, type Needles } from '../../support/needles.ts';
import { runSql } from '../../support/owners.ts';
import { createSmallSchool, enrolFace, readPortraits, type SmallSchool } from '../../support/school.ts';
import { countStored, filesUnder, readIfThere } from '../../support/stored.ts';

const words = {
  question: 'check in, my umbrella is heliotrope',
  reason: 'mark Dorothy late in CS101',
  help: 'help me with the quokka in the lift',
};

const begun = Date.now();
let muster: TestMuster;
let school: SmallSchool;
let portraits: Buffer[];
let ada: Client;
let blaise: Client;
let sessionId: string;
let needles: Needles;

beforeAll(async () => {
  muster = await startTestMuster();
  school = await createSmallSchool(muster, 4);
  portraits = await readPortraits(4);
  ada = await muster.signIn(school.students[0]!.email);
  blaise = await muster.signIn(school.students[1]!.email);
  sessionId = (await school.teacher.post<{ id: string }>(`/api/v2/classes/${school.classId}/sessions/open`)).body.id;
});
afterAll(() => muster.end());

const photosOnDisk = async (personId: string): Promise<string[]> => {
  const rows = await muster.db.autocommit.storedFile.findMany({ where: { ownerId: personId, purpose: 'face_photo' } });
  return rows.map(({ id }) => join(muster.dataDir, 'files', id.slice(-2), id));
};
const isOnDisk = (path: string): boolean => filesUnder(join(muster.dataDir, 'files')).includes(path);

describe('before consent', () => {
  test('no photo is kept: 409 by API, and in chat the consent text is shown and waits', async () => {
    const before = await countStored(muster);
    const refused = await ada.upload('/api/v2/me/faces', 'photos', [portraits[0]!]);
    expect(refused.status).toBe(409);
    expect(refused.body).toMatchObject({
      code: 'consentRequired',
      detail: 'Before a photo is kept, you have to agree to face recognition.',
    });
    const reply = await blaise.say('enrol my face', [portraits[1]!]);
    expect(reply.text).toMatch(/Before I keep a photo of you, you have to agree[\s\S]*withdraw at any time/);
    expect(await countStored(muster)).toMatchObject({
      templates: before.templates,
      storedFiles: before.storedFiles,
      files: before.files,
    });
  });

  test('nobody is compared in a roll call, or found in it', async () => {
    const proposal = await school.teacher.upload('/api/v2/sessions/' + sessionId + '/roll-call', 'photos', [
      await composeClassPhoto(portraits.slice(0, 3)),
    ]);
    expect(proposal.body).toMatchObject({ named: [], unsure: [], unknownFaces: 3, notEnrolled: 4 });
  });
});

describe('after enrolment, check-ins, a roll call, a sheet and talk', () => {
  beforeAll(async () => {
    await enrolFace(ada, portraits[0]!);
    await blaise.say('I agree');
    await blaise.press('Confirm');
    expect((await blaise.say('enrol my face', [portraits[1]!])).text).toMatch(/enrolled with 1 photo/);
    const selfie = await rephotograph(portraits[0]!);
    const stranger = await rephotograph(portraits[3]!);
    const room = await composeClassPhoto(portraits.slice(0, 3));
    expect((await ada.say(words.question, [selfie])).text).toMatch(/checked in to CS101 as present/);
    await ada.request('POST', '/api/v2/chat', {
      text: words.help,
      files: [{ name: 'me.jpg', mimeType: 'image/jpeg', data: selfie.toString('base64') }],
    });
    expect((await blaise.say('', [stranger])).text).toMatch(/not the one that was enrolled/);
    await school.teacher.say('roll call', [room]);
    await school.teacher.press('Confirm');
    await school.teacher.say(words.reason);
    const sheet = await school.teacher.say('sheet for CS101 today');
    const pdf = Buffer.from(await (await fetch(sheet.files[0]!.url)).arrayBuffer());

    const vision = await createVision({ threads: 1, log: createLog('silent') });
    const templates = await Promise.all(
      [portraits[0]!, portraits[1]!, selfie, stranger].map(async (photo, index) => {
        const vector = (await vision.analyseSelfie(photo)).faces[0]!.embedding;
        return {
          name: `template ${index}`,
          bytes: Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength),
          windowBytes: 16,
        };
      }),
    );
    await vision.close();
    needles = createNeedles([
      ...templates,
      ...Object.entries({
        'enrolled photo': portraits[0]!,
        'photo enrolled in chat': portraits[1]!,
        selfie,
        "stranger's photo": stranger,
        'class photo': room,
        sheet: pdf,
      }).flatMap(([name, file]) => fileSecrets(name, file)),
      ...Object.entries({
        ...words,
        password,
        'admin token': school.admin.token,
        'access token': ada.token,
        'refresh token': ada.refreshToken,
        'secret key': 'a-test-secret-of-at-least-32-characters',
      }).map(([name, text]) => textSecret(name, text)),
    ]);
  });

  test('a search would find them: the needles are in what was sent', () => {
    expect(
      needles.findIn(Buffer.concat([Buffer.from('before'), portraits[0]!.subarray(1001, 1065), Buffer.from('after')])),
    ).toEqual(['enrolled photo']);
    expect(needles.findIn(Buffer.from(JSON.stringify({ text: words.help, password })))).toEqual(['help', 'password']);
  });

  test('no table holds anything of photos, templates, messages, tokens or passwords that can be read', async () => {
    const tables = await runSql<{ name: string }>(
      muster.database.url,
      `SELECT format('%I.%I', table_schema, table_name) AS name FROM information_schema.tables WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('information_schema')`,
    );
    expect(tables.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['public.face_template', 'public.conversation_message', 'pgboss.job']),
    );
    let rows = 0;
    for (const { name } of tables) {
      for (const row of await runSql(muster.database.url, `SELECT * FROM ${name}`)) {
        rows += 1;
        for (const [column, value] of Object.entries(row)) {
          const bytes = Buffer.isBuffer(value)
            ? value
            : Buffer.from(typeof value === 'string' ? value : JSON.stringify(value ?? null));
          expect({ name, column, found: needles.findIn(bytes) }).toEqual({ name, column, found: [] });
        }
      }
    }
    expect(rows).toBeGreaterThan(100);
  });

  test('no file of the service does, and none that PostgreSQL has written', async () => {
    await runSql(muster.database.url, 'CHECKPOINT');
    const [place] = await runSql<{ folder: string; oid: string }>(
      muster.database.url,
      `SELECT current_setting('data_directory') AS folder, oid::text FROM pg_database WHERE datname = current_database()`,
    );
    const own = filesUnder(muster.dataDir);
    expect(own.length).toBeGreaterThanOrEqual(3);
    const written = [
      ...filesUnder(join(place!.folder, 'base', place!.oid)),
      ...filesUnder(join(place!.folder, 'pg_wal')),
    ].filter((file) => (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0) >= begun);
    expect(written.length).toBeGreaterThan(30);
    for (const file of [...own, ...written])
      expect({ file, found: needles.findIn(readIfThere(file)) }).toEqual({ file, found: [] });
  });
});

describe('what was sealed', () => {
  const templatesOf = (personId: string) =>
    muster.db.autocommit.faceTemplate.findMany({ where: { personId }, orderBy: { createdAt: 'asc' } });
  const put = (id: string, sealed: Uint8Array) =>
    muster.db.autocommit.faceTemplate.update({ where: { id }, data: { sealed: Buffer.from(sealed) } });

  test.each(['another person', 'the same person'])(
    'does not open in another row (of %s): a check-in then fails, and nobody is present',
    async (whose) => {
      muster.clock.advance(1);
      await ada.upload('/api/v2/me/faces', 'photos', [
        await rephotograph(portraits[0]!, { tiltDeg: 0, blur: 0, quality: 90 }),
      ]);
      const [mine, second] = await templatesOf(school.students[0]!.id);
      const other = whose === 'the same person' ? second! : (await templatesOf(school.students[1]!.id))[0]!;
      await put(mine!.id, other.sealed);
      const before = await countStored(muster);
      const answer = await ada.upload(
        '/api/v2/check-ins',
        'photo',
        [await rephotograph(portraits[0]!, { tiltDeg: whose === 'the same person' ? 2 : 4 })],
        { sessionId },
      );
      expect(answer.status).toBe(500);
      expect(answer.body).toMatchObject({ detail: 'Something went wrong on our side. Nothing was recorded.' });
      expect(await countStored(muster)).toEqual(before);
      await put(mine!.id, mine!.sealed);
    },
  );

  test("does not open with another person's key, nor under another key than the one it was sealed with", async () => {
    const keyOf = async (index: number) =>
      muster.db.autocommit.personKey.findUniqueOrThrow({ where: { personId: school.students[index]!.id } });
    const [mine, other] = [await keyOf(0), await keyOf(1)];
    await muster.db.autocommit.personKey.update({
      where: { personId: mine.personId },
      data: { wrappedKey: Buffer.from(other.wrappedKey!) },
    });
    const before = await countStored(muster);
    expect(
      (
        await ada.upload('/api/v2/check-ins', 'photo', [await rephotograph(portraits[0]!, { tiltDeg: 3 })], {
          sessionId,
        })
      ).status,
    ).toBe(500);
    expect((await ada.post('/api/v2/chat', { text: 'help' })).status).toBe(500);
    expect(await countStored(muster)).toEqual(before);
    await muster.db.autocommit.personKey.update({
      where: { personId: mine.personId },
      data: { wrappedKey: Buffer.from(mine.wrappedKey!) },
    });
    expect((await ada.post('/api/v2/chat', { text: 'help' })).status).toBe(200);
  });

  test('does not open as another file: a link then brings nothing', async () => {
    const links = [
      (await school.teacher.say('sheet for CS101 today')).files[0]!,
      (await school.teacher.say('sheet for CS101 today as csv')).files[0]!,
    ];
    const [first, second] = links
      .map(({ url }) => /files\/([0-9a-f-]{36})/.exec(url)![1]!)
      .map((id) => join(muster.dataDir, 'files', id.slice(-2), id));
    renameSync(first!, `${first}.kept`);
    renameSync(second!, first!);
    expect((await fetch(links[0]!.url)).status).toBe(500);
    renameSync(`${first}.kept`, first!);
    expect((await fetch(links[0]!.url)).headers.get('content-type')).toBe('application/pdf');
  });
});

describe('withdrawing consent', () => {
  test('whose consent does not stand is not compared, even where a template was left', async () => {
    await muster.db.autocommit.consent.updateMany({
      where: { personId: school.students[1]!.id, withdrawnAt: null },
      data: { withdrawnAt: new Date('2026-11-18T09:00:30Z') },
    });
    expect(await muster.db.autocommit.faceTemplate.count({ where: { personId: school.students[1]!.id } })).toBe(1);
    const { body } = await school.teacher.upload<{
      named: { name: string }[];
      unsure: unknown[];
      unknownFaces: number;
    }>(`/api/v2/sessions/${sessionId}/roll-call`, 'photos', [await composeClassPhoto(portraits.slice(0, 3))]);
    expect(body.named.map(({ name }) => name)).toEqual(['Ada Lovelace']);
    expect(body).toMatchObject({ unsure: [], unknownFaces: 2 });
    expect(
      JSON.stringify(
        (
          await blaise.upload('/api/v2/check-ins', 'photo', [await rephotograph(portraits[1]!, { tiltDeg: 1 })], {
            sessionId,
          })
        ).body,
      ),
    ).toMatch(/not enrolled your face/);
  });

  test('by API deletes templates and photos before the answer', async () => {
    const { id } = school.students[1]!;
    await enrolFace(blaise, portraits[1]!);
    const photos = await photosOnDisk(id);
    expect(photos.filter(isOnDisk)).toHaveLength(photos.length);
    expect((await blaise.request('DELETE', '/api/v2/me/faces')).status).toBe(204);
    expect(photos.filter(isOnDisk)).toEqual([]);
    expect(await photosOnDisk(id)).toEqual([]);
    expect(await muster.db.autocommit.faceTemplate.count({ where: { personId: id } })).toBe(0);
    expect((await blaise.upload('/api/v2/me/faces', 'photos', [portraits[1]!])).status).toBe(409);
  });

  test('in chat deletes them before the reply, once it is confirmed and not before', async () => {
    const { id } = school.students[0]!;
    const photos = await photosOnDisk(id);
    expect(photos.length).toBeGreaterThan(0);
    expect((await ada.say('forget my face')).text).toMatch(/deletes your \d photos? .*Shall I\?/);
    expect(photos.filter(isOnDisk)).toHaveLength(photos.length);
    expect((await ada.press('Confirm')).text).toMatch(/Done: .* deleted, and your agreement is withdrawn/);
    expect(photos.filter(isOnDisk)).toEqual([]);
    expect(await muster.db.autocommit.faceTemplate.count()).toBe(0);
    expect(await muster.db.autocommit.consent.count({ where: { withdrawnAt: null } })).toBe(0);
    expect(await muster.db.autocommit.storedFile.count({ where: { purpose: 'face_photo' } })).toBe(0);
  });
});
