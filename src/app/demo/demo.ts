/** `npm run demo`: a demo school in a folder of its own, the main job shown, then the page and the chat to try. */
import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { loadConfig } from '../config.ts';
import { removeEmbedded } from '../../db/index.ts';
import { createLog } from '../../kernel/log.ts';
import { startMuster, type Muster } from '../main.ts';
import { createDemoClock } from './clock.ts';
import { signIn } from './chat-client.ts';
import { admin, demoPassword, institutionName, teachers } from './people.ts';
import { buildSchool, type DemoSchool } from './school.ts';
import { playTranscript } from './transcript.ts';

const isOnce = process.argv.includes('--once');
const print = (line: string): void => console.log(line);

/** The demo keeps its own folder, made anew each time, whatever the environment says about the real one. */
async function makeConfig() {
  const dataDir = resolve('data', 'demo');
  const log = createLog('warn');
  await removeEmbedded({ dataDir, log });
  await rm(dataDir, { recursive: true, force: true });
  const { PORT, HOST } = process.env;
  const config = loadConfig({
    DATA_DIR: dataDir,
    INSTITUTION_NAME: institutionName,
    ADMIN_EMAIL: admin.email,
    ADMIN_PASSWORD: demoPassword,
    LOG_LEVEL: 'warn',
    COMPAT: 'all',
    PORT: isOnce ? '0' : PORT,
    HOST,
  });
  return { config, log, dataDir };
}

async function showMainJob(muster: Muster, school: DemoSchool, dataDir: string): Promise<void> {
  const path = await playTranscript({ baseUrl: muster.url, school, print, outDir: join(dataDir, 'transcript') });
  const chain = await verifyAudit(muster);
  print(`\nAudit: ${chain} entries, chain intact`);
  print(`PDF: ${path}`);
}

async function verifyAudit({ modules }: Muster): Promise<number> {
  await modules.audit.sealPending();
  const verdict = await modules.audit.verify();
  if (!verdict.intact) throw new Error(`The audit chain is broken at ${verdict.brokenAt}`);
  return verdict.entries;
}

function printSignIns(muster: Muster, school: DemoSchool): void {
  print(`\nThe page and the chat: ${muster.url}/app`);
  const people = [
    ['admin', admin.email],
    ...teachers.map((teacher) => ['teacher', teacher.email]),
    ['student', school.newcomer.email],
    ['student', school.students[1]!.email],
  ];
  for (const [role, email] of people) print(`  ${(role ?? '').padEnd(8)} ${email}  password: ${demoPassword}`);
  print('Stop with Ctrl-C.');
}

async function main(): Promise<void> {
  print('Muster demo: starting an embedded database and loading the face models…');
  const clock = createDemoClock();
  const { config, log, dataDir } = await makeConfig();
  const muster = await startMuster({ config, log, clock });
  const stopAndExit = (code: number): void => void muster.stop().finally(() => process.exit(code));
  process.once('SIGINT', () => stopAndExit(0));
  process.once('SIGTERM', () => stopAndExit(0));
  try {
    const actor = await muster.modules.access.authenticate(await signIn(muster.url, admin.email, demoPassword));
    const school = await buildSchool(muster.modules, clock, actor, print);
    await showMainJob(muster, school, dataDir);
    if (isOnce) stopAndExit(0);
    else printSignIns(muster, school);
  } catch (error) {
    console.error(
      `\nThe demo did not come out as it should: ${error instanceof Error ? error.message : String(error)}`,
    );
    stopAndExit(1);
  }
}

main().catch((error: unknown) => {
  console.error(`The demo cannot start: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
});
