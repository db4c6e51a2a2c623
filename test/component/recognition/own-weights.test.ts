/**
 * Another network is dropped in by configuration: nobody is recognised with it until it was measured, and then by its
 * own thresholds.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rephotograph } from '../../../models/photo-studio.ts';
import {
  parseCalibration,
  thresholdForFar,
  type Calibration,
} from '../../../src/recognition/vision/judging/calibration.ts';
import { shippedCalibration } from '../../support/calibration.ts';
import type { Client } from '../../support/client.ts';
import { startTestMuster, type TestMuster } from '../../support/muster.ts';
import { writeOwnWeights, writePhotosOfPeople } from '../../support/own-weights.ts';
import { createSmallSchool, enrolFace, readPortraits, type SmallSchool } from '../../support/school.ts';
import { countStored } from '../../support/stored.ts';
import { until } from '../../support/until.ts';

const run = promisify(execFile);

let dir: string;
let manifest: string;
let first: TestMuster;
let muster: TestMuster;
let school: SmallSchool;
let portraits: Buffer[];
let sessionId: string;
let shippedHash: string;
const clients = new Map<number, Client>();

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'muster-own-weights-'));
  portraits = await readPortraits(3);
  first = muster = await startTestMuster({ ROLE: 'web' });
  school = await createSmallSchool(muster, 3);
  sessionId = (
    await school.teacher.post<{ id: string }>(`/api/v2/classes/${school.classId}/sessions/open`, {
      durationMinutes: 600,
    })
  ).body.id;
  for (const index of [0, 1]) await enrolFace(await student(index), portraits[index]!);
  shippedHash = (await state()).weightsHash;
});
afterAll(async () => {
  if (muster !== first) await muster.end();
  await first.end();
  await rm(dir, { recursive: true, force: true });
});

async function student(index: number): Promise<Client> {
  const known = clients.get(index) ?? (await muster.signIn(school.students[index]!.email));
  clients.set(index, known);
  return known;
}

const startOn = (env: Record<string, string>): Promise<TestMuster> =>
  startTestMuster({ ROLE: 'web', DATABASE_URL: first.database.url, DATA_DIR: first.dataDir, ...env });
/** What is kept lies with the first; the others' own database and folder were never used. */
const stopThis = (): Promise<void> => (muster === first ? muster.stop() : muster.end());

/** The same service started again with other models. */
async function restartWith(env: Record<string, string>): Promise<void> {
  await stopThis();
  muster = await startOn(env);
  clients.clear();
  school.admin = await muster.signIn('admin@school.example');
  school.teacher = Object.assign(await muster.signIn('grace@school.example'), { id: school.teacher.id });
}

interface State {
  weightsHash: string;
  why: string | null;
  measured: { people: number; strictestFar: number } | null;
  templates: Record<'usable' | 'held' | 'waiting' | 'lost', number>;
}
const state = async (): Promise<State> => (await school.admin.get<State>('/api/v2/institution/recognition')).body;

let tilt = 0;
/** A selfie that was not sent before. */
const selfieOf = (index: number): Promise<Buffer> => rephotograph(portraits[index]!, { tiltDeg: (tilt += 1) });
interface CheckedIn {
  code?: string;
  receipt?: { decision: string; reasons: { rule: string; sentence: string }[] };
}
const checkIn = async (index: number): Promise<CheckedIn> =>
  (await (await student(index)).upload<CheckedIn>('/api/v2/check-ins', 'photo', [await selfieOf(index)], { sessionId }))
    .body;
/** The limit of the latest receipt, as staff read it. */
const latestLimit = async (): Promise<number | null | undefined> => {
  const row = await muster.db.autocommit.checkIn.findFirstOrThrow({ orderBy: { id: 'desc' } });
  return (row.receipt as { reasons: { rule: string; limit: number | null }[] }).reasons.find(
    ({ rule }) => rule === 'face',
  )?.limit;
};

describe('with the shipped networks', () => {
  test('the threshold of a check-in is the one in the shipped calibration', async () => {
    expect(await checkIn(0)).toMatchObject({ receipt: { decision: 'accepted' } });
    expect(await latestLimit()).toBe(thresholdForFar(shippedCalibration(), 1e-4));
    expect(await state()).toMatchObject({
      why: null,
      measured: { people: shippedCalibration().people },
      templates: { usable: 2, held: 0, waiting: 0, lost: 0 },
    });
  });
});

describe('with a network that was not measured', () => {
  beforeAll(async () => {
    manifest = await writeOwnWeights(join(dir, 'models'));
    await restartWith({ WEIGHTS_MANIFEST: manifest });
  });

  test('nobody is recognised, nothing is recorded, and the answer says why', async () => {
    const before = await countStored(muster);
    expect(await checkIn(0)).toMatchObject({
      code: 'notMeasured',
      detail: expect.stringMatching(/until the face models in use have been measured\. Please use a code/) as string,
    });
    const rollCall = await school.teacher.upload<{ code: string }>(
      `/api/v2/sessions/${sessionId}/roll-call`,
      'photos',
      [await selfieOf(0)],
    );
    expect([rollCall.status, rollCall.body.code]).toEqual([409, 'notMeasured']);
    expect(
      (await (await student(0)).upload<{ code: string }>('/api/v2/me/faces', 'photos', [await selfieOf(0)])).body.code,
    ).toBe('notMeasured');
    expect((await (await student(0)).say('', [await selfieOf(0)])).text).toMatch(
      /Please use a code, or ask your teacher/,
    );
    expect(await countStored(muster)).toMatchObject({
      checkIns: before.checkIns,
      records: before.records,
      templates: before.templates,
      storedFiles: before.storedFiles,
    });
  });

  test('a code still checks in', async () => {
    const { code } = (await school.teacher.post<{ code: string }>(`/api/v2/sessions/${sessionId}/code`)).body;
    expect((await (await student(2)).post('/api/v2/check-ins', { sessionId, code })).body).toMatchObject({
      receipt: { decision: 'accepted' },
    });
  });

  test('the log and the admin are told, and templates are left as they are', async () => {
    expect(muster.logged()).toMatch(
      /nobody is recognised: the face models were not measured: .*calibration\.json is missing; run npm run calibrate/,
    );
    expect(await state()).toMatchObject({
      measured: null,
      why: expect.stringContaining('calibration.json is missing') as string,
      templates: { usable: 0, waiting: 2 },
    });
    expect(await muster.modules.faces.reEmbed()).toEqual({ made: 0, asked: 0 });
    expect(await muster.db.autocommit.faceTemplate.count({ where: { weightsHash: shippedHash } })).toBe(2);
  });

  test("is refused at start when the file beside the manifest is another than the manifest's", async () => {
    const file = join(dir, 'models', 'own.onnx');
    const bytes = await readFile(file);
    await writeFile(file, Buffer.concat([bytes, Buffer.from([0])]));
    await expect(startTestMuster({ ROLE: 'web', WEIGHTS_MANIFEST: manifest })).rejects.toThrow(
      /embedder weights in .*own\.onnx are not the pinned file/,
    );
    await writeFile(file, bytes);
  });
});

describe('once it was measured', () => {
  let calibration: Calibration;
  beforeAll(async () => {
    await writePhotosOfPeople(join(dir, 'photos'), 40);
    const { stdout } = await run('npx', [
      'tsx',
      'models/calibrate/calibrate.ts',
      '--images',
      join(dir, 'photos'),
      '--manifest',
      manifest,
    ]);
    calibration = parseCalibration(JSON.parse(await readFile(join(dir, 'models', 'calibration.json'), 'utf8')));
    expect(stdout).toContain('80 photos of 40 people');
    expect(JSON.parse(stdout.trim().split('\n').at(-1)!)).toMatchObject({
      calibrate: join(dir, 'models', 'calibration.json'),
      people: 40,
      impostorPairs: (80 * 79) / 2 - 40,
    });
    // A photo that is gone, as of an account that came from elsewhere: this one cannot be made anew.
    await muster.db.autocommit.faceTemplate.updateMany({
      where: { personId: school.students[1]!.id },
      data: { photoId: null },
    });
    await restartWith({ WEIGHTS_MANIFEST: manifest });
  });

  test('templates of the other network are not compared, and made anew from their photos', async () => {
    expect(await checkIn(0)).toMatchObject({
      receipt: {
        decision: 'rejected',
        reasons: expect.arrayContaining([
          expect.objectContaining({ sentence: expect.stringContaining('not enrolled your face') as string }),
        ]) as unknown,
      },
    });
    expect((await state()).templates).toEqual({ usable: 0, held: 0, waiting: 1, lost: 1 });
    expect(await muster.modules.faces.reEmbed()).toEqual({ made: 1, asked: 1 });
    expect((await state()).templates).toEqual({ usable: 1, held: 0, waiting: 0, lost: 1 });
    expect(muster.logged()).toContain('face templates are made anew for other weights');
  });

  test('who has no photo is asked for one, once', async () => {
    expect(await muster.modules.faces.reEmbed()).toMatchObject({ made: 0 });
    const { notifications } = (
      await (await student(1)).get<{ notifications: { title: string }[] }>('/api/v2/me/notifications')
    ).body;
    expect(notifications.filter(({ title }) => title === 'Please enrol your face again')).toHaveLength(1);
    expect(
      (
        await (await student(0)).get<{ notifications: { title: string }[] }>('/api/v2/me/notifications')
      ).body.notifications.filter(({ title }) => title.includes('enrol')),
    ).toEqual([]);
  });

  test('a check-in is decided by the threshold in its own calibration', async () => {
    expect(await checkIn(0)).toMatchObject({ receipt: { decision: 'accepted' } });
    expect(await latestLimit()).toBe(thresholdForFar(calibration, 1e-4));
    expect(await latestLimit()).not.toBe(thresholdForFar(shippedCalibration(), 1e-4));
    // 3,120 pairs measure no rate of one in ten thousand: the strictest point is taken, none is made up.
    expect(await latestLimit()).toBe(calibration.points.at(-1)!.cosine);
  });

  test('a run that is cut off on the way has lost nothing and left nothing half made, and the next one finds the rest', async () => {
    for (let more = 0; more < 4; more += 1)
      await (await student(0)).upload('/api/v2/me/faces', 'photos', [await selfieOf(0)]);
    await restartWith({});
    const cutOff = await startOn({});
    const running = cutOff.modules.faces.reEmbed().catch(() => undefined);
    await until(async () => (await state()).templates.usable > 1);
    await cutOff.db.close();
    await running;
    await cutOff.end();
    const { usable, waiting } = (await state()).templates;
    // Five of Ada's, and Blaise's, which was made with these very networks.
    expect(usable + waiting).toBe(6);
    expect(await muster.modules.faces.reEmbed()).toMatchObject({ made: waiting });
    expect((await state()).templates).toEqual({ usable: 6, held: 0, waiting: 0, lost: 0 });
    expect(await checkIn(0)).toMatchObject({ receipt: { decision: 'accepted' } });
  });

  test('a photo in which these networks find no face is not tried for ever, and its owner is asked', async () => {
    const { id: personId } = school.students[0]!;
    await muster.db.autocommit.faceTemplate.updateMany({ where: { personId }, data: { weightsHash: '0'.repeat(64) } });
    for (const { photoId } of await muster.db.autocommit.faceTemplate.findMany({ where: { personId } }))
      await rm(join(first.dataDir, 'files', photoId!.slice(-2), photoId!));
    expect(await muster.modules.faces.reEmbed()).toMatchObject({ made: 0 });
    expect((await state()).templates).toMatchObject({ usable: 1, waiting: 0, lost: 5 });
    const { notifications } = (
      await (await student(0)).get<{ notifications: { title: string }[] }>('/api/v2/me/notifications')
    ).body;
    expect(notifications.map(({ title }) => title)).toContain('Please enrol your face again');
  });
});
