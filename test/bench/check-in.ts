/**
 * `npm run bench -- check-in`: what one selfie costs from its bytes to its committed decision, with everything on one
 * core.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { listPortraits } from '../../models/portraits.ts';
import { rephotograph } from '../../models/photo-studio.ts';
import type { Actor } from '../../src/security/access/actor.ts';
import { loadConfig } from '../../src/app/config.ts';
import { removeEmbedded } from '../../src/db/embedded.ts';
import { createLog } from '../../src/kernel/log.ts';
import { startMuster, type Modules } from '../../src/app/main.ts';
import { percentile } from './percentile.ts';
import { pinToOneCore } from './pin.ts';

const studentCount = 20;
const selfiesEach = 10;
const width = 1024;
const height = 768;
const together = 4;

interface Selfie {
  actor: Actor;
  photo: Buffer;
}

/** Selfies of 1024×768, each sent once: first one after the other, then four at a time. */
export async function benchCheckIn(): Promise<Record<string, unknown>> {
  const isPinned = pinToOneCore();
  const dataDir = await mkdtemp(join(tmpdir(), 'muster-bench-'));
  const log = createLog('error');
  const config = loadConfig({
    DATA_DIR: dataDir,
    PORT: '0',
    VISION_THREADS: '1',
    ADMIN_EMAIL: 'admin@bench.example',
    ADMIN_PASSWORD: 'bench-password',
    LOG_LEVEL: 'error',
  });
  const muster = await startMuster({ config, log });
  try {
    const selfies = await preparePeople(
      muster.modules,
      (await muster.db.autocommit.person.findFirstOrThrow({ where: { role: 'admin' } })).id,
    );
    const half = selfies.length / 2;
    await checkIn(muster.modules, selfies.slice(0, 1));
    const latenciesMs = await checkIn(muster.modules, selfies.slice(1, half));
    const startedAt = performance.now();
    const rest = selfies.slice(half);
    await Promise.all(
      Array.from({ length: together }, (_, lane) =>
        checkIn(
          muster.modules,
          rest.filter((_selfie, index) => index % together === lane),
        ),
      ),
    );
    const perSecond = rest.length / ((performance.now() - startedAt) / 1000);
    const figures = {
      checkIns: selfies.length,
      p50Ms: round(percentile(latenciesMs, 0.5)),
      p95Ms: round(percentile(latenciesMs, 0.95)),
      p99Ms: round(percentile(latenciesMs, 0.99)),
      perSecond: round(perSecond),
      pinnedToOneCore: isPinned,
    };
    process.stdout.write(
      `decode to committed decision, ${width}×${height} JPEG${isPinned ? ', service and database on one core' : ''}\n`,
    );
    process.stdout.write(
      `p50 ${figures.p50Ms} ms   p95 ${figures.p95Ms} ms   p99 ${figures.p99Ms} ms   ${figures.perSecond} check-ins a second, ${together} at a time\n`,
    );
    return figures;
  } finally {
    await muster.stop();
    await removeEmbedded({ dataDir, log });
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function preparePeople(rooms: Modules, adminId: string): Promise<Selfie[]> {
  const admin: Actor = { personId: adminId, name: 'Admin', role: 'admin' };
  const { id: campusId } = await rooms.classes.createCampus(admin, { name: 'Bench', timeZone: 'UTC' });
  const { id: classId } = await rooms.classes.createClass(admin, {
    code: 'BENCH',
    title: 'Bench',
    campusId,
    policy: {},
  });
  const portraits = (await listPortraits()).slice(0, studentCount);
  const selfies: Selfie[] = [];
  for (const [index, portrait] of portraits.entries()) {
    const { id } = await rooms.people.createPerson(admin, {
      name: `Student ${index}`,
      email: `s${index}@bench.example`,
      role: 'student',
      externalId: null,
    });
    const actor: Actor = { personId: id, name: `Student ${index}`, role: 'student' };
    const bytes = await readFile(portrait.file);
    await rooms.classes.enrolStudents(admin, classId, [id]);
    await rooms.consents.grant(actor, 'bench');
    await rooms.faces.enrol(actor, [bytes]);
    for (let shot = 0; shot < selfiesEach; shot += 1) {
      selfies.push({ actor, photo: await takeSelfie(bytes, shot) });
    }
    process.stderr.write(`\rpreparing ${index + 1}/${portraits.length} students`);
  }
  process.stderr.write('\n');
  await rooms.attendance.openNow(admin, { classId, durationMinutes: 60, title: null });
  // Mixed, so that halves and lanes hold everybody.
  return selfies
    .map((selfie, index) => ({ selfie, key: index % selfiesEach }))
    .sort((a, b) => a.key - b.key)
    .map(({ selfie }) => selfie);
}

async function takeSelfie(portrait: Buffer, shot: number): Promise<Buffer> {
  const square = await rephotograph(portrait, { size: width, tiltDeg: shot - 5, blur: 1, quality: 95 });
  return sharp(square)
    .extract({ left: 0, top: (width - height) / 2, width, height })
    .jpeg({ quality: 80 + shot })
    .toBuffer();
}

async function checkIn(rooms: Modules, selfies: readonly Selfie[]): Promise<number[]> {
  const latenciesMs: number[] = [];
  for (const { actor, photo } of selfies) {
    const startedAt = performance.now();
    await rooms.attendance.checkIn(actor, { photo, channel: 'bench' });
    latenciesMs.push(performance.now() - startedAt);
  }
  return latenciesMs;
}

const round = (value: number): number => Math.round(value * 10) / 10;
