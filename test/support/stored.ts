/** What is stored of people's doings: counted before and after something that must leave nothing. */
import { existsSync, readdirSync } from 'node:fs';
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

export async function countStored({ db: { read }, dataDir }: TestMuster): Promise<Stored> {
  return {
    checkIns: await read.checkIn.count(),
    records: await read.attendanceRecord.count(),
    changes: await read.recordChange.count(),
    storedFiles: await read.storedFile.count(),
    templates: await read.faceTemplate.count(),
    messages: await read.conversationMessage.count(),
    inbound: await read.inboundMessage.count(),
    actions: await read.pendingAction.count(),
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
