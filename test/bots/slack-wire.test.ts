/**
 * Slack's wire: what is let in, what is stored before it is acknowledged, and what is said once whatever goes wrong.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { deliver, envelope, type SlackUser } from '../support/slack-user.ts';
import { settled, startSlackSchool, type SlackSchool } from '../support/chat-school.ts';
import { until } from '../support/until.ts';

let it: SlackSchool;
let ada: SlackUser;

beforeAll(async () => {
  it = await startSlackSchool();
  ada = it.students[0]!;
});
afterAll(() => it.end());
const stored = (): Promise<number> => it.muster.db.autocommit.inboundMessage.count();
beforeEach(() => settled(it.muster));

const body = (text = 'who am I?'): string => JSON.stringify(envelope(ada.message(text)));
const nowS = (): number => Math.floor(Date.now() / 1000);
const shownSince = (from: number): string[] =>
  it.slack
    .seenBy(ada.user)
    .slice(from)
    .map((one) => one.text);

describe('a request is let in', () => {
  test('when Slack verifies the address', async () => {
    const response = await deliver(
      it.muster.url,
      JSON.stringify({ type: 'url_verification', challenge: 'abc', token: 'x' }),
      'application/json',
    );
    expect([response.status, await response.json()]).toEqual([200, { challenge: 'abc' }]);
  });

  test('with a good signature, though Slack may not answer who we are', async () => {
    it.slack.trouble('auth.test', { error: 'invalid_auth' }, { status: 500 });
    expect((await ada.say('who am I?')).text).toContain('Ada Lovelace');
  });
});

describe('a press that lies in no message of ours', () => {
  test.each([
    ['no container', { container: undefined }],
    ['no channel', { channel: undefined }],
    ['neither', { container: undefined, channel: undefined }],
  ])('with %s is acknowledged', async (_name, over) => {
    const before = await stored();
    const press = {
      type: 'block_actions',
      user: { id: ada.user, team_id: 'T1' },
      team: { id: 'T1' },
      channel: { id: 'D1' },
      container: { type: 'view' },
      actions: [{ type: 'button', action_id: 'undo:x', block_id: 'b', action_ts: `${nowS()}.1` }],
      ...over,
    };
    const form = new URLSearchParams({ payload: JSON.stringify(press) }).toString();
    expect((await deliver(it.muster.url, form, 'application/x-www-form-urlencoded')).status).toBe(200);
    expect(await stored()).toBe(before + (press.channel ? 1 : 0));
  });
});

describe('a request is turned away and nothing of it stored', () => {
  test.each([
    ['another secret', { secret: 'wrong' }],
    ['ten minutes old', { atS: nowS() - 600 }],
    ['from a time to come', { atS: nowS() + 600 }],
    ['another version of the signature', { version: 'v1' }],
    ['no signature', { headers: { 'x-slack-signature': '' } }],
    ['no time', { headers: { 'x-slack-request-timestamp': '' } }],
  ])('%s', async (_name, over) => {
    const before = await stored();
    expect((await deliver(it.muster.url, body(), 'application/json', over)).status).toBe(401);
    expect(await stored()).toBe(before);
  });

  test('more than a megabyte', async () => {
    const before = await stored();
    expect((await deliver(it.muster.url, body('x'.repeat(1_100_000)), 'application/json')).status).toBe(413);
    expect(await stored()).toBe(before);
  });

  test('what is no JSON though it is signed', async () => {
    expect((await deliver(it.muster.url, 'heliotrope am I?', 'application/json')).status).toBe(400);
  });
});

describe('nothing is answered', () => {
  test.each([
    ['a bot', { bot_id: 'B1' }],
    ['a bot of the old kind', { subtype: 'bot_message' }],
    ['an edit', { subtype: 'message_changed', hidden: true, message: { text: 'x' } }],
    ['a deletion', { subtype: 'message_deleted', hidden: true }],
    ['somebody joining', { subtype: 'channel_join' }],
    ['nobody', { user: undefined }],
  ])('%s', async (_name, more) => {
    const before = await stored();
    expect((await ada.send(ada.message('who am I?', more))).status).toBe(200);
    expect(await stored()).toBe(before);
  });
});

describe('a message that comes again is answered once', () => {
  test('under the same event, under new events, as a mention too, eleven times at once', async () => {
    const from = it.slack.seenBy(ada.user).length;
    const message = ada.message('who am I?');
    const answers = await Promise.all([
      ...Array.from({ length: 9 }, (_, index) => ada.send(message, `Ev${index}`)),
      ada.send(message, 'Ev0'),
      ada.send({ ...message, type: 'app_mention' }),
    ]);
    expect(answers.map((answer) => answer.status)).toEqual(Array.from({ length: 11 }, () => 200));
    await settled(it.muster);
    expect(shownSince(from)).toHaveLength(1);
    await ada.hear();
  });

  test('under the event that brought it, whatever time it then names', async () => {
    const from = it.slack.seenBy(ada.user).length;
    const message = ada.message('who am I?');
    expect((await ada.send(message, 'EvTwice')).status).toBe(200);
    expect((await ada.send({ ...message, ts: it.slack.nextTs() }, 'EvTwice')).status).toBe(200);
    await settled(it.muster);
    expect(shownSince(from)).toHaveLength(1);
    await ada.hear();
  });

  test('a button pressed twice changes once and answers the same', async () => {
    await it.teacher.say('open CS101');
    const preview = await it.teacher.say('mark Dorothy late in CS101');
    const { id } = preview.buttons[0]!;
    await Promise.all([it.teacher.pressRaw(preview, id), it.teacher.pressRaw(preview, id)]);
    // Taken in the same moment, one may find the other at work, and is put off.
    await settled(it.muster);
    const [first, second] = [await it.teacher.hear(), await it.teacher.hear()];
    expect(first.text).toMatch(/Recorded: Dorothy/);
    expect(second.text).toBe(first.text);
    expect(
      await it.muster.db.autocommit.recordChange.count({ where: { record: { personId: it.school.students[3]!.id } } }),
    ).toBe(1);
  });
});

describe('when Slack has troubles', () => {
  const hear = async (): Promise<string> => {
    // The clock stands still: what was put off is due when it is moved on.
    const timer = setInterval(() => it.muster.clock.advance(1), 300);
    try {
      return (await ada.hear()).text;
    } finally {
      clearInterval(timer);
    }
  };

  test('an answer that it puts off is said later, once', async () => {
    const from = it.slack.seenBy(ada.user).length;
    it.slack.trouble('chat.postMessage', { status: 429, retryAfterS: 30 }, { status: 500 });
    await ada.send(ada.message('who am I?'));
    expect(await hear()).toContain('Ada Lovelace');
    await settled(it.muster);
    expect(shownSince(from)).toHaveLength(1);
    expect(it.slack.calls.filter((call) => call.method === 'conversations.history')).not.toHaveLength(0);
  });

  test('an answer that was posted but whose confirmation was lost is not posted again', async () => {
    const from = it.slack.seenBy(ada.user).length;
    await ada.send(ada.message('who am I?'));
    await ada.hear();
    await settled(it.muster);
    // As after a kill between posting and noting it.
    const row = await it.muster.db.autocommit.inboundMessage.findFirstOrThrow({
      where: { senderKey: { endsWith: ada.user } },
      orderBy: { id: 'desc' },
    });
    expect(row.note).toEqual({ isPosting: true });
    expect(shownSince(from)).toHaveLength(1);
  });
});

describe('an answer that takes long', () => {
  test('shows that it is worked on, and then takes that place', async () => {
    const from = it.slack.seenBy(ada.user).length;
    const attached = ada.attach([{ data: Buffer.from('no photo') }]);
    // The file comes late.
    const [id, file] = [...it.slack.downloads.entries()].at(-1)!;
    it.slack.downloads.delete(id);
    it.slack.slowDownloads.set(id, { ...file, afterMs: 2500 });
    await ada.send(ada.message('check in', attached));
    await until(() => shownSince(from)[0] === 'Working on it…');
    expect((await ada.hear()).text).toMatch(/not a picture/);
    expect(shownSince(from)).toHaveLength(1);
  });
});

test('a delivery that cannot be stored is not acknowledged, so that Slack sends it again', async () => {
  await it.muster.db.autocommit.$executeRawUnsafe('ALTER TABLE inbound_message RENAME TO inbound_message_away');
  const message = ada.message('who am I?');
  const refused = await ada.send(message, 'EvAway');
  await it.muster.db.autocommit.$executeRawUnsafe('ALTER TABLE inbound_message_away RENAME TO inbound_message');
  expect(refused.status).toBe(500);
  expect((await ada.send(message, 'EvAway')).status).toBe(200);
  expect((await ada.hear()).text).toContain('Ada Lovelace');
});

test('what was written and who wrote it is not in the log', async () => {
  await ada.say('my umbrella is heliotrope');
  expect(it.muster.logged()).not.toMatch(/heliotrope|xoxb-|USTUDENT|Lovelace/);
});
