/**
 * `npm run bench -- streams`: what others wait while many people hold live views open, and while one announcement is told
 * to all of them; and how soon each has it. The service runs in a process of its own.
 */
import { get, type ClientRequest } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { createClient, type Client } from '../support/client.ts';
import { inParallel } from '../support/crowd.ts';
import { adminEmail, password } from '../support/muster.ts';
import { databaseUrlOf, endService, makeDataDir, removeDataDir, startReadyService } from '../support/service.ts';
import { givePasswords } from './give-passwords.ts';
import { percentile } from './percentile.ts';

const people = 1000;
const streamsEach = [1, 2];
const probeMs = 5000;
const longestTellMs = 60_000;

interface Follower {
  token: string;
  heardAt: number | undefined;
}

export async function benchStreams(): Promise<Record<string, unknown>> {
  const dataDir = makeDataDir();
  const service = await startReadyService(dataDir, { LOG_LEVEL: 'error' });
  const open: ClientRequest[] = [];
  try {
    process.stdout.write(`preparing ${people} people…\n`);
    const { admin, classId, followers } = await prepare(service.url, databaseUrlOf(dataDir));
    const quiet = await probe(admin, () => pause(probeMs));
    tell('nothing open', quiet);
    const figures: Record<string, unknown> = { people, quiet };
    for (const each of streamsEach) {
      const missing = each * people - open.length;
      const startedAt = Date.now();
      await inParallel(followers.slice(0, missing), 50, async (follower) => {
        open.push(await openOne(service.url, follower));
      });
      const openingMs = Date.now() - startedAt;
      const idle = await probe(admin, () => pause(probeMs));
      tell(`${open.length} open, nothing told (the last ${missing} opened in ${openingMs} ms)`, idle);
      for (const follower of followers) follower.heardAt = undefined;
      let toldAt = 0;
      const announced = await probe(admin, async () => {
        toldAt = Date.now();
        await admin.post(`/api/v2/classes/${classId}/announcements`, { title: 'Fire drill', text: `No ${each}` });
        await waitForAll(followers, toldAt);
      });
      const delays = followers.map(({ heardAt }) => (heardAt ?? Infinity) - toldAt);
      const told = { p50: percentile(delays, 0.5), last: Math.max(...delays) };
      tell(`${open.length} open, one announcement to all (p50 ${told.p50} ms, the last ${told.last} ms)`, announced);
      figures[`open${open.length}`] = { openingMs, idle, announced, told };
    }
    return figures;
  } finally {
    for (const request of open) request.destroy();
    await endService(service, 'SIGTERM');
    await removeDataDir(dataDir);
  }
}

async function prepare(
  url: string,
  databaseUrl: string,
): Promise<{ admin: Client; classId: string; followers: Follower[] }> {
  const admin = await createClient(url).signIn(adminEmail, password);
  const campus = await admin.post<{ id: string }>('/api/v2/campuses', { name: 'Main' });
  const created = { code: 'ALL', title: 'Everybody', campusId: campus.body.id };
  const { id: classId } = (await admin.post<{ id: string }>('/api/v2/classes', created)).body;
  const lines = Array.from({ length: people }, (_, index) => `s${index}@load.example,Student ${index},ALL`);
  const imported = await admin.upload<{ created: number }>('/api/v2/people/import', 'file', [
    Buffer.from(['email,name,classes', ...lines].join('\n')),
  ]);
  if (imported.body.created !== people)
    throw new Error(`the people could not be imported: ${JSON.stringify(imported.body).slice(0, 300)}`);
  await givePasswords(databaseUrl);
  const followers = await inParallel(
    Array.from({ length: people }, (_, index) => index),
    4,
    async (index): Promise<Follower> => ({
      token: (await createClient(url).signIn(`s${index}@load.example`, password)).token,
      heardAt: undefined,
    }),
  );
  return { admin, classId, followers };
}

function openOne(url: string, follower: Follower): Promise<ClientRequest> {
  return new Promise((resolve, reject) => {
    const request = get(
      `${url}/api/v2/me/notifications/live`,
      { headers: { authorization: `Bearer ${follower.token}` }, agent: false },
      (response) => {
        if (response.statusCode !== 200) {
          reject(new Error(`a stream was answered ${response.statusCode}`));
          return;
        }
        response.on('data', (chunk: Buffer) => {
          if (chunk.includes('Fire drill')) follower.heardAt ??= Date.now();
        });
        response.on('error', () => undefined);
        resolve(request);
      },
    );
    request.on('error', reject);
  });
}

async function waitForAll(followers: readonly Follower[], since: number): Promise<void> {
  while (followers.some(({ heardAt }) => heardAt === undefined)) {
    if (Date.now() - since > longestTellMs) throw new Error('not everybody was told within a minute');
    await pause(20);
  }
}

interface Waits {
  readyP95: number;
  meP95: number;
  meSlowest: number;
  asked: number;
}

/** Somebody asks /readyz and /me by turns, without a pause, for as long as the work takes. */
async function probe(client: Client, work: () => Promise<unknown>): Promise<Waits> {
  let isDone = false;
  const working = work().finally(() => (isDone = true));
  const [ready, me]: [number[], number[]] = [[], []];
  while (!isDone) {
    ready.push(await timed(() => client.get('/readyz')));
    me.push(await timed(() => client.get('/api/v2/me')));
    await pause(5);
  }
  await working;
  return {
    readyP95: Math.round(percentile(ready, 0.95)),
    meP95: Math.round(percentile(me, 0.95)),
    meSlowest: Math.round(Math.max(...me)),
    asked: ready.length + me.length,
  };
}

async function timed(ask: () => Promise<{ status: number }>): Promise<number> {
  const startedAt = performance.now();
  const { status } = await ask();
  if (status !== 200) throw new Error(`answered ${status}`);
  return performance.now() - startedAt;
}

function tell(when: string, { readyP95, meP95, meSlowest, asked }: Waits): void {
  process.stdout.write(
    `${when}: /readyz p95 ${readyP95} ms, /me p95 ${meP95} ms, slowest ${meSlowest} ms (${asked} asked)\n`,
  );
}
