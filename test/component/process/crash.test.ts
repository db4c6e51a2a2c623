/**
 * kill -9 of the service, and of its database, in the middle of check-ins and chat: what was acknowledged is there,
 * once, and answered.
 */
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { rephotograph } from '../../../models/photo-studio.ts';
import {
  attempt,
  attemptUntilAccepted,
  clientOf,
  createCrowd,
  inParallel,
  isAccepted,
  type Attempt,
  type Crowd,
  type Student,
} from '../../support/crowd.ts';
import { createClient } from '../../support/client.ts';
import { inspectLedger, readRegister, soundLedger } from '../../support/ledger.ts';
import { adminEmail, password } from '../../support/muster.ts';
import { postmasterOf } from '../../support/owners.ts';
import { enrolFace, readPortraits } from '../../support/school.ts';
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
import { deliver, onSlack, onTeams, onWeb, type Underway } from '../../support/underway.ts';
import { patienceMs, until } from '../../support/until.ts';

// Twenty starts of a whole service, on whatever cores there are.
vi.setConfig({ testTimeout: 900_000, hookTimeout: 300_000 });

const kills = 20;
const databaseKills = 10;
/** Who talk, on each of the three edges. */
const perEdge = 2;
/** Who check in by the API, how many of them by a selfie, and how many at once. */
const [streaming, withSelfies, atOnce] = [10, 2, 6];
/** Of so many places in a stream each is struck at in turn, so that some are always left to be cut off. */
const places = streaming - 2;

let dataDir: string;
let service: Service;
let slack: FakeSlack;
let teams: FakeTeams;
let env: Record<string, string>;
let crowd: Crowd;
let stream: Student[];
let slackUsers: SlackUser[];
let teamsUsers: TeamsUser[];
let onPage: Student[];

beforeAll(async () => {
  slack = await startFakeSlack();
  teams = await startFakeTeams();
  dataDir = makeDataDir();
  env = { ...slack.env, ...teams.env, FILE_HOSTS: `${slack.origin},${teams.origin}`, CHAT_MESSAGES_PER_MINUTE: '1000' };
  service = await startReadyService(dataDir, env);
  crowd = await createCrowd(service.url, { students: 3 * perEdge + streaming, sessions: kills + databaseKills });
  const talkers = crowd.students.slice(0, 3 * perEdge);
  stream = crowd.students.slice(3 * perEdge);
  onPage = talkers.slice(2 * perEdge);
  const portraits = await readPortraits(withSelfies);
  await Promise.all(
    portraits.map(async (portrait, index) => {
      // Spread over the stream, so that photos are being looked at whenever the kill comes.
      const student = stream[3 + index * 4]!;
      await enrolFace(clientOf(service.url, student.token), portrait);
      student.selfie = await rephotograph(portrait);
    }),
  );
  const url = (): string => service.url;
  slackUsers = Array.from({ length: perEdge }, (_, index) => createSlackUser(slack, url, `UCRASH${index}`));
  teamsUsers = Array.from({ length: perEdge }, (_, index) => createTeamsUser(teams, url, `CRASH${index}`));
  for (const [index, user] of [...slackUsers, ...teamsUsers].entries()) {
    const code = await clientOf(url(), talkers[index]!.token).post<{ code: string }>(
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

/** Sends everybody's check-in, and tells after each how many were acknowledged so far. */
async function sendAll(
  send: (student: Student) => Promise<Attempt[]>,
  seen: (acknowledged: number) => void,
): Promise<Attempt[]> {
  let acknowledged = 0;
  const attempts = await inParallel(stream, atOnce, async (student) => {
    const made = await send(student);
    if (isAccepted(made.at(-1))) seen((acknowledged += 1));
    return made;
  });
  return attempts.flat();
}

const confirmationOf = (round: number): RegExp => new RegExp(`checked in to C${round} `);

/** What the talkers say in a round, each on their edge. */
function messagesOf(round: number, code: string): Underway[] {
  const [says, confirmation] = [`check in to C${round} ${code}`, confirmationOf(round)];
  return [
    ...slackUsers.map((user) => onSlack(slack, user, says, confirmation)),
    ...teamsUsers.map((user) => onTeams(teams, user, says, confirmation)),
    ...onPage.map((student) => onWeb(() => service.url, student.token, says, confirmation)),
  ];
}

/** Sends all messages at once, and tells after each how many were acknowledged so far. */
async function sayAll(messages: readonly Underway[], seen: (acknowledged: number) => void): Promise<void> {
  let acknowledged = 0;
  await inParallel(messages, messages.length, async (message) => {
    await deliver(message);
    if (message.isAcknowledged) seen((acknowledged += 1));
  });
}

async function expectChainIntact(): Promise<void> {
  const admin = await createClient(service.url).signIn(adminEmail, password);
  expect((await admin.get('/api/v2/audit/chain')).body).toMatchObject({ intact: true, unsealed: 0 });
}

describe('kill -9 during a stream of check-ins and messages', () => {
  test('of the service, twenty times: what was acknowledged is there exactly once and answered after the restart, what was not is sent again, nothing is there twice, the audit chain verifies', async () => {
    let [cut, leftUnanswered] = [0, 0];
    for (const [round, session] of crowd.sessions.slice(0, kills).entries()) {
      const { url } = service;
      const messages = messagesOf(round, session.code);
      const strike = (): void => void service.process.kill('SIGKILL');
      // Each time elsewhere: by turns in the stream of check-ins and in the messages.
      const [afterCheckIns, afterMessages] =
        round % 2 === 0
          ? [1 + ((round / 2) % places), undefined]
          : [undefined, 1 + (((round - 1) / 2) % (2 * perEdge))];
      const [made] = await Promise.all([
        sendAll(
          async (student) => [await attempt(url, student, session)],
          (acknowledged) => acknowledged === afterCheckIns && strike(),
        ),
        sayAll(messages, (acknowledged) => acknowledged === afterMessages && strike()),
      ]);
      expect(await service.ended).toEqual({ code: null, signal: 'SIGKILL' });
      expect(made.filter(({ status }) => ![0, 200].includes(status))).toEqual([]);
      cut += made.filter(({ status }) => status === 0).length;
      leftUnanswered += messages.filter((message) => message.isAcknowledged && message.answers() === 0).length;
      const acknowledged = made.filter(isAccepted);

      service = await startReadyService(dataDir, env);
      const register = await readRegister(databaseUrlOf(dataDir), session.id);
      for (const { student, body } of acknowledged) expect(register.get(body.id ?? '')).toBe(student.id);
      expect(await inspectLedger(databaseUrlOf(dataDir))).toEqual(soundLedger);

      // Everybody sends again, as after a broken connection: the acknowledged get the answer they had.
      const again = await inParallel(stream, atOnce, (student) => attempt(service.url, student, session));
      expect(again.filter((one) => !isAccepted(one))).toEqual([]);
      for (const { student, body } of acknowledged)
        expect(again.find((one) => one.student === student)?.body.id).toBe(body.id);
      await Promise.all(
        messages.map((message) =>
          until(async () => {
            if (!message.isAcknowledged) await deliver(message);
            return message.isAcknowledged;
          }),
        ),
      );
      await until(() => messages.every((message) => message.answers() > 0));
      expect((await readRegister(databaseUrlOf(dataDir), session.id)).size).toBe(crowd.students.length);
      expect(await inspectLedger(databaseUrlOf(dataDir))).toEqual(soundLedger);
      await expectChainIntact();
    }
    // Slack can be asked what was posted, and the page asks with its key; Teams cannot be asked, so that there alone an
    // answer may come twice.
    for (let round = 0; round < kills; round += 1)
      for (const user of slackUsers)
        expect(slack.seenBy(user.user).filter((one) => confirmationOf(round).test(one.text))).toHaveLength(1);
    expect(cut).toBeGreaterThan(kills);
    expect(leftUnanswered).toBeGreaterThan(kills / 2);
  });

  test('of its database, ten times: requests are answered 503 to be tried again, never 500 and never falsely accepted, and the service recovers by itself', async () => {
    let refused = 0;
    for (const [round, session] of crowd.sessions.slice(kills).entries()) {
      const made = await sendAll(
        (student) => attemptUntilAccepted(service.url, student, session, patienceMs),
        (acknowledged) => acknowledged === 1 + (round % places) && process.kill(postmasterOf(dataDir), 'SIGKILL'),
      );
      const failed = made.filter((one) => !isAccepted(one));
      for (const { status, body } of failed) {
        expect({ status, ...body }).toMatchObject({
          status: 503,
          code: 'databaseUnavailable',
          retryable: true,
          detail: 'The register cannot be reached right now. Nothing was recorded; please try again shortly.',
        });
      }
      refused += failed.length;
      const accepted = made.filter(isAccepted);
      expect(accepted).toHaveLength(stream.length);
      const register = await readRegister(databaseUrlOf(dataDir), session.id);
      expect(register).toEqual(new Map(accepted.map(({ student, body }) => [body.id, student.id])));
      expect(await inspectLedger(databaseUrlOf(dataDir))).toEqual(soundLedger);
      await expectChainIntact();
    }
    expect(refused).toBeGreaterThan(databaseKills);
    expect(service.process.exitCode).toBe(null);
  });
});
