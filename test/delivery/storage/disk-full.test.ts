/** A disk without room: told as that, nothing half kept, and as it was before once there is room again. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createStorage } from '../../../src/delivery/storage/index.ts';
import { localDisk, type Disk } from '../../../src/delivery/storage/disk.ts';
import { newId } from '../../../src/kernel/ids.ts';
import { createVault } from '../../../src/security/privacy/index.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';

const clock = { now: () => new Date('2026-11-18T09:00:00Z') };
const ownerId = newId();
let database: TestDatabase;
let dir: string;
let room = Infinity;
/** A disk on which there is only so much room. */
const disk: Disk = {
  writeDurably: async (path, bytes) => {
    if (bytes.length > room) throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
    await localDisk.writeDurably(path, bytes);
  },
  freeBytes: async () => room,
};

beforeAll(async () => {
  database = await createTestDatabase();
  dir = mkdtempSync(join(tmpdir(), 'muster-disk-'));
  await database.db.autocommit.person.create({
    data: { id: ownerId, name: 'Ada', role: 'student', email: 'ada@school.example' },
  });
});
afterAll(async () => {
  await database.drop();
  rmSync(dir, { recursive: true, force: true });
});

test('a file for which there is no room is refused as that, and nothing of it is kept', async () => {
  const { db } = database;
  const vault = createVault({ wrappingKey: Buffer.alloc(32, 1) });
  const storage = createStorage({ db, vault, clock, dir, disk });
  await vault.createKeys(db.autocommit, [ownerId]);
  const store = (): Promise<string> =>
    db.transaction((tx) =>
      storage.store(tx, {
        ownerId,
        purpose: 'profile_picture',
        name: 'picture',
        mimeType: 'image/jpeg',
        data: Buffer.alloc(1000),
        expiresAt: null,
      }),
    );
  room = 10;
  await expect(store()).rejects.toMatchObject({ code: 'storageFull', status: 507 });
  await expect(storage.requireRoom()).rejects.toMatchObject({ code: 'storageFull' });
  expect(await db.autocommit.storedFile.count()).toBe(0);
  room = Infinity;
  await storage.requireRoom();
  expect((await storage.read(await store())).data.length).toBe(1000);
});

test('a real disk takes a file whole, and leaves nothing where it cannot be written', async () => {
  await localDisk.writeDurably(join(dir, 'aa', 'whole'), Buffer.from('whole'));
  await expect(localDisk.writeDurably(join(dir, 'aa', 'whole', 'below'), Buffer.from('x'))).rejects.toThrow();
  expect(readdirSync(join(dir, 'aa'))).toEqual(['whole']);
  expect(await localDisk.freeBytes(dir)).toBeGreaterThan(0);
});
