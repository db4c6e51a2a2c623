/** Starting and stopping the service as people do: what it says, what it refuses, what it leaves. */
import { request } from 'node:http';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo } from 'node:net';
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { isAlive } from '../../../src/db/embedded/processes.ts';
import { createClient } from '../../support/client.ts';
import { adminEmail, password } from '../../support/muster.ts';
import { clusterOf, postmasterOf, runSql } from '../../support/owners.ts';
import {
  databaseUrlOf,
  endService,
  makeDataDir,
  removeDataDir,
  spawnService,
  startReadyService,
  startService,
  type Service,
} from '../../support/service.ts';
import { until } from '../../support/until.ts';

const noAdmin = { ADMIN_EMAIL: '', ADMIN_PASSWORD: '' };
const complaints = (service: Service): string[] =>
  service
    .output()
    .split('\n')
    .filter((line) => line.startsWith('Muster cannot start: '));

let dataDir: string;
let running: Service[] = [];

beforeAll(() => {
  dataDir = makeDataDir();
});
afterEach(async () => {
  for (const service of running)
    if (service.process.exitCode === null && service.process.signalCode === null) await endService(service, 'SIGTERM');
  running = [];
});
afterAll(() => removeDataDir(dataDir));

async function start(env: Record<string, string> = {}): Promise<Service> {
  const service = await startReadyService(dataDir, env);
  running.push(service);
  return service;
}

describe('settings', () => {
  test('that cannot be used stop the start, with one line a fault and nothing made', async () => {
    const folder = join(tmpdir(), `muster-never-${process.pid}`);
    const service = await startService(folder, {
      PORT: 'eighty',
      PUBLIC_URL: 'ftp://school',
      DATABASE_URL: 'mysql://db',
      SECRET_KEY: 'short',
      ADMIN_EMAIL: 'nobody',
      ADMIN_PASSWORD: 'short',
      LOG_LEVEL: 'loud',
      VISION_THREADS: '0',
    });
    expect(await service.ended).toEqual({ code: 1, signal: null });
    const lines = complaints(service);
    for (const name of [
      'PORT',
      'PUBLIC_URL',
      'DATABASE_URL',
      'SECRET_KEY',
      'ADMIN_EMAIL',
      'ADMIN_PASSWORD',
      'LOG_LEVEL',
      'VISION_THREADS',
    ]) {
      expect(lines.filter((line) => line.startsWith(`Muster cannot start: ${name}: `))).toHaveLength(1);
    }
    expect(lines).toHaveLength(8);
    expect(service.output()).not.toMatch(/\n\s+at /);
    expect(existsSync(folder)).toBe(false);
  });

  test('that do not go together stop it too', async () => {
    const folder = join(tmpdir(), `muster-never-${process.pid}`);
    const service = await startService(folder, { DATABASE_URL: 'postgresql://127.0.0.1:1/muster', ADMIN_PASSWORD: '' });
    expect(await service.ended).toEqual({ code: 1, signal: null });
    expect(complaints(service)).toEqual([
      expect.stringContaining('ADMIN_EMAIL and ADMIN_PASSWORD'),
      expect.stringContaining('SECRET_KEY: required with DATABASE_URL'),
    ]);
  });

  test('a database or a port that cannot be had is a line, not a stack', async () => {
    const service = await startService(dataDir, {
      DATABASE_URL: 'postgresql://muster:geheim@127.0.0.1:1/muster',
      SECRET_KEY: 'x'.repeat(40),
    });
    expect(await service.ended).toEqual({ code: 1, signal: null });
    expect(complaints(service)).toEqual([expect.stringMatching(/database.*127\.0\.0\.1:1/)]);
    expect(service.output()).not.toContain('geheim');
    const holder = await start(noAdmin);
    const other = makeDataDir();
    const second = await startService(other, { PORT: new URL(holder.url).port });
    expect(await second.ended).toEqual({ code: 1, signal: null });
    expect(complaints(second)).toEqual([expect.stringMatching(/PORT.*in use/)]);
    await removeDataDir(other);
  });
});

describe('the first start', () => {
  test('makes a secret key that only its owner reads, once, and prints the settings without secrets', async () => {
    const first = await start({
      OPENAI_API_KEY: 'sk-very-secret',
      OPENAI_BASE_URL: 'http://127.0.0.1:9/v1',
      ...noAdmin,
    });
    const file = join(dataDir, 'secret.key');
    const key = readFileSync(file, 'utf8');
    expect(key).toMatch(/^[\w-]{64}$/);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    await endService(first, 'SIGTERM');
    const again = await start({ ...noAdmin, ADMIN_EMAIL: 'root@school.example', ADMIN_PASSWORD: 'nobody-knows-this' });
    expect(readFileSync(file, 'utf8')).toBe(key);
    for (const service of [first, again]) {
      const printed = service.output();
      expect(printed).toMatch(/"msg":"starting"/);
      for (const secret of [
        key,
        'sk-very-secret',
        'nobody-knows-this',
        readFileSync(join(dataDir, 'postgres.password'), 'utf8').trim(),
      ])
        expect(printed).not.toContain(secret);
    }
    await runSql(databaseUrlOf(dataDir), `UPDATE person SET role = 'teacher' WHERE email = 'root@school.example'`);
  });

  test('prints a set-up link that makes the first admin once, and dies when a newer one is printed', async () => {
    const linkIn = (service: Service): string => /#setup=([\w-]{43})\s/.exec(service.output())?.[1] ?? '';
    const secretOf = async (service: Service): Promise<string> => {
      // It is printed right after the address.
      await expect.poll(() => linkIn(service)).not.toBe('');
      return linkIn(service);
    };
    const older = await start(noAdmin);
    const dead = await secretOf(older);
    await endService(older, 'SIGTERM');
    const service = await start(noAdmin);
    const client = createClient(service.url);
    const complete = (link: string, chosen = password) =>
      client.post('/api/v2/auth/setup', { secret: link, email: adminEmail, name: 'First Admin', password: chosen });
    const secret = await secretOf(service);
    expect((await complete(dead)).status).toBe(410);
    expect((await complete(secret, 'short')).status).toBe(400);
    const both = await Promise.all([complete(secret), complete(secret)]);
    expect(both.filter(({ status }) => status === 204)).toHaveLength(1);
    expect((await complete(secret)).status).toBe(410);
    await client.signIn(adminEmail, password);
    await endService(service, 'SIGTERM');
    expect((await start()).output()).not.toContain('#setup=');
  });
});

describe('a data folder', () => {
  test('that another process has is refused with a line that names it, and the other goes on', async () => {
    const first = await start();
    const second = await startService(dataDir);
    expect(await second.ended).toEqual({ code: 1, signal: null });
    expect(complaints(second)).toEqual([
      `Muster cannot start: The data folder ${dataDir} is in use by another Muster (process ${first.process.pid}). Stop that one first, or give this one its own DATA_DIR.`,
    ]);
    expect((await fetch(`${first.url}/readyz`)).status).toBe(200);
  });

  test('with another SECRET_KEY is refused with a sentence, and opens again with the right one', async () => {
    const file = join(dataDir, 'secret.key');
    const right = readFileSync(file);
    const other = await startService(dataDir, { SECRET_KEY: 'another key of more than thirty-two characters' });
    expect(await other.ended).toEqual({ code: 1, signal: null });
    expect(complaints(other)).toEqual([expect.stringMatching(/SECRET_KEY is not the one.*Put the right one back/)]);
    writeFileSync(file, 'cut');
    const damaged = await startService(dataDir);
    expect(await damaged.ended).toEqual({ code: 1, signal: null });
    expect(complaints(damaged)).toEqual([expect.stringMatching(/SECRET_KEY: .*secret\.key is damaged/)]);
    rmSync(file);
    const lost = await startService(dataDir);
    expect(await lost.ended).toEqual({ code: 1, signal: null });
    expect(complaints(lost)).toEqual([expect.stringMatching(/secret\.key is missing beside its database/)]);
    // A new one beside it would be taken for the right one by whoever restores later.
    expect(existsSync(file)).toBe(false);
    writeFileSync(file, right, { mode: 0o600 });
    await start();
  });
});

describe('SIGTERM', () => {
  test('lets a running request end, stops the database and exits 0; connections without a request do not hold it up', async () => {
    const service = await start();
    const admin = await createClient(service.url).signIn(adminEmail, password);
    const postmaster = postmasterOf(dataDir);
    const body = JSON.stringify({ email: 'late@school.example', name: 'Late Comer', role: 'student' });
    const sending = request(`${service.url}/api/v2/people`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${admin.token}`,
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
      },
    });
    const answered = once(sending, 'response') as Promise<[{ statusCode: number; resume(): void }]>;
    answered.catch(() => undefined);
    sending.write(body.slice(0, 10));
    // It has certainly begun: a later request on another connection was answered.
    await fetch(`${service.url}/healthz`);
    // As browsers and balancers open them in advance.
    const unused = connect(Number(new URL(service.url).port), '127.0.0.1');
    await once(unused, 'connect');
    service.process.kill('SIGTERM');
    // While the request still runs: nobody waits for it until everything is cut.
    await once(unused.resume(), 'close');
    await expect
      .poll(() =>
        fetch(`${service.url}/healthz`).then(
          () => 'taken',
          () => 'refused',
        ),
      )
      .toBe('refused');
    sending.end(body.slice(10));
    const [response] = await answered;
    response.resume();
    expect(response.statusCode).toBe(201);
    expect(await service.ended).toEqual({ code: 0, signal: null });
    expect(isAlive(postmaster)).toBe(false);
    expect(service.output()).not.toMatch(/"level":(50|60)/);
  });

  test('is heard while it starts, and as soon as it is ready: the database never outlives the process', async () => {
    // A port that was free a moment ago: nobody is told of another before it is ready.
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    taken.close();
    const moments: Record<string, () => Promise<boolean>> = {
      'while it starts': async () => existsSync(join(clusterOf(dataDir), 'postmaster.pid')),
      'once it is ready': () =>
        fetch(`http://127.0.0.1:${port}/readyz`).then(
          ({ ok }) => ok,
          () => false,
        ),
    };
    for (const [moment, isReached] of Object.entries(moments)) {
      const service = spawnService(dataDir, { PORT: String(port) });
      running.push({ ...service, url: '' });
      await until(isReached);
      const postmaster = postmasterOf(dataDir);
      service.process.kill('SIGTERM');
      expect([moment, await service.ended]).toEqual([moment, { code: 0, signal: null }]);
      expect([moment, isAlive(postmaster)]).toEqual([moment, false]);
    }
  });
});
