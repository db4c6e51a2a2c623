/**
 * `npm run bench -- import`: a list of twenty thousand people with rosters, as CSV and as a workbook, from the upload to
 * the last row that is written, in a service of its own; then the same list again, of which everything is known.
 */
import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { writeCsv, writeWorkbook } from '../../src/office/tables/index.ts';
import { createClient, type Client } from '../support/client.ts';
import { adminEmail, password } from '../support/muster.ts';
import { endService, makeDataDir, removeDataDir, startReadyService } from '../support/service.ts';

const rows = 20_000;
const classes = 500;
const classesEach = 4;
const targetS = 60;

interface Outcome {
  status: string;
  done: number;
  total: number;
  result: { created: number; enrolled: number; faults: number; lines: unknown[] } | null;
  error: unknown;
}

export async function benchImport(): Promise<Record<string, unknown>> {
  const figures: Record<string, unknown> = { rows, classes };
  for (const format of ['csv', 'xlsx'] as const) {
    const dataDir = makeDataDir();
    const service = await startReadyService(dataDir, { LOG_LEVEL: 'error' });
    try {
      const admin = await createClient(service.url).signIn(adminEmail, password);
      await admin.post('/api/v2/campuses', { name: 'Main' });
      const table = makeTable();
      const file = format === 'csv' ? writeCsv(table) : await writeWorkbook('People', table);
      const idleMb = peakMb(service.process.pid);
      const first = await measure(admin, file);
      const again = await measure(admin, file);
      const peak = peakMb(service.process.pid);
      if (first.outcome.result?.created !== rows || again.outcome.result?.created !== 0)
        throw new Error(`The import came to ${JSON.stringify(first.outcome).slice(0, 500)}`);
      process.stdout.write(
        `${format}: ${rows} rows in ${first.seconds.toFixed(1)} s (${Math.round(rows / first.seconds)} a second, target ${targetS} s), ` +
          `known again in ${again.seconds.toFixed(1)} s, progress told ${first.told} times, peak ${peak} MB (${idleMb} MB before)\n`,
      );
      Object.assign(figures, {
        [`${format}Seconds`]: Number(first.seconds.toFixed(1)),
        [`${format}RowsPerSecond`]: Math.round(rows / first.seconds),
        [`${format}AgainSeconds`]: Number(again.seconds.toFixed(1)),
        [`${format}PeakMb`]: peak,
      });
    } finally {
      await endService(service, 'SIGTERM');
      await removeDataDir(dataDir);
    }
  }
  return figures;
}

function makeTable(): string[][] {
  const people = Array.from({ length: rows }, (_, index) => [
    `Family${index % 7919}`,
    `Given ${index}`,
    `s${index}@import.example`,
    String(index).padStart(6, '0'),
    Array.from({ length: classesEach }, (_one, at) => `C${(index + at * 7) % classes}`).join('; '),
  ]);
  return [['Nachname', 'Vorname', 'E-Mail', 'Matrikelnummer', 'Kurse'], ...people];
}

async function measure(admin: Client, file: Buffer): Promise<{ seconds: number; told: number; outcome: Outcome }> {
  const before = performance.now();
  const taken = await admin.upload<{ id: string }>('/api/v2/people/import?createClasses=true', 'file', [file]);
  if (taken.status !== 202)
    throw new Error(`It was answered ${taken.status}: ${JSON.stringify(taken.body).slice(0, 300)}`);
  const seen = new Set<number>();
  for (;;) {
    const { body } = await admin.get<Outcome>(`/api/v2/tasks/${taken.body.id}`);
    seen.add(body.done);
    if (body.status === 'failed') throw new Error(`It failed: ${JSON.stringify(body.error)}`);
    if (body.status === 'done') return { seconds: (performance.now() - before) / 1000, told: seen.size, outcome: body };
    await pause(200);
  }
}

/** The most that the process ever held. */
function peakMb(pid: number | undefined): number {
  const kb = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid ?? 'self'}/status`, 'utf8'))?.[1] ?? '0';
  return Math.round(Number(kb) / 1024);
}
