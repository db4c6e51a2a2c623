/**
 * Files that are no usable photos, through every door that takes photos: told which fault it is, and nothing is stored.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { composeClassPhoto } from '../../../models/photo-studio.ts';
import type { Client } from '../../support/client.ts';
import { startTestMuster, type TestMuster } from '../../support/muster.ts';
import { createSmallSchool, enrolFace, readPortraits, type SmallSchool } from '../../support/school.ts';
import { countStored } from '../../support/stored.ts';
import { noisePhoto, pngClaiming } from '../../recognition/vision/photos.ts';

interface Told {
  status: number;
  /** The sentence that a person reads. */
  sentence: string;
}

let muster: TestMuster;
let school: SmallSchool;
let ada: Client;
let portraits: Buffer[];
let sessionId: string;

beforeAll(async () => {
  muster = await startTestMuster();
  school = await createSmallSchool(muster, 2);
  portraits = await readPortraits(3);
  ada = await muster.signIn(school.students[0]!.email);
  await enrolFace(ada, portraits[0]!);
  sessionId = (await school.teacher.post<{ id: string }>(`/api/v2/classes/${school.classId}/sessions/open`)).body.id;
});
afterAll(() => muster.end());

const badFiles: Record<string, { status: number; says: RegExp; make: () => Promise<Buffer> }> = {
  'a text file called selfie.jpg': {
    status: 415,
    says: /not a picture/,
    make: async () => Buffer.from('Dear teacher, I was there.'),
  },
  'a PDF': { status: 415, says: /not a picture/, make: async () => Buffer.from('%PDF-1.7\n1 0 obj\n') },
  'an empty file': { status: 415, says: /is empty/, make: async () => Buffer.alloc(0) },
  'a photo that was cut off': {
    status: 400,
    says: /damaged/,
    make: async () => portraits[0]!.subarray(0, portraits[0]!.length / 2),
  },
  'a photo of 50 megapixels and more by its header': {
    status: 413,
    says: /50 megapixels/,
    make: async () => pngClaiming(10_000, 5_001),
  },
  'few pixels in one line that is too long': {
    status: 413,
    says: /longer than 20000 pixels/,
    make: async () => pngClaiming(4_900_000, 10),
  },
  'a photo over 15 MB': {
    status: 413,
    says: /15 MB/,
    make: async () => Buffer.concat([await noisePhoto(32, 32), Buffer.alloc(15 * 1024 * 1024)]),
  },
};

const problemOf = ({
  status,
  body,
  headers,
}: {
  status: number;
  body: Record<string, unknown>;
  headers: Headers;
}): Told => {
  expect(headers.get('content-type')).toMatch(/^application\/problem\+json/);
  expect(body).toMatchObject({ status, retryable: false });
  return { status, sentence: String(body['detail']) };
};
const asJson = (file: Buffer) => ({
  text: '',
  files: [{ name: 'selfie.jpg', mimeType: 'image/jpeg', data: file.toString('base64') }],
});

const doors: Record<string, (file: Buffer) => Promise<Told>> = {
  'the chat': async (file) => problemOf(await ada.upload('/api/v2/chat', 'files', [file], { text: 'check in' })),
  'the chat, to enrol': async (file) =>
    problemOf(await ada.upload('/api/v2/chat', 'files', [file], { text: 'enrol my face' })),
  'the chat as JSON': async (file) => problemOf(await ada.post('/api/v2/chat', asJson(file))),
  'the chat as a stream': async (file) => {
    const { status, body } = await ada.request<string>('POST', '/api/v2/chat', asJson(file), {
      accept: 'text/event-stream',
    });
    expect(status).toBe(200);
    expect(body).not.toContain('event: reply');
    const problem = JSON.parse(/^event: error\ndata: (.*)$/m.exec(body)?.[1] ?? '{}') as {
      status: number;
      detail: string;
    };
    return { status: problem.status, sentence: problem.detail };
  },
  "a teacher's chat": async (file) =>
    problemOf(await school.teacher.upload('/api/v2/chat', 'files', [file], { text: 'roll call CS101' })),
  'check-ins': async (file) => problemOf(await ada.upload('/api/v2/check-ins', 'photo', [file], { sessionId })),
  'my faces': async (file) => problemOf(await ada.upload('/api/v2/me/faces', 'photos', [file])),
  'roll call': async (file) =>
    problemOf(await school.teacher.upload(`/api/v2/sessions/${sessionId}/roll-call`, 'photos', [file])),
};

describe.each(Object.keys(doors))('through %s', (door) => {
  test.each(Object.keys(badFiles))(
    '%s is refused with a sentence that says so, and nothing is stored',
    async (name) => {
      const { status, says, make } = badFiles[name]!;
      const file = await make();
      const before = await countStored(muster);
      const told = await doors[door]!(file);
      expect(told).toEqual({ status, sentence: expect.stringMatching(says) as string });
      expect(await countStored(muster)).toEqual(before);
    },
  );
});

describe('a photo that shows the wrong thing', () => {
  const nobody = () => noisePhoto(640, 480);
  const several = () => composeClassPhoto([portraits[0]!, portraits[1]!]);

  test('no face: the student is told, the attempt is kept without the photo, and no record is written', async () => {
    const before = await countStored(muster);
    const { status, body } = await ada.upload<{
      receipt: { decision: string; reasons: { rule: string; sentence: string }[] };
    }>('/api/v2/check-ins', 'photo', [await nobody()], { sessionId });
    expect(status).toBe(200);
    expect(body.receipt).toMatchObject({ decision: 'rejected', status: null });
    expect(body.receipt.reasons[0]).toMatchObject({
      rule: 'photo',
      sentence: expect.stringContaining('cannot find a face') as string,
    });
    expect((await ada.say('here I am', [await nobody()])).text).toMatch(/not checked in[\s\S]*cannot find a face/);
    expect(await countStored(muster)).toMatchObject({
      records: before.records,
      changes: before.changes,
      storedFiles: before.storedFiles,
      templates: before.templates,
      files: before.files,
    });
  });

  test('several faces in a selfie: the student is asked for one, and no record is written', async () => {
    const before = await countStored(muster);
    expect((await ada.say('', [await several()])).text).toMatch(
      /not checked in[\s\S]*several faces[\s\S]*yourself alone/,
    );
    const { body } = await ada.upload('/api/v2/check-ins', 'photo', [await several()], { sessionId });
    expect(JSON.stringify(body)).toMatch(/several faces.*yourself alone/);
    expect(await countStored(muster)).toMatchObject({
      records: before.records,
      changes: before.changes,
      storedFiles: before.storedFiles,
      files: before.files,
    });
  });

  test('enrolling no face or several: each photo is told what is wrong with it, and none is kept', async () => {
    const before = await countStored(muster);
    const { status, body } = await ada.upload('/api/v2/me/faces', 'photos', [await nobody(), await several()]);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      kept: 0,
      photos: [
        { photo: 1, faults: ['noFace'] },
        { photo: 2, faults: ['severalFaces'] },
      ],
    });
    expect(await countStored(muster)).toEqual(before);
  });

  test('of several photos to enrol, one that cannot be read is named, and none is kept', async () => {
    const before = await countStored(muster);
    const { status, body } = await ada.upload('/api/v2/me/faces', 'photos', [
      portraits[0]!,
      portraits[0]!.subarray(0, portraits[0]!.length / 2),
    ]);
    expect(status).toBe(400);
    expect(body).toMatchObject({
      field: 'photos.1',
      detail: expect.stringMatching(/^Photo 2: .*damaged.*None was kept\.$/) as string,
    });
    expect(await countStored(muster)).toEqual(before);
  });
});

describe('too many photos', () => {
  test.each([
    [
      'two selfies for one check-in',
      () => ada.upload('/api/v2/check-ins', 'photo', portraits.slice(0, 2), { sessionId }),
      /1 at most/,
    ],
    [
      'seven files in the chat',
      () =>
        ada.upload(
          '/api/v2/chat',
          'files',
          Array.from({ length: 7 }, () => portraits[0]!),
          { text: '' },
        ),
      /Too many files/,
    ],
    [
      'seven files in the chat as JSON',
      () =>
        ada.post('/api/v2/chat', { text: '', files: Array.from({ length: 7 }, () => asJson(portraits[0]!).files[0]) }),
      /files/,
    ],
    [
      'six photos to enrol',
      () =>
        ada.upload(
          '/api/v2/me/faces',
          'photos',
          Array.from({ length: 6 }, () => portraits[0]!),
        ),
      /5 at most/,
    ],
    ['no photo to enrol', () => ada.upload('/api/v2/me/faces', 'photos', []), /one to 5 photos/],
    [
      'a photo in a part of another name',
      () => ada.upload('/api/v2/check-ins', 'selfie', [portraits[0]!], { sessionId }),
      /not known \(selfie\)/,
    ],
  ])('%s: told so, nothing stored', async (_name, send, says) => {
    const before = await countStored(muster);
    const told = problemOf(await send());
    expect(told).toEqual({ status: 400, sentence: expect.stringMatching(says) as string });
    expect(await countStored(muster)).toEqual(before);
  });

  test('two selfies in the chat: asked for one, no attempt and no record', async () => {
    const before = await countStored(muster);
    expect((await ada.say('check in', portraits.slice(0, 2))).text).toMatch(/one selfie.*Nothing was recorded/);
    expect(await countStored(muster)).toMatchObject({
      checkIns: before.checkIns,
      records: before.records,
      storedFiles: before.storedFiles,
      files: before.files,
    });
  });
});
