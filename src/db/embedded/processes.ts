/** Which process is which: alive or only a number that was given out again. */
import { spawnSync } from 'node:child_process';
import { readFileSync, readlinkSync } from 'node:fs';

/** A number that no system gives to a process. */
export const impossiblePid = 2_147_483_646;

/** Waits until something holds, looking again and again. @returns whether it came to hold in time */
export async function until(
  holds: () => boolean | Promise<boolean>,
  timeoutMs: number,
  everyMs = 50,
): Promise<boolean> {
  const end = Date.now() + timeoutMs;
  while (!(await holds())) {
    if (Date.now() >= end) return false;
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
  return true;
}

/** Alive and not a zombie: one whose parent never asked for its exit code still has a number, but runs no more. */
export function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0 || !hasNumber(pid)) return false;
  const state = linuxStat(pid)?.state ?? ps(pid, 'stat=')?.[0];
  return state !== 'Z' && state !== 'X';
}

function hasNumber(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it is there, but not ours.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/**
 * A name that no other process ever has: its number and the moment it started. Undefined when there is no such process.
 *
 * Linux counts that moment from boot, so the boot is part of the name; elsewhere `ps` tells the date; Windows tells
 * neither cheaply, and the number alone has to do.
 */
export function identify(pid: number): string | undefined {
  if (!isAlive(pid)) return undefined;
  const stat = linuxStat(pid);
  if (stat) return `${pid}-${stat.startTicks}-${bootId()}`;
  const started = ps(pid, 'lstart=');
  return `${pid}-${started?.replace(/\W+/g, '_') ?? 'x'}`;
}

/** The folder a process works in; undefined where that cannot be learnt. */
export function workingFolder(pid: number): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return undefined;
  }
}

/** The command line of a process; undefined where that cannot be learnt. */
export const commandLine = (pid: number): string | undefined => ps(pid, 'args=');

function linuxStat(pid: number): { state: string; startTicks: string } | undefined {
  if (process.platform !== 'linux') return undefined;
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the program's name in brackets and may itself hold spaces and brackets: count from its end.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return { state: fields[0] ?? '', startTicks: fields[19] ?? '' };
  } catch {
    return undefined;
  }
}

const bootId = (): string => {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim().slice(0, 8);
  } catch {
    return 'boot';
  }
};

function ps(pid: number, column: string): string | undefined {
  if (process.platform === 'win32') return undefined;
  const { status, stdout } = spawnSync('ps', ['-o', column, '-p', String(pid)], {
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C' },
  });
  return status === 0 && stdout.trim() !== '' ? stdout.trim() : undefined;
}
