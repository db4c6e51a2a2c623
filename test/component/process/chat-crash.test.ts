/** kill -9 between acknowledgement and answer, on every edge: every message is answered, nothing is done twice. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { clientOf, createCrowd, inParallel, type Crowd } from '../../support/crowd.ts';
import { inspectLedger, readRegister, soundLedger } from '../../support/ledger.ts';
import {
  databaseUrlOf,
  endService,
  makeDataDir,
  removeDataDir,
  startReadyService,
  type Service,
} from '../../support/service.ts';
import { startFakeSlack, type FakeSlack } from '../../support/slack.ts';
import { createSlackUser, type SlackUser } from '../../support/slack-user.ts';
import { startFakeTeams, type FakeTeams } from '../../support/teams.ts';
import { createTeamsUser, type TeamsUser } from '../../support/teams-user.ts';
import { until } from '../../support/until.ts';

// Twenty starts of a whole service, on whatever cores there are.
vi.setConfig({ testTimeout: 600_000, hookTimeout: 180_000 });

const kills = 20;
/** On each of the three edges. */
const perEdge = 2;

let dataDir: string;
let service: Service;
let slack: FakeSlack;
let teams: FakeTeams;
let crowd: Crowd;
let slackUsers: SlackUser[];
let teamsUsers: TeamsUser[];
let env: Record<string, string>;

beforeAll(async () => {
  slack = await startFakeSlack();
  teams = await startFakeTeams();
  dataDir = makeDataDir();
  env = { ...slack.env, ...teams.env, FILE_HOSTS: `${slack.origin},${teams.origin}`, CHAT_MESSAGES_PER_MINUTE: '1000' };
  service = await startReadyService(dataDir, env);
  crowd = await createCrowd(service.url, { students: 3 * perEdge, sessions: kills });
  const url = (): string => service.url;
  slackUsers = Array.from({ length: perEdge }, (_, index) => createSlackUser(slack, url, `UCRASH${index}`));
  teamsUsers = Array.from({ length: perEdge }, (_, index) => createTeamsUser(teams, url, `CRASH${index}`));
  for (const [index, user] of [...slackUsers, ...teamsUsers].entries()) {
    const code = await clientOf(service.url, crowd.students[index]!.token).post<{ code: string }>(
      '/api/v2/me/linked-accounts/codes',
    );
    expect((await user.say(`link ${code.body.code}`)).text).toMatch(/^Linked/);
  }
});
afterAll(async () => {
  if (service) await endService(service, 'SIGKILL');
  await removeDataDir(dataDir);
  await slack.close();
  await teams.close();
});

/** A message on its way: sent as it stands until it is acknowledged, as platforms and pages do. */
interface Underway {
  send: () => Promise<number>;
  isAcknowledged: boolean;
  /** How often it was answered so far. */
  answers: () => number;
}

test('twenty times: what was acknowledged is answered after the restart, what was not is sent again, and every check-in stands once', async () => {
  let leftUnanswered = 0;
  for (const [round, session] of crowd.sessions.entries()) {
    const says = `check in to C${round} ${session.code}`;
    const confirmation = new RegExp(`checked in to C${round} `);
    const pieces = [
      ...slackUsers.map((user) => onSlack(user, says, confirmation)),
      ...teamsUsers.map((user) => onTeams(user, says, confirmation)),
      ...crowd.students.slice(2 * perEdge).map((student) => onWeb(student.token, says, confirmation)),
    ];

    let acknowledged = 0;
    const strikeAfter = 1 + (round % (2 * perEdge));
    await inParallel(pieces, pieces.length, async (piece) => {
      await deliver(piece);
      if (piece.isAcknowledged && (acknowledged += 1) === strikeAfter) service.process.kill('SIGKILL');
    });
    await service.ended;
    leftUnanswered += pieces.filter((piece) => piece.isAcknowledged && piece.answers() === 0).length;

    service = await startReadyService(dataDir, env);
    await inParallel(
      pieces.filter((piece) => !piece.isAcknowledged),
      pieces.length,
      async (piece) => {
        await until(async () => {
          await deliver(piece);
          return piece.isAcknowledged;
        });
      },
    );
    await until(() => pieces.every((piece) => piece.answers() > 0));
    expect((await readRegister(databaseUrlOf(dataDir), session.id)).size).toBe(crowd.students.length);
    expect(await inspectLedger(databaseUrlOf(dataDir))).toEqual(soundLedger);
  }
  // Slack can be asked what was posted, and the page asks with its key; Teams cannot be asked, so that there alone an
  // answer may come twice.
  for (const round of crowd.sessions.keys()) {
    const confirmation = new RegExp(`checked in to C${round} `);
    for (const user of slackUsers)
      expect(slack.seenBy(user.user).filter((one) => confirmation.test(one.text))).toHaveLength(1);
  }
  expect(leftUnanswered).toBeGreaterThan(kills / 2);
});

async function deliver(piece: Underway): Promise<void> {
  const status = await piece.send().catch(() => 0);
  if (status === 200) piece.isAcknowledged = true;
}

function onSlack(user: SlackUser, text: string, confirmation: RegExp): Underway {
  const message = user.message(text);
  const eventId = `Ev${randomUUID()}`;
  return {
    isAcknowledged: false,
    send: async () => (await user.send(message, eventId)).status,
    answers: () => slack.seenBy(user.user).filter((one) => confirmation.test(one.text)).length,
  };
}

function onTeams(user: TeamsUser, text: string, confirmation: RegExp): Underway {
  const activity = user.activity({ text });
  return {
    isAcknowledged: false,
    send: async () => (await user.send(activity)).status,
    answers: () => teams.seenIn(user.conversation).filter((one) => confirmation.test(one.text)).length,
  };
}

/** The page's request is its own acknowledgement: it comes with the answer. */
function onWeb(token: string, text: string, confirmation: RegExp): Underway {
  const key = randomUUID();
  let answers = 0;
  return {
    isAcknowledged: false,
    send: async () => {
      const { status, body } = await clientOf(service.url, token).request<{ text?: string }>(
        'POST',
        '/api/v2/chat',
        { text },
        { 'idempotency-key': key },
      );
      if (confirmation.test(body.text ?? '')) answers += 1;
      return status;
    },
    answers: () => answers,
  };
}
