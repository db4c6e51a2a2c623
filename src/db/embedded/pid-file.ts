/** postmaster.pid: what a running server writes into its cluster, and what a dead one leaves there. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { commandLine, impossiblePid, isAlive, workingFolder } from './processes.ts';

export interface PidFile {
  readonly pid: number;
  readonly port: number;
}

const pathOf = (cluster: string): string => join(cluster, 'postmaster.pid');

/** The file's content; undefined when there is none, or a server has only begun to write it. */
export function readPidFile(cluster: string): PidFile | undefined {
  try {
    const lines = readFileSync(pathOf(cluster), 'utf8').split('\n');
    const pid = Number(lines[0]);
    return Number.isInteger(pid) ? { pid: Math.abs(pid), port: Number(lines[3] ?? 0) } : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Whether a process is the server of this cluster. Its number may have been given out again since, and PostgreSQL
 * itself only asks whether somebody has it.
 */
export function isServerOf(cluster: string, pid: number): boolean {
  if (!isAlive(pid)) return false;
  const folder = workingFolder(pid);
  // A server works in its cluster's folder. Where that cannot be seen, its command line names the folder.
  if (folder !== undefined) return folder === cluster;
  const command = commandLine(pid);
  return command === undefined || command.includes(cluster);
}

/**
 * Says in a dead server's file that its process is gone for good. The file itself stays: it also names the shared
 * memory, by which PostgreSQL sees whether children of the dead server still write, and waits for them.
 */
export function disownPidFile(cluster: string): void {
  const file = readPidFile(cluster);
  if (!file || isServerOf(cluster, file.pid)) return;
  const text = readFileSync(pathOf(cluster), 'utf8');
  writeFileSync(pathOf(cluster), text.replace(/^-?\d+/, String(impossiblePid)));
}
