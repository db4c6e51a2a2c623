/** The embedded database through kills and restarts, with real processes. */
import { chmodSync, existsSync, mkdtempSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isDatabaseDown, openDatabase } from '../../src/db/database.ts';
import { removeEmbedded, startEmbedded, type EmbeddedDatabase } from '../../src/db/embedded.ts';
import { isAlive } from '../../src/db/embedded/processes.ts';
import { migrate } from '../../src/db/migrate.ts';
import { createLog } from '../../src/kernel/log.ts';
import { clusterOf, endOwner, postmasterOf, runSql, startOwner, type Owner } from '../support/owners.ts';

const log = createLog('silent');
let dataDir: string;
let owners: Owner[];
let embedded: EmbeddedDatabase | undefined;

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'muster-embedded-'));
  chmodSync(dataDir, 0o711);
  owners = [];
  embedded = undefined;
});
afterEach(async () => {
  for (const owner of owners) await endOwner(owner, 'SIGKILL');
  await embedded?.stop();
  // Stops what a failed test left running, wherever it lies.
  await removeEmbedded({ dataDir, log });
  rmSync(dataDir, { recursive: true, force: true });
});

async function own(): Promise<Owner> {
  const owner = await startOwner(dataDir);
  owners.push(owner);
  return owner;
}

describe('the embedded database', () => {
  it('keeps what was stored over a stop and a start, and stops with its owner', async () => {
    embedded = await startEmbedded({ dataDir, log });
    await runSql(embedded.url, 'CREATE TABLE kept AS SELECT 7 AS n');
    const pid = postmasterOf(dataDir);
    await embedded.stop();
    await embedded.stop();
    expect(isAlive(pid)).toBe(false);
    embedded = await startEmbedded({ dataDir, log });
    expect(await runSql(embedded.url, 'SELECT n FROM kept')).toEqual([{ n: 7 }]);
  });

  it('keeps its password and its cluster to itself, listens on this machine only and checks its pages', async () => {
    embedded = await startEmbedded({ dataDir, log });
    expect(statSync(join(dataDir, 'postgres.password')).mode & 0o777).toBe(0o600);
    expect(statSync(clusterOf(dataDir)).mode & 0o777).toBe(0o700);
    const settings = [
      'listen_addresses',
      'unix_socket_directories',
      'data_checksums',
      'fsync',
      'server_encoding',
      'password_encryption',
    ];
    const rows = await runSql<{ name: string; setting: string }>(
      embedded.url,
      `SELECT name, setting FROM pg_settings WHERE name IN (${settings.map((name) => `'${name}'`).join(',')})`,
    );
    expect(Object.fromEntries(rows.map(({ name, setting }) => [name, setting]))).toEqual({
      listen_addresses: '127.0.0.1',
      unix_socket_directories: '',
      data_checksums: 'on',
      fsync: 'on',
      server_encoding: 'UTF8',
      password_encryption: 'scram-sha-256',
    });
    const wrong = new URL(embedded.url);
    wrong.password = 'guess';
    await expect(runSql(wrong.href, 'SELECT 1')).rejects.toThrow('password authentication failed');
  });

  it('writes no row that it refused into its log', async () => {
    embedded = await startEmbedded({ dataDir, log });
    const { url } = embedded;
    await runSql(url, `CREATE TABLE secret (name text UNIQUE CHECK (name <> 'Zebedee'))`);
    await expect(runSql(url, `INSERT INTO secret VALUES ('Zebedee')`)).rejects.toThrow('violates check constraint');
    await runSql(url, `INSERT INTO secret VALUES ('Yolanda')`);
    await expect(runSql(url, `INSERT INTO secret VALUES ('Yolanda')`)).rejects.toThrow('duplicate key');
    const written = readFileSync(join(dataDir, 'postgres.log'), 'utf8');
    expect(written).toContain('duplicate key');
    expect(written).not.toMatch(/Zebedee|Yolanda/);
  });

  it('refuses a second process on its folder with a sentence, and a second start in the same process', async () => {
    const first = await own();
    const second = await own();
    expect(second.error).toBe(
      `The data folder ${dataDir} is in use by another Muster (process ${first.process.pid}). Stop that one first, or give this one its own DATA_DIR.`,
    );
    expect(await runSql(first.url, 'SELECT 1 AS n')).toEqual([{ n: 1 }]);
    await endOwner(first, 'SIGTERM');
    embedded = await startEmbedded({ dataDir, log });
    await expect(startEmbedded({ dataDir, log })).rejects.toThrow('is in use by another Muster');
  });

  it('lets exactly one in of several that come at once', async () => {
    await endOwner(await own(), 'SIGKILL');
    const all = await Promise.all([own(), own(), own()]);
    expect(all.filter((owner) => owner.url !== undefined)).toHaveLength(1);
  });

  it('is not fooled by an owner whose process number was given out again', async () => {
    const { process: dead } = await own();
    await endOwner(owners[0] as Owner, 'SIGKILL');
    // The number of the dead owner, as if it were now ours.
    writeFileSync(join(dataDir, 'owners', `${process.pid}-1-00000000`), '');
    expect(dead.pid).toBeDefined();
    embedded = await startEmbedded({ dataDir, log });
  });

  it('goes on after kill -9 of its owner, is taken over by the next, and stopped with that', async () => {
    const first = await own();
    await runSql(first.url, 'CREATE TABLE kept AS SELECT 7 AS n');
    const pid = postmasterOf(dataDir);
    await endOwner(first, 'SIGKILL');
    expect(isAlive(pid)).toBe(true);
    embedded = await startEmbedded({ dataDir, log });
    expect(embedded.url).toBe(first.url);
    expect(postmasterOf(dataDir)).toBe(pid);
    expect(await runSql(embedded.url, 'SELECT n FROM kept')).toEqual([{ n: 7 }]);
    await embedded.stop();
    expect(isAlive(pid)).toBe(false);
  });

  it('does not get the Ctrl-C of its owner’s terminal', async () => {
    const first = await startOwner(dataDir, { detached: true });
    owners.push(first);
    const pid = postmasterOf(dataDir);
    // What a terminal does: the signal goes to the whole process group.
    process.kill(-(first.process.pid ?? 0), 'SIGINT');
    await endOwner(first, 'SIGKILL');
    expect(isAlive(pid)).toBe(true);
    embedded = await startEmbedded({ dataDir, log });
    expect(postmasterOf(dataDir)).toBe(pid);
  });

  it('recovers after kill -9 of owner and server', async () => {
    const first = await own();
    await runSql(first.url, 'CREATE TABLE kept AS SELECT 7 AS n');
    process.kill(first.process.pid ?? 0, 'SIGKILL');
    process.kill(postmasterOf(dataDir), 'SIGKILL');
    await endOwner(first, 'SIGKILL');
    embedded = await startEmbedded({ dataDir, log });
    expect(await runSql(embedded.url, 'SELECT n FROM kept')).toEqual([{ n: 7 }]);
  });

  it('starts over a stale postmaster.pid whose number belongs to another program now', async () => {
    embedded = await startEmbedded({ dataDir, log });
    const pidFile = join(clusterOf(dataDir), 'postmaster.pid');
    const file = readFileSync(pidFile, 'utf8');
    await embedded.stop();
    writeFileSync(pidFile, file.replace(/^\d+/, String(process.pid)));
    embedded = await startEmbedded({ dataDir, log });
    expect(await runSql(embedded.url, 'SELECT 1 AS n')).toEqual([{ n: 1 }]);
  });

  it('begins again when it was killed while it was being created', async () => {
    embedded = await startEmbedded({ dataDir, log });
    await embedded.stop();
    // As a killed start leaves it half-way: a draft and a password beside the place of the cluster.
    const cluster = clusterOf(dataDir);
    renameSync(cluster, `${cluster}.new`);
    rmSync(join(dataDir, 'postgres.location'), { force: true });
    writeFileSync(`${cluster}.pw`, 'old');
    embedded = await startEmbedded({ dataDir, log });
    expect(existsSync(`${cluster}.new`)).toBe(false);
    expect(existsSync(`${cluster}.pw`)).toBe(false);
  });

  it('says so when its password is gone or not the right one', async () => {
    embedded = await startEmbedded({ dataDir, log });
    await embedded.stop();
    const file = join(dataDir, 'postgres.password');
    const right = readFileSync(file);
    rmSync(file);
    await expect(startEmbedded({ dataDir, log })).rejects.toThrow(`${file} is missing`);
    writeFileSync(file, 'another\n');
    await expect(startEmbedded({ dataDir, log })).rejects.toThrow('does not accept the password');
    writeFileSync(file, right);
    embedded = await startEmbedded({ dataDir, log });
  });
});

describe('a server that ends while the service runs', () => {
  it.each(['started', 'taken over'])(
    'is started again at the same address (%s), and queries come back',
    async (how) => {
      if (how === 'taken over') await endOwner(await own(), 'SIGKILL');
      const seen: string[] = [];
      embedded = await startEmbedded({
        dataDir,
        log,
        onExit: () => seen.push('exit'),
        onRestart: () => seen.push('restart'),
      });
      await migrate(embedded.url, { log });
      const db = openDatabase({ url: embedded.url, log });
      try {
        await db.autocommit.institution.create({ data: { name: 'School' } });
        for (const round of [1, 2]) {
          process.kill(postmasterOf(dataDir), 'SIGKILL');
          await expect.poll(() => seen.length).toBe(2 * round);
          const failures: unknown[] = [];
          const read = () =>
            db.transaction((tx) => tx.institution.count()).catch((error: unknown) => failures.push(error) * 0);
          await expect.poll(read).toBe(1);
          expect(failures.filter((failure) => !isDatabaseDown(failure))).toEqual([]);
        }
        expect(seen).toEqual(['exit', 'restart', 'exit', 'restart']);
      } finally {
        await db.close();
      }
    },
  );
});
