/** Photos in Slack: fetched with our token, bounded, and checked in with. */
import sharp from 'sharp';
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { rephotograph } from '../../models/photo-studio.ts';
import type { SlackUser } from '../support/slack-user.ts';
import { startSlackSchool, type SlackSchool } from '../support/chat-school.ts';
import { until } from '../support/until.ts';

let it: SlackSchool;
let ada: SlackUser;

beforeAll(async () => {
  it = await startSlackSchool();
  await it.school.teacher.post(`/api/v2/classes/${it.school.classId}/sessions/open`);
  ada = it.students[0]!;
});
afterAll(() => it.end());
beforeEach(async () => {
  await until(async () => (await it.muster.db.autocommit.inboundMessage.count({ where: { finishedAt: null } })) === 0);
});
const records = (): Promise<number> => it.muster.db.autocommit.attendanceRecord.count();

describe('photos', () => {
  test.each(['png', 'webp'] as const)('a %s selfie checks in', async (format) => {
    const student = it.students[format === 'png' ? 1 : 2]!;
    const selfie = await sharp(await rephotograph(it.portraits[format === 'png' ? 1 : 2]!))
      .toFormat(format)
      .toBuffer();
    await student.send(
      student.message('', student.attach([{ data: selfie, name: `selfie.${format}`, mimeType: `image/${format}` }])),
    );
    expect((await student.hear()).text).toMatch(/checked in to CS101/);
  });

  test('a HEIC photo is read', async () => {
    await ada.send(
      ada.message(
        'check in',
        ada.attach([
          {
            data: await readFile(new URL('../fixtures/lying-on-its-side.heic', import.meta.url)),
            name: 'IMG_1.HEIC',
            mimeType: 'image/heic',
          },
        ]),
      ),
    );
    expect((await ada.hear()).text).toMatch(/You are not checked in[\s\S]*cannot find a face/);
  });

  test('several photos enrol in one message', async () => {
    const consent = await it.students[3]!.say('enrol my face');
    await it.students[3]!.press(consent, 'Confirm');
    const reply = await it.students[3]!.say(
      'enrol my face',
      await Promise.all([0, 4].map((tiltDeg) => rephotograph(it.portraits[3]!, { tiltDeg }))),
    );
    expect(reply.text).toMatch(/enrolled with 2 photos/);
  });

  test('a photo of 12 MB is looked at', async () => {
    const selfie = await rephotograph(it.portraits[3]!);
    // JPEG readers skip application segments: the same photo, heavier.
    const filler = Buffer.concat(
      Array.from({ length: 190 }, () =>
        Buffer.concat([Buffer.from([0xff, 0xeb, 0xff, 0xff]), Buffer.alloc(65_533, 7)]),
      ),
    );
    const heavy = Buffer.concat([selfie.subarray(0, 2), filler, selfie.subarray(2)]);
    expect(heavy.length).toBeGreaterThan(12_000_000);
    expect((await it.students[3]!.say('', [heavy])).text).toMatch(/checked in to CS101/);
  });

  test('one over 15 MB, a text called selfie.jpg and more than six are refused with a sentence, and nothing is recorded', async () => {
    const before = await records();
    const send = async (files: { data: Buffer; name?: string }[]): Promise<string> => {
      await ada.send(ada.message('check in', ada.attach(files)));
      return (await ada.hear()).text;
    };
    expect(await send([{ data: Buffer.alloc(16 * 1024 * 1024) }])).toMatch(/larger than 15 MB/);
    expect(await send([{ data: Buffer.from('Dear teacher'), name: 'selfie.jpg' }])).toMatch(
      /not a picture we can read/,
    );
    expect(await send(Array.from({ length: 7 }, () => ({ data: Buffer.from('x') })))).toMatch(/6 photos at most/);
    expect(await records()).toBe(before);
  });

  test('when the app may not read files, the person is told what the admin has to do', async () => {
    const attached = ada.attach([{ data: Buffer.from('<html>Sign in</html>') }]);
    [...it.slack.downloads.values()].at(-1)!.mimeType = 'text/html';
    await ada.send(ada.message('check in', attached));
    expect((await ada.hear()).text).toMatch(/scope files:read/);
  });
});
