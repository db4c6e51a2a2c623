/**
 * `npm run bench -- load`: a thousand clients at once, then a thousand selfies within ten seconds, against a service in
 * a process of its own.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { Agent, setGlobalDispatcher } from 'undici';
import sharp from 'sharp';
import { readFile } from 'node:fs/promises';
import { listPortraits } from '../../models/portraits.ts';
import { createClient, type Client } from '../support/client.ts';
import { inParallel } from '../support/crowd.ts';
import { inspectLedger } from '../support/ledger.ts';
import { adminEmail, password } from '../support/muster.ts';
import { databaseUrlOf, endService, makeDataDir, removeDataDir, startReadyService } from '../support/service.ts';
import { givePasswords } from './give-passwords.ts';
import { roomyBudgets } from '../support/roomy-budgets.ts';
import { percentile } from './percentile.ts';

const clientCount = 1000;
/**
 * Each client's requests, one after the other: of twenty, eight check-ins, eleven reads and a sign-in; each begins at
 * another, so that the mix is the same at every moment.
 */
const rounds = 20;
const checkInRounds = [0, 3, 5, 8, 10, 13, 15, 18];
const signInRound = 11;
const selfieSpreadMs = 10_000;
const selfieTargetMs = 5000;

interface Pupil {
  index: number;
  email: string;
  client: Client;
}

export async function benchLoad(): Promise<Record<string, unknown>> {
  // The bench's own queueing must not be measured as the service's.
  setGlobalDispatcher(new Agent({ connections: 1200, headersTimeout: 120_000, bodyTimeout: 120_000 }));
  const dataDir = makeDataDir();
  const service = await startReadyService(dataDir, {
    ...{ LOG_LEVEL: 'error', TRUST_PROXY: '1', BUDGETS: roomyBudgets },
  });
  try {
    process.stdout.write(`preparing ${clientCount} students…\n`);
    const school = await prepare(service.url, databaseUrlOf(dataDir));
    const mixed = await runMixed(service.url, school);
    const selfies = await runSelfies(service.url, school);
    const ledger = await inspectLedger(databaseUrlOf(dataDir));
    const faults = Object.entries(ledger).filter(([, count]) => count > 0);
    process.stdout.write(
      faults.length === 0
        ? 'the ledger is sound: no record lost or doubled\n'
        : `the ledger is NOT sound: ${JSON.stringify(ledger)}\n`,
    );
    return { clients: clientCount, ...mixed, ...selfies, ledgerFaults: faults.length };
  } finally {
    await endService(service, 'SIGTERM');
    await removeDataDir(dataDir);
  }
}

interface School {
  admin: Client;
  pupils: Pupil[];
  sessions: { id: string; code: string; classId: string }[];
}

async function prepare(url: string, databaseUrl: string): Promise<School> {
  const admin = await createClient(url).signIn(adminEmail, password);
  const campus = await admin.post<{ id: string }>('/api/v2/campuses', { name: 'Main' });
  const codes = checkInRounds.map((_, index) => `C${index}`);
  const classIds: string[] = [];
  for (const code of [...codes, 'SELFIE'])
    classIds.push(
      (await admin.post<{ id: string }>('/api/v2/classes', { code, title: code, campusId: campus.body.id })).body.id,
    );
  const lines = Array.from(
    { length: clientCount },
    (_, index) => `s${index}@load.example,Student ${index},${[...codes, 'SELFIE'].join(';')}`,
  );
  const imported = await admin.upload<{ created: number }>('/api/v2/people/import', 'file', [
    Buffer.from(['email,name,classes', ...lines].join('\n')),
  ]);
  if (imported.body.created !== clientCount)
    throw new Error(`the students could not be imported: ${JSON.stringify(imported.body).slice(0, 300)}`);
  await givePasswords(databaseUrl);
  const sessions = await inParallel(classIds, 4, async (classId) => {
    const { id } = (
      await admin.post<{ id: string }>(`/api/v2/classes/${classId}/sessions/open`, { durationMinutes: 600 })
    ).body;
    return {
      id,
      classId,
      code: (await admin.post<{ code: string }>(`/api/v2/sessions/${id}/code`, { lifeMinutes: 240 })).body.code,
    };
  });
  const pupils = await inParallel(
    Array.from({ length: clientCount }, (_, index) => index),
    4,
    async (index): Promise<Pupil> => {
      const email = `s${index}@load.example`;
      return { index, email, client: Object.assign(createClient(url), { token: await signIn(url, index, email) }) };
    },
  );
  return { admin, pupils, sessions };
}

/** As from an address of their own: people in a lecture hall do not share one machine. */
async function signIn(url: string, index: number, email: string): Promise<string> {
  const form = new URLSearchParams({ grant_type: 'password', username: email, password });
  const answer = await createClient(url).request<{ access_token: string }>('POST', '/api/v2/auth/token', form, {
    'X-Forwarded-For': `10.1.${index >> 8}.${index & 255}`,
  });
  if (answer.status !== 200)
    throw new Error(`${email} could not sign in: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body.access_token;
}

async function runMixed(url: string, { pupils, sessions }: School): Promise<Record<string, unknown>> {
  const samples = { checkIn: [] as number[], read: [] as number[], signIn: [] as number[] };
  const failures: string[] = [];
  const reads = ['/api/v2/me/dashboard', '/api/v2/classes', '/api/v2/me', '/api/v2/me/notifications'];
  const startedAt = performance.now();
  await Promise.all(
    pupils.map(async ({ client, email, index }) => {
      for (let turn = 0; turn < rounds; turn += 1) {
        const round = (turn + index) % rounds;
        const kind = checkInRounds.includes(round) ? 'checkIn' : round === signInRound ? 'signIn' : 'read';
        const session = sessions[checkInRounds.indexOf(round)];
        const askedAt = performance.now();
        try {
          if (kind === 'signIn') await signIn(url, index, email);
          else {
            const answer =
              kind === 'checkIn' && session
                ? await client.post<{ receipt?: { decision: string } }>('/api/v2/check-ins', {
                    sessionId: session.id,
                    code: session.code,
                  })
                : await client.get<{ receipt?: { decision: string } }>(
                    reads[(index + round) % reads.length] ?? '/api/v2/me',
                  );
            if (answer.status !== 200 || (kind === 'checkIn' && answer.body.receipt?.decision !== 'accepted'))
              failures.push(`${kind} ${answer.status} ${JSON.stringify(answer.body).slice(0, 200)}`);
          }
        } catch (error) {
          failures.push(`${kind} ${error instanceof Error ? error.message : String(error)}`);
        }
        samples[kind].push(performance.now() - askedAt);
      }
    }),
  );
  const seconds = (performance.now() - startedAt) / 1000;
  for (const [kind, list] of Object.entries(samples))
    process.stdout.write(
      `${kind.padEnd(8)} ${list.length} requests   p50 ${percentile(list, 0.5).toFixed(0)} ms   p95 ${percentile(list, 0.95).toFixed(0)} ms   p99 ${percentile(list, 0.99).toFixed(0)} ms\n`,
    );
  process.stdout.write(
    `${clientCount} clients at once: ${((clientCount * rounds) / seconds).toFixed(0)} requests a second, ${failures.length} failed\n`,
  );
  for (const failure of [...new Set(failures)].slice(0, 5)) process.stdout.write(`  ${failure}\n`);
  return {
    failed: failures.length,
    requestsPerSecond: Math.round((clientCount * rounds) / seconds),
    checkInP95Ms: Math.round(percentile(samples.checkIn, 0.95)),
    readP95Ms: Math.round(percentile(samples.read, 0.95)),
    signInP95Ms: Math.round(percentile(samples.signIn, 0.95)),
  };
}

async function runSelfies(url: string, { admin, pupils, sessions }: School): Promise<Record<string, unknown>> {
  const session = sessions.at(-1)!;
  const photos = await photographAll(pupils.length);
  process.stdout.write('enrolling their faces…\n');
  await inParallel(pupils, 4, async ({ client, email, index }) => {
    client.token = await signIn(url, index, email);
    const { body } = await client.get<{ version: string }>('/api/v2/me/face-consent');
    await client.post('/api/v2/me/face-consent', { textVersion: body.version });
    await client.upload('/api/v2/me/faces', 'photos', [photos[index]!.enrolled]);
  });
  const acknowledgedMs: number[] = [];
  const outcomes = { accepted: 0, other: 0, failed: 0 };
  const failures = new Set<string>();
  const waiting: { client: Client; where: string }[] = [];
  const startedAt = performance.now();
  await Promise.all(
    pupils.map(async ({ client, index }) => {
      await pause((index / pupils.length) * selfieSpreadMs);
      const form = new FormData();
      form.set('sessionId', session.id);
      form.append('photo', new Blob([Uint8Array.from(photos[index]!.selfie)], { type: 'image/jpeg' }), 'selfie.jpg');
      const askedAt = performance.now();
      const answer = await client
        .request<{ receipt?: { decision: string } }>('POST', '/api/v2/check-ins', form)
        .catch((error: unknown) => void failures.add(String(error)));
      acknowledgedMs.push(performance.now() - askedAt);
      if (answer?.status === 202) waiting.push({ client, where: answer.headers.get('location') ?? '' });
      else if (answer?.status === 200 && answer.body.receipt?.decision === 'accepted') outcomes.accepted += 1;
      else {
        outcomes[answer?.status === 200 ? 'other' : 'failed'] += 1;
        failures.add(`${answer?.status ?? 0} ${JSON.stringify(answer?.body).slice(0, 250)}`);
      }
    }),
  );
  await inParallel(waiting, 8, async ({ client, where }) => {
    for (;;) {
      const { body } = await client.get<{
        status: string;
        error: unknown;
        result: { receipt: { decision: string } } | null;
      }>(where);
      if (body.status === 'failed') failures.add(JSON.stringify(body.error));
      if (body.status === 'done' || body.status === 'failed') {
        outcomes[
          body.status === 'failed' ? 'failed' : body.result?.receipt.decision === 'accepted' ? 'accepted' : 'other'
        ] += 1;
        return;
      }
      await pause(250);
    }
  });
  const lastS = (performance.now() - startedAt) / 1000;
  const present = (await admin.get<{ status: string | null }[]>(`/api/v2/sessions/${session.id}/presence`)).body.filter(
    ({ status }) => status !== null,
  ).length;
  for (const failure of [...failures].slice(0, 5)) process.stdout.write(`  ${failure}\n`);
  const slowest = Math.max(...acknowledgedMs);
  process.stdout.write(
    `${pupils.length} selfies in ${selfieSpreadMs / 1000} s: acknowledged p95 ${percentile(acknowledgedMs, 0.95).toFixed(0)} ms, slowest ${slowest.toFixed(0)} ms${slowest > selfieTargetMs ? ' (over the target)' : ''}; ${waiting.length} decided as tasks, the last after ${lastS.toFixed(0)} s; ${JSON.stringify(outcomes)}, ${present} in the register\n`,
  );
  return {
    selfies: pupils.length,
    acknowledgedP95Ms: Math.round(percentile(acknowledgedMs, 0.95)),
    acknowledgedSlowestMs: Math.round(slowest),
    lastDecidedS: Math.round(lastS),
    ...outcomes,
    inRegister: present,
  };
}

/** Portraits, each a little lighter or darker, so that no two people send the same photo. */
async function photographAll(count: number): Promise<{ enrolled: Buffer; selfie: Buffer }[]> {
  const portraits = (await listPortraits()).filter((portrait) => portrait.id.startsWith('tabler-preview/'));
  return inParallel(
    Array.from({ length: count }, (_, index) => index),
    2,
    async (index) => {
      const portrait = await readFile(portraits[index % portraits.length]!.file);
      const shot = (brightness: number): Promise<Buffer> =>
        sharp(portrait)
          .resize({ width: 640, height: 640, fit: 'inside' })
          .modulate({ brightness })
          .jpeg({ quality: 85 })
          .toBuffer();
      return {
        enrolled: await shot(1 + (index % 17) * 0.005),
        selfie: await shot(0.93 + Math.floor(index / 7) * 0.0004),
      };
    },
  );
}
