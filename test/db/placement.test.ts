/** The embedded database in folders that other users cannot enter, as root and as an ordinary user. */
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { removeEmbedded, startEmbedded, type EmbeddedDatabase } from '../../src/db/embedded.ts';
import { binariesAt, findBinaries } from '../../src/db/embedded/binaries.ts';
import { place } from '../../src/db/embedded/placement.ts';
import { isAlive } from '../../src/db/embedded/processes.ts';
import { runAs } from '../../src/db/embedded/service-user.ts';
import { createLog } from '../../src/kernel/log.ts';
import { clusterOf, endOwner, postmasterOf, runSql, startOwner } from '../support/owners.ts';

const log = createLog('silent');
const isRoot = process.getuid?.() === 0;
/** As root the ordinary user is `nobody`, who has to be able to read this clone and run this Node. */
const nobody = { uid: 65_534, gid: 65_534 };
const canBeOrdinary =
  !isRoot ||
  runAs(nobody, process.execPath, ['-e', `require('fs').accessSync(${JSON.stringify(import.meta.filename)})`])
    .status === 0;
if (!canBeOrdinary) console.log('Other users cannot read this clone: the tests of an ordinary user are skipped.');
if (!isRoot) console.log('Not root: the tests of root’s own case are skipped.');

/** A home that nobody else may enter, with a data folder in it. */
let home: string;
let dataDir: string;
let embedded: EmbeddedDatabase | undefined;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'muster-home-'));
  dataDir = join(home, 'data');
  embedded = undefined;
});
afterEach(async () => {
  await embedded?.stop();
  await removeEmbedded({ dataDir, log });
  rmSync(home, { recursive: true, force: true });
});

describe.runIf(canBeOrdinary)('for an ordinary user in a folder with mode 0700', () => {
  const user = isRoot ? nobody : {};

  it('the database stays in the data folder, which is as closed as its parent', async () => {
    if (isRoot) chownSync(home, nobody.uid, nobody.gid);
    const owner = await startOwner(dataDir, { ...user, env: { ...process.env, HOME: home } });
    expect(owner.error).toBeUndefined();
    expect(await runSql(owner.url, 'SELECT 1 AS n')).toEqual([{ n: 1 }]);
    expect(statSync(dataDir).mode & 0o777).toBe(0o700);
    expect(existsSync(join(dataDir, 'postgres.location'))).toBe(false);
    const pid = postmasterOf(dataDir);
    await endOwner(owner, 'SIGTERM');
    expect(isAlive(pid)).toBe(false);
  });

  it.runIf(isRoot)('root can start the same database afterwards: it runs as its owner', async () => {
    chownSync(home, nobody.uid, nobody.gid);
    await endOwner(await startOwner(dataDir, { ...user, env: { ...process.env, HOME: home } }), 'SIGTERM');
    embedded = await startEmbedded({ dataDir, log });
    expect(statSync(join(dataDir, 'postgres/postmaster.pid')).uid).toBe(nobody.uid);
  });
});

describe.runIf(isRoot)('for root in a folder with mode 0700', () => {
  const location = (): string => readFileSync(join(dataDir, 'postgres.location'), 'utf8').trim();

  it('the database lies in a system folder, found again by its pointer', async () => {
    embedded = await startEmbedded({ dataDir, log });
    await runSql(embedded.url, 'CREATE TABLE kept AS SELECT 7 AS n');
    const cluster = location();
    expect(cluster).toMatch(/^\/var\/lib\/muster\/[0-9a-f]{16}\/postgres$/);
    expect(statSync(cluster).mode & 0o777).toBe(0o700);
    expect(statSync(cluster).uid).not.toBe(0);
    await embedded.stop();
    embedded = await startEmbedded({ dataDir, log });
    expect(await runSql(embedded.url, 'SELECT n FROM kept')).toEqual([{ n: 7 }]);
  });

  it('kill -9 of the owner leaves a server that the next one takes over', async () => {
    const owner = await startOwner(dataDir);
    const pid = postmasterOf(dataDir);
    await endOwner(owner, 'SIGKILL');
    embedded = await startEmbedded({ dataDir, log });
    expect(postmasterOf(dataDir)).toBe(pid);
  });

  it('a data folder removed by hand gets a new database, and the old one does not stay', async () => {
    const owner = await startOwner(dataDir);
    await runSql(owner.url, 'CREATE TABLE old (n int)');
    const pid = postmasterOf(dataDir);
    await endOwner(owner, 'SIGKILL');
    rmSync(dataDir, { recursive: true });
    embedded = await startEmbedded({ dataDir, log });
    expect(isAlive(pid)).toBe(false);
    expect(await runSql(embedded.url, `SELECT to_regclass('old') AS old`)).toEqual([{ old: null }]);
  });

  it('a lost pointer alone loses nothing', async () => {
    embedded = await startEmbedded({ dataDir, log });
    await runSql(embedded.url, 'CREATE TABLE kept AS SELECT 7 AS n');
    await embedded.stop();
    rmSync(join(dataDir, 'postgres.location'));
    embedded = await startEmbedded({ dataDir, log });
    expect(await runSql(embedded.url, 'SELECT n FROM kept')).toEqual([{ n: 7 }]);
  });

  it('a pointer that leads nowhere is an error, not a new database', async () => {
    mkdirSync(dataDir);
    writeFileSync(join(dataDir, 'postgres.location'), '/var/lib/muster/gone/postgres\n');
    await expect(startEmbedded({ dataDir, log })).rejects.toThrow(
      'was in /var/lib/muster/gone/postgres and is not there',
    );
  });

  it('binaries that the server’s user cannot reach are copied to where it can', () => {
    const installed = findBinaries();
    const root = join(home, 'package', 'native');
    mkdirSync(dirname(root));
    // Its own manifest, so that the copy is this test's own.
    writeFileSync(join(home, 'package', 'package.json'), `{"test":"${home}"}`);
    cpSync(installed.root, root, { recursive: true, verbatimSymlinks: true });
    mkdirSync(dataDir);
    const placement = place(dataDir, binariesAt(root), log);
    try {
      expect(placement.binaries.root).toMatch(/^\/var\/lib\/muster\/binaries-/);
      expect(runAs(placement.user, placement.binaries.postgres, ['--version']).stdout).toContain('PostgreSQL');
    } finally {
      rmSync(placement.binaries.root, { recursive: true });
    }
  });
});

describe('removing an embedded database', () => {
  it('stops a server left running and leaves no file of it', async () => {
    const owner = await startOwner(dataDir);
    const cluster = clusterOf(dataDir);
    const pid = postmasterOf(dataDir);
    await expect(removeEmbedded({ dataDir, log })).rejects.toThrow('in use by another Muster');
    await endOwner(owner, 'SIGKILL');
    await removeEmbedded({ dataDir, log });
    expect(isAlive(pid)).toBe(false);
    expect(existsSync(cluster)).toBe(false);
    expect(spawnSync('ls', [dataDir], { encoding: 'utf8' }).stdout.trim()).toBe('owners');
  });
});

describe('a data folder reached through a link', () => {
  it('is the folder that it leads to', async () => {
    chmodSync(home, 0o711);
    mkdirSync(dataDir, { mode: 0o711 });
    const link = join(home, 'link');
    symlinkSync(dataDir, link);
    embedded = await startEmbedded({ dataDir: link, log });
    await expect(startEmbedded({ dataDir, log })).rejects.toThrow('in use');
  });
});
