/**
 * `npm run bench -- turn`: what a turn costs besides thinking, on each edge, with a model provider that answers at
 * once.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '../../src/app/config.ts';
import { removeEmbedded } from '../../src/db/embedded.ts';
import { createLog } from '../../src/kernel/log.ts';
import { startMuster } from '../../src/app/main.ts';
import { createClient } from '../support/client.ts';
import { startOpenAiServer } from '../support/openai-server.ts';
import { directOf, startFakeSlack, team } from '../support/slack.ts';
import { createSlackUser } from '../support/slack-user.ts';
import { startFakeTeams, tenantId } from '../support/teams.ts';
import { createTeamsUser } from '../support/teams-user.ts';
import { percentile } from './percentile.ts';

const turns = 200;
const warmUpTurns = 20;
const admin = { email: 'admin@bench.example', password: 'bench-password' };
const answer = 'Good morning. Nobody is missing.';

export async function benchTurn(): Promise<Record<string, unknown>> {
  const provider = await startOpenAiServer();
  provider.play([], { say: answer });
  const slack = await startFakeSlack();
  const teams = await startFakeTeams();
  const dataDir = await mkdtemp(join(tmpdir(), 'muster-bench-'));
  const log = createLog('error');
  const config = loadConfig({
    DATA_DIR: dataDir,
    PORT: '0',
    VISION_THREADS: '1',
    ADMIN_EMAIL: admin.email,
    ADMIN_PASSWORD: admin.password,
    LOG_LEVEL: 'error',
    OPENAI_BASE_URL: provider.baseUrl,
    OPENAI_API_KEY: 'bench',
    CHAT_MESSAGES_PER_MINUTE: '10000',
    ...slack.env,
    ...teams.env,
    FILE_HOSTS: `${slack.origin},${teams.origin}`,
  });
  const muster = await startMuster({ config, log });
  try {
    const web = await createClient(muster.url).signIn(admin.email, admin.password);
    const person = await muster.db.autocommit.person.findFirstOrThrow({ where: { role: 'admin' } });
    const actor = { personId: person.id, name: person.name, role: 'admin' } as const;
    const onSlack = createSlackUser(slack, () => muster.url, 'UBENCH');
    const onTeams = createTeamsUser(teams, () => muster.url, 'BENCH');
    await muster.modules.accounts.link(
      { platform: 'slack', tenantId: team, userId: onSlack.user },
      (await muster.modules.accounts.issueCode(actor)).code,
    );
    await muster.modules.accounts.link(
      { platform: 'teams', tenantId, userId: onTeams.aadObjectId },
      (await muster.modules.accounts.issueCode(actor)).code,
    );
    const figures = {
      web: await measure('web: request to reply', async () => expectAnswer((await web.say('who is missing?')).text)),
      slack: await measure('Slack: delivery to posted answer', async () => {
        const posted = slack.nextShown(directOf(onSlack.user));
        await onSlack.send(onSlack.message('who is missing?'));
        expectAnswer((await posted).text);
      }),
      teams: await measure('Teams: delivery to sent answer', async () => {
        const sent = teams.nextShown(onTeams.conversation);
        await onTeams.send(onTeams.activity({ text: 'who is missing?' }));
        expectAnswer((await sent).text);
      }),
    };
    return { turns, ...figures };
  } finally {
    await muster.stop();
    await Promise.all([provider.close(), slack.close(), teams.close()]);
    await removeEmbedded({ dataDir, log });
    await rm(dataDir, { recursive: true, force: true });
  }
}

/** One turn after the other, as one person takes them. */
async function measure(name: string, turn: () => Promise<void>): Promise<Record<string, number>> {
  for (let count = 0; count < warmUpTurns; count += 1) await turn();
  const latenciesMs: number[] = [];
  for (let count = 0; count < turns; count += 1) {
    const startedAt = performance.now();
    await turn();
    latenciesMs.push(performance.now() - startedAt);
  }
  const [p50Ms, p95Ms, p99Ms] = [0.5, 0.95, 0.99].map(
    (share) => Math.round(percentile(latenciesMs, share) * 10) / 10,
  ) as [number, number, number];
  process.stdout.write(`${name.padEnd(44)} p50 ${p50Ms} ms   p95 ${p95Ms} ms   p99 ${p99Ms} ms\n`);
  return { p50Ms, p95Ms, p99Ms };
}

function expectAnswer(text: string): void {
  if (!text.endsWith(answer)) throw new Error(`Not the model's answer: ${text}`);
}
