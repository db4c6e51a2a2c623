/**
 * `npm run bench -- http`: requests a second of an account and of a page of records, beside an Express server that does
 * nothing.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { Pool } from 'undici';
import pg from 'pg';
import { createClient } from '../support/client.ts';
import { adminEmail, password } from '../support/muster.ts';
import { databaseUrlOf, endService, makeDataDir, removeDataDir, startReadyService } from '../support/service.ts';
import { roomyBudgets } from '../support/roomy-budgets.ts';
import { percentile } from './percentile.ts';

const connections = 8;
const rounds = 7;
const warmUpMs = 3000;
const measureMs = 2000;
const pageSize = 100;
/** Of what the server that does nothing answers. */
const targets = { me: 0.25, records: 0.15 } as const;

/** A class of forty with 25 sessions that were held: a thousand records. */
const school = `
  WITH campus AS (INSERT INTO campus (id, name, time_zone) VALUES (gen_random_uuid(), 'Campus', 'UTC') RETURNING id),
  class AS (INSERT INTO class (id, campus_id, code, title) SELECT gen_random_uuid(), id, 'CS101', 'Course' FROM campus RETURNING id),
  students AS (INSERT INTO person (id, email, name, role, external_id)
    SELECT gen_random_uuid(), 's' || n || '@bench.example', 'Student ' || n, 'student', 'N' || n FROM generate_series(1, 40) n RETURNING id),
  sessions AS (INSERT INTO session (id, class_id, starts_at, ends_at, status, opened_at, closed_at)
    SELECT gen_random_uuid(), class.id, at, at + interval '1 hour', 'closed', at, at + interval '1 hour'
    FROM class, generate_series(1, 25) d, LATERAL (SELECT date_trunc('hour', now()) - make_interval(days => d) AS at) t RETURNING id, starts_at)
  INSERT INTO attendance_record (id, session_id, person_id, status, source, marked_at)
    SELECT gen_random_uuid(), sessions.id, students.id, 'present', 'check_in', starts_at FROM sessions, students`;

interface Target {
  readonly name: 'hello' | 'me' | 'records';
  readonly pool: Pool;
  readonly path: string;
  readonly headers: Record<string, string>;
}

export async function benchHttp(): Promise<Record<string, unknown>> {
  const dataDir = makeDataDir();
  const hello = await startHello();
  const service = await startReadyService(dataDir, { BUDGETS: roomyBudgets });
  const pools = [hello.url, service.url].map((url) => new Pool(url, { connections, pipelining: 1 })) as [Pool, Pool];
  try {
    await loadSchool(databaseUrlOf(dataDir));
    const { token } = await createClient(service.url).signIn(adminEmail, password);
    const headers = { authorization: `Bearer ${token}` };
    const all: Target[] = [
      { name: 'hello', pool: pools[0], path: '/', headers: {} },
      { name: 'me', pool: pools[1], path: '/api/v2/me', headers },
      { name: 'records', pool: pools[1], path: `/api/v2/records?limit=${pageSize}`, headers },
    ];
    for (const target of all) await measure(target, warmUpMs);
    // One after the other, again and again: whatever else the machine does meets all three alike.
    const samples = { hello: [], me: [], records: [] } as Record<Target['name'], number[]>;
    for (let round = 0; round < rounds; round += 1)
      for (const target of all) samples[target.name].push(await measure(target, measureMs));
    return tell(samples);
  } finally {
    for (const pool of pools) await pool.close();
    hello.process.kill();
    await endService(service, 'SIGTERM');
    await removeDataDir(dataDir);
  }
}

/** @returns requests a second over all connections. @throws when one is not answered 200. */
async function measure({ pool, path, headers }: Target, forMs: number): Promise<number> {
  let answered = 0;
  const startedAt = performance.now();
  await Promise.all(
    Array.from({ length: connections }, async () => {
      while (performance.now() - startedAt < forMs) {
        const { statusCode, body } = await pool.request({ method: 'GET', path, headers });
        await body.dump();
        if (statusCode !== 200) throw new Error(`${path} was answered ${statusCode}`);
        answered += 1;
      }
    }),
  );
  return (answered * 1000) / (performance.now() - startedAt);
}

function tell(samples: Record<Target['name'], readonly number[]>): Record<string, unknown> {
  const median = (list: readonly number[]): number => percentile(list, 0.5);
  const share = (name: 'me' | 'records'): number =>
    median(samples[name].map((perSecond, round) => perSecond / (samples.hello[round] ?? NaN)));
  for (const [name, list] of Object.entries(samples))
    process.stdout.write(`${name.padEnd(8)} ${median(list).toFixed(0).padStart(6)} requests a second\n`);
  const shares = { me: share('me'), records: share('records') };
  for (const [name, target] of Object.entries(targets) as ['me' | 'records', number][])
    process.stdout.write(
      `${name.padEnd(8)} ${(shares[name] * 100).toFixed(1)} % of hello (target ${target * 100} %)${shares[name] < target ? '  below the target' : ''}\n`,
    );
  return {
    connections,
    helloPerSecond: Math.round(median(samples.hello)),
    mePerSecond: Math.round(median(samples.me)),
    recordsPerSecond: Math.round(median(samples.records)),
    meShare: Math.round(shares.me * 1000) / 1000,
    recordsShare: Math.round(shares.records * 1000) / 1000,
  };
}

async function startHello(): Promise<{ url: string; process: ChildProcess }> {
  const child = spawn(process.execPath, ['--import', 'tsx', join(import.meta.dirname, 'hello-express.ts')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [said] = (await once(child.stdout, 'data')) as [Buffer];
  return { url: said.toString().trim(), process: child };
}

async function loadSchool(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    // Triggers rest meanwhile: nobody is told of these.
    await client.query('SET session_replication_role = replica');
    await client.query(school);
    await client.query('ANALYZE');
  } finally {
    await client.end();
  }
}
