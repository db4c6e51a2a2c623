/** What is stored of people's doings: counted before and after something that must leave nothing. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestMuster } from './muster.ts';

export interface Stored {
  checkIns: number;
  records: number;
  changes: number;
  storedFiles: number;
  templates: number;
  messages: number;
  inbound: number;
  actions: number;
  /** Names of the files under DATA_DIR/files. */
  files: string[];
}

export async function countStored({ db: { autocommit }, dataDir }: TestMuster): Promise<Stored> {
  return {
    checkIns: await autocommit.checkIn.count(),
    records: await autocommit.attendanceRecord.count(),
    changes: await autocommit.recordChange.count(),
    storedFiles: await autocommit.storedFile.count(),
    templates: await autocommit.faceTemplate.count(),
    messages: await autocommit.conversationMessage.count(),
    inbound: await autocommit.inboundMessage.count(),
    actions: await autocommit.pendingAction.count(),
    files: filesUnder(join(dataDir, 'files')),
  };
}

export function filesUnder(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** Empty for a file that PostgreSQL has taken away since it was listed, as it does with its caches. */
export function readIfThere(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return Buffer.alloc(0);
    throw error;
  }
}
