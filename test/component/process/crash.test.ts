/** kill -9 of the service, and of its database, in the middle of check-ins: what was acknowledged is there, once. */
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { rephotograph } from '../../../models/photo-studio.ts';
import {
  attempt,
  attemptUntilAccepted,
  clientOf,
  createCrowd,
  inParallel,
  isAccepted,
  type Attempt,
  type Crowd,
} from '../../support/crowd.ts';
import { createClient } from '../../support/client.ts';
import { inspectLedger, readRegister, soundLedger } from '../../support/ledger.ts';
import { adminEmail, password } from '../../support/muster.ts';
import { postmasterOf } from '../../support/owners.ts';
import { enrolFace, readPortraits } from '../../support/school.ts';
import {
  databaseUrlOf,
  endService,
  makeDataDir,
  removeDataDir,
  startReadyService,
  type Service,
} from '../../support/service.ts';

// Ten starts of a whole service, on whatever cores there are.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 180_000 });

const kills = 10;
const studentCount = 24;
const withSelfies = 2;
const atOnce = 6;

let dataDir: string;
let service: Service;
let crowd: Crowd;

beforeAll(async () => {
  dataDir = makeDataDir();
  service = await startReadyService(dataDir);
  crowd = await createCrowd(service.url, { students: studentCount, sessions: 2 * kills });
  const portraits = await readPortraits(withSelfies);
  await Promise.all(
    portraits.map(async (portrait, index) => {
      // Spread over the stream, so that photos are being looked at whenever the kill comes.
      const student = crowd.students[5 + index * 9]!;
      await enrolFace(clientOf(service.url, student.token), portrait);
      student.selfie = await rephotograph(portrait);
    }),
  );
});
afterAll(async () => {
  if (service) await endService(service, 'SIGKILL');
  await removeDataDir(dataDir);
});

/** Sends everybody's check-in; when so many were acknowledged, `strike` is called, once. */
async function stream(
  strikeAfter: number,
  strike: () => void,
  send: (student: Crowd['students'][number]) => Promise<Attempt[]>,
): Promise<Attempt[]> {
  let acknowledged = 0;
  const attempts = await inParallel(crowd.students, atOnce, async (student) => {
    const made = await send(student);
    if (isAccepted(made.at(-1)) && (acknowledged += 1) === strikeAfter) strike();
    return made;
  });
  return attempts.flat();
}

async function expectChainIntact(): Promise<void> {
  const admin = await createClient(service.url).signIn(adminEmail, password);
  expect((await admin.get('/api/v2/audit/chain')).body).toMatchObject({ intact: true, unsealed: 0 });
}

describe('kill -9 during a stream of check-ins', () => {
  test('of the service, ten times: what was acknowledged is there exactly once, nothing is there twice, the audit chain verifies', async () => {
    let cut = 0;
    for (const [round, session] of crowd.sessions.slice(0, kills).entries()) {
      const { url } = service;
      // Each time elsewhere in the stream.
      const made = await stream(
        1 + round * 2,
        () => void service.process.kill('SIGKILL'),
        async (student) => [await attempt(url, student, session)],
      );
      expect(await service.ended).toEqual({ code: null, signal: 'SIGKILL' });
      expect(new Set(made.map(({ status }) => status))).toEqual(new Set([200, 0]));
      cut += made.filter(({ status }) => status === 0).length;
      const acknowledged = made.filter(isAccepted);

      service = await startReadyService(dataDir);
      const register = await readRegister(databaseUrlOf(dataDir), session.id);
      for (const { student, body } of acknowledged) expect(register.get(body.id ?? '')).toBe(student.id);
      expect(await inspectLedger(databaseUrlOf(dataDir))).toEqual(soundLedger);

      // Everybody sends again, as after a broken connection: the acknowledged get the answer they had.
      const again = await inParallel(crowd.students, atOnce, (student) => attempt(service.url, student, session));
      expect(again.filter((one) => !isAccepted(one))).toEqual([]);
      for (const { student, body } of acknowledged)
        expect(again.find((one) => one.student === student)?.body.id).toBe(body.id);
      expect((await readRegister(databaseUrlOf(dataDir), session.id)).size).toBe(studentCount);
      expect(await inspectLedger(databaseUrlOf(dataDir))).toEqual(soundLedger);
      await expectChainIntact();
    }
    expect(cut).toBeGreaterThan(kills);
  });

  test('of its database, ten times: requests are answered 503 to be tried again, never 500 and never falsely accepted, and the service recovers by itself', async () => {
    let refused = 0;
    for (const [round, session] of crowd.sessions.slice(kills).entries()) {
      const made = await stream(
        1 + round * 2,
        () => process.kill(postmasterOf(dataDir), 'SIGKILL'),
        (student) => attemptUntilAccepted(service.url, student, session, 60_000),
      );
      const failed = made.filter((one) => !isAccepted(one));
      for (const { status, body } of failed) {
        expect({ status, ...body }).toMatchObject({
          status: 503,
          code: 'databaseUnavailable',
          retryable: true,
          detail: 'The register cannot be reached right now. Nothing was recorded; please try again shortly.',
        });
      }
      refused += failed.length;
      const accepted = made.filter(isAccepted);
      expect(accepted).toHaveLength(studentCount);
      const register = await readRegister(databaseUrlOf(dataDir), session.id);
      expect(register).toEqual(new Map(accepted.map(({ student, body }) => [body.id, student.id])));
      expect(await inspectLedger(databaseUrlOf(dataDir))).toEqual(soundLedger);
      await expectChainIntact();
    }
    expect(refused).toBeGreaterThan(kills);
    expect(service.process.exitCode).toBe(null);
  });
});
