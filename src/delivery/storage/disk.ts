/** The disk that files lie on. */
import { mkdir, open, rename, rm, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';

export interface Disk {
  /** The bytes are on the disk under this name when it resolves, or nothing of them is. */
  writeDurably(path: string, bytes: Buffer): Promise<void>;
  /** Room for whoever runs the service. */
  freeBytes(dir: string): Promise<number>;
}

const fullCodes = new Set(['ENOSPC', 'EDQUOT']);

/** No room is left, or none that this user may have. */
export const isDiskFull = (error: unknown): boolean => fullCodes.has((error as NodeJS.ErrnoException).code ?? '');

export const localDisk: Disk = {
  writeDurably: async (path, bytes) => {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const part = `${path}.part`;
    try {
      const handle = await open(part, 'wx', 0o600);
      try {
        await handle.writeFile(bytes);
        await handle.sync();
      } finally {
        await handle.close();
      }
      await rename(part, path);
    } catch (error) {
      // Where there is no room, what was half written takes up what is left.
      await rm(part, { force: true });
      throw error;
    }
  },
  freeBytes: async (dir) => {
    const { bavail, bsize } = await statfs(dir);
    return bavail * bsize;
  },
};
