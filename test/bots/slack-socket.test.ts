/** Socket Mode: the same over a WebSocket that we open, with no route of ours; stored before it is acknowledged. */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocketServer, type WebSocket } from 'ws';
import { rephotograph } from '../../models/photo-studio.ts';
import { createSmallSchool, enrolFace, readPortraits, type SmallSchool } from '../support/school.ts';
import { linkAccount } from '../support/chat-school.ts';
import { directOf, startFakeSlack, team, type FakeSlack, type Shown } from '../support/slack.ts';
import { createSlackUser, envelope } from '../support/slack-user.ts';
import { startTestMuster, type TestMuster } from '../support/muster.ts';
import { until } from '../support/until.ts';

let slack: FakeSlack;
let sockets: WebSocketServer;
let socket: WebSocket;
let acknowledged: string[];
let muster: TestMuster;
let school: SmallSchool;

beforeAll(async () => {
  slack = await startFakeSlack();
  sockets = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  await once(sockets, 'listening');
  slack.answers.set('apps.connections.open', { url: `ws://127.0.0.1:${(sockets.address() as AddressInfo).port}/link` });
  acknowledged = [];
  const connected = once(sockets, 'connection');
  sockets.on('connection', (opened) => {
    socket = opened;
    opened.on('message', (data: Buffer) =>
      acknowledged.push((JSON.parse(data.toString()) as { envelope_id: string }).envelope_id),
    );
    opened.send(JSON.stringify({ type: 'hello', num_connections: 1, connection_info: { app_id: 'A1' } }));
  });
  muster = await startTestMuster({ ...slack.env, SLACK_SIGNING_SECRET: '', SLACK_APP_TOKEN: 'xapp-test' });
  await connected;
  school = await createSmallSchool(muster, 2);
});
afterAll(async () => {
  await muster.end();
  sockets.close();
  await slack.close();
});

/** Somebody whose deliveries come over the socket. */
function createUser(user: string) {
  const base = createSlackUser(slack, () => muster.url, user);
  const deliver = (type: string, payload: unknown, envelopeId: string = randomUUID()): string => {
    socket.send(
      JSON.stringify({ type, envelope_id: envelopeId, payload, accepts_response_payload: type !== 'events_api' }),
    );
    return envelopeId;
  };
  const isAcknowledged = (id: string): Promise<boolean> => until(() => acknowledged.includes(id));
  async function say(text: string, photos: readonly Buffer[] = []): Promise<Shown> {
    const message = base.message(text, photos.length > 0 ? base.attach(photos.map((data) => ({ data }))) : {});
    await isAcknowledged(deliver('events_api', envelope(message)));
    return base.hear();
  }
  async function press(shown: Shown, label: string): Promise<Shown> {
    const { id } = shown.buttons.find((button) => button.label === label)!;
    await isAcknowledged(
      deliver('interactive', {
        type: 'block_actions',
        user: { id: user, team_id: team },
        team: { id: team },
        channel: { id: directOf(user) },
        trigger_id: randomUUID(),
        container: { type: 'message', message_ts: shown.ts },
        message: { text: shown.text, ts: shown.ts },
        actions: [{ type: 'button', action_id: id, action_ts: slack.nextTs() }],
      }),
    );
    return base.hear();
  }
  return { ...base, deliver, isAcknowledged, say, press };
}

test('there is no route, and what comes over the socket is answered: linking, a selfie, a button, a command', async () => {
  expect((await fetch(`${muster.url}/slack/events`, { method: 'POST', body: '{}' })).status).toBe(404);
  const [portrait] = await readPortraits(1);
  const pupil = school.students[0]!;
  await enrolFace(await muster.signIn(pupil.email), portrait!);
  const ada = createUser('UADA');
  const teacher = createUser('UGRACE');
  await linkAccount(muster, ada, { personId: pupil.id, name: pupil.name, role: 'student' });
  await linkAccount(muster, teacher, { personId: school.teacher.id, name: 'Grace Hopper', role: 'teacher' });
  await teacher.say('open CS101');
  expect((await ada.say('', [await rephotograph(portrait!)])).text).toMatch(/checked in to CS101/);
  const preview = await teacher.say('mark Blaise late in CS101');
  expect((await teacher.press(preview, 'Confirm')).text).toMatch(/Recorded: Blaise/);
  const id = teacher.deliver('slash_commands', {
    command: '/muster',
    text: 'who is missing?',
    team_id: team,
    user_id: 'UGRACE',
    channel_id: 'C1',
    trigger_id: 't1',
    response_url: `${slack.origin}/response/UGRACE~C1`,
  });
  await teacher.isAcknowledged(id);
  expect((await teacher.hear()).text).toMatch(/CS101/);
});

test('an envelope that comes again is acknowledged again and answered once', async () => {
  const ada = createUser('UTWICE');
  const message = ada.message('hello');
  for (const eventId of ['Ev1', 'Ev1', 'Ev2'])
    await ada.isAcknowledged(ada.deliver('events_api', envelope(message, eventId)));
  expect((await ada.hear()).text).toMatch(/I do not know who you are/);
  await until(async () => (await muster.db.autocommit.inboundMessage.count({ where: { finishedAt: null } })) === 0);
  expect(slack.seenBy('UTWICE')).toHaveLength(1);
});

test('what cannot be stored is not acknowledged', async () => {
  const ada = createUser('UAWAY');
  await muster.db.autocommit.$executeRawUnsafe('ALTER TABLE inbound_message RENAME TO inbound_message_away');
  const message = ada.message('hello');
  const lost = ada.deliver('events_api', envelope(message, 'EvLost'));
  await until(() => muster.logged().includes('could not be stored'));
  await muster.db.autocommit.$executeRawUnsafe('ALTER TABLE inbound_message_away RENAME TO inbound_message');
  expect(acknowledged).not.toContain(lost);
  await ada.isAcknowledged(ada.deliver('events_api', envelope(message, 'EvLost')));
  expect((await ada.hear()).text).toMatch(/I do not know who you are/);
});
