/** The API of Attendly as its clients call it: face data. */
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  dataUrl,
  expectLikeExample,
  refusal,
  refused,
  startAttendly,
  type Attendly,
  type AttendlySignIn,
  type Refusal,
} from '../../support/attendly.ts';
import { createClient, type Client } from '../../support/client.ts';
import { startTestMuster, type TestMuster } from '../../support/muster.ts';
import { readPortraits } from '../../support/school.ts';

let muster: TestMuster;
let portraits: Buffer[];
let grace: Client;
let ada: Client;
let blaise: Client;
let as: Attendly['as'];
let signup: Attendly['signup'];

beforeAll(async () => {
  ({ muster, grace, ada, blaise, as, signup } = await startAttendly());
  portraits = await readPortraits(4);
});
afterAll(() => muster.end());

describe('face data', () => {
  const upload = (who: Client, image: unknown) =>
    who.post<{ face_data: { id: number; is_active: boolean }[] } & Refusal>('/api/face-data/upload', { image });
  const uploadMany = (who: Client, images: unknown) =>
    who.post<{ face_data: { id: number }[] } & Refusal>('/api/face-data/multiple-upload', { images });

  test('POST /api/face-data/upload takes one image as a data URL or a file; what shows no face or is no image is 400, whoever teaches 403', async () => {
    const answer = await upload(ada, dataUrl(portraits[0]!));
    expect([answer.status, answer.body.face_data]).toMatchObject([201, [{ is_active: true }]]);
    expectLikeExample('post', '/api/face-data/upload', answer);
    expect(
      await muster.db.autocommit.consent.count({
        where: { channel: 'compat', person: { email: 'augusta@school.example' } },
      }),
    ).toBe(1);
    expect(
      (await ada.upload<{ face_data: unknown[] }>('/api/face-data/upload', 'image', [portraits[0]!])).body.face_data,
    ).toHaveLength(2);
    for (const wrong of [
      undefined,
      '',
      7,
      'data:image/jpeg;base64,%%%',
      dataUrl(Buffer.from('not an image')),
      [dataUrl(portraits[0]!)],
    ])
      expect(refusal(await upload(ada, wrong))).toEqual(refused(400));
    const faceless = await sharp({ create: { width: 640, height: 640, channels: 3, background: '#888' } })
      .jpeg()
      .toBuffer();
    expect(refusal(await upload(ada, dataUrl(faceless)))).toEqual(refused(400));
    expect(refusal(await upload(ada, dataUrl(portraits[1]!)))).toEqual(refused(400));
    expect(refusal(await upload(grace, dataUrl(portraits[2]!)))).toEqual(refused(403));
    expect((await ada.get<{ face_data: unknown[] }>('/api/face-data/my-data')).body.face_data).toHaveLength(2);
  });

  test('POST /api/face-data/multiple-upload takes two to five images of one person, all or none; one that is sent again is fine', async () => {
    const answer = await uploadMany(blaise, [dataUrl(portraits[1]!), dataUrl(portraits[1]!)]);
    expect([answer.status, answer.body.face_data.length]).toEqual([201, 2]);
    expectLikeExample('post', '/api/face-data/multiple-upload', answer);
    expect(
      (await blaise.upload('/api/face-data/multiple-upload', 'images', [portraits[1]!, portraits[1]!])).status,
    ).toBe(201);
    for (const images of [
      undefined,
      [],
      [portraits[1]!],
      Array.from({ length: 6 }, () => portraits[1]!),
      [portraits[1]!, portraits[0]!],
    ])
      expect(refusal(await uploadMany(blaise, images?.map(dataUrl)))).toEqual(refused(400));
    expect(
      refusal(
        await blaise.upload(
          '/api/face-data/multiple-upload',
          'images',
          Array.from({ length: 6 }, () => portraits[1]!),
        ),
      ),
    ).toEqual(refused(400));
    expect(refusal(await uploadMany(grace, [dataUrl(portraits[2]!), dataUrl(portraits[2]!)]))).toEqual(refused(403));
    expect((await blaise.get<{ face_data: unknown[] }>('/api/face-data/my-data')).body.face_data).toHaveLength(4);
  });

  test('GET /api/face-data/my-data lists the own, and is not for those who teach', async () => {
    const answer = await ada.get<{ face_data: { id: number }[] }>('/api/face-data/my-data');
    expect([answer.status, new Set(answer.body.face_data.map(({ id }) => id)).size]).toEqual([200, 2]);
    expectLikeExample('get', '/api/face-data/my-data', answer);
    expect(refusal(await grace.get('/api/face-data/my-data'))).toEqual(refused(403));
  });

  test('DELETE /api/face-data/delete leaves nothing, also of the consent, and may be asked again', async () => {
    const client = as((await signup({ email: 'forgetful@school.example' })).body.access_token);
    await upload(client, dataUrl(portraits[3]!));
    const answer = await client.request('DELETE', '/api/face-data/delete');
    expect([answer.status, answer.body['deleted']]).toEqual([200, 1]);
    expectLikeExample('delete', '/api/face-data/delete', answer);
    expect((await client.get('/api/face-data/my-data')).body).toEqual({ face_data: [] });
    expect(
      await muster.db.autocommit.consent.count({
        where: { withdrawnAt: null, person: { email: 'forgetful@school.example' } },
      }),
    ).toBe(0);
    expect((await client.request('DELETE', '/api/face-data/delete')).body['deleted']).toBe(0);
    expect(refusal(await grace.request('DELETE', '/api/face-data/delete'))).toEqual(refused(403));
  });

  test('where the operator has not stated that the client shows the text, uploading is 409 with the page to agree on, and works after it', async () => {
    const careful = await startTestMuster({ COMPAT: 'attendly' });
    try {
      const client = Object.assign(createClient(careful.url), {
        token:
          (
            await createClient(careful.url).post<AttendlySignIn>('/api/auth/signup', {
              email: 'new@school.example',
              password: 'tall green tree',
              first_name: 'John',
              last_name: 'Doe',
              role: 'student',
            })
          ).body.access_token ?? '',
      });
      const before = await upload(client, dataUrl(portraits[0]!));
      expect([before.status, before.body.error]).toEqual([
        409,
        expect.stringContaining(`${careful.url}/app`) as string,
      ]);
      expect(await careful.db.autocommit.consent.count()).toBe(0);
      const native = await careful.signIn('new@school.example', 'tall green tree');
      await native.post('/api/v2/me/face-consent', {
        textVersion: (await native.get<{ version: string }>('/api/v2/me/face-consent')).body.version,
      });
      expect((await upload(client, dataUrl(portraits[0]!))).status).toBe(201);
    } finally {
      await careful.end();
    }
  });
});
