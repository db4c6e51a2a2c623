/** Slack as people use it: direct messages, mentions, buttons, commands, the home tab, the assistant. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { composeClassPhoto, rephotograph } from '../../models/photo-studio.ts';
import { createSlackUser, type SlackUser } from '../support/slack-user.ts';
import { linkAccount, startSlackSchool, type SlackSchool } from '../support/chat-school.ts';
import { readPdf } from '../support/read-pdf.ts';
import { until } from '../support/until.ts';

let it: SlackSchool;
let ada: SlackUser;
let teacher: SlackUser;
let strangers = 0;

beforeAll(async () => {
  it = await startSlackSchool();
  teacher = it.teacher;
  ada = it.students[0]!;
});
afterAll(() => it.end());
beforeEach(async () => {
  await until(async () => (await it.muster.db.autocommit.inboundMessage.count({ where: { finishedAt: null } })) === 0);
});

const stranger = (): SlackUser => createSlackUser(it.slack, () => it.muster.url, `USTRANGER${(strangers += 1)}`);
const mention = (
  user: SlackUser,
  text: string,
  channel = 'C0001',
  more: Record<string, unknown> = {},
): Promise<Response> =>
  user.send({
    type: 'app_mention',
    channel,
    user: user.user,
    team: 'T0001',
    ts: it.slack.nextTs(),
    text: `<@UBOT> ${text}`,
    ...more,
  });
const records = (): Promise<number> => it.muster.db.autocommit.attendanceRecord.count();

test('the main job over Slack: open, selfie, stranger refused, roll call, correction, close, sheet', async () => {
  expect((await teacher.say('open CS101 for 90 minutes')).text).toContain('CS101 is open until 10:30');
  const receipt = await ada.say('', [await rephotograph(it.portraits[0]!)]);
  expect(receipt.text).toMatch(/checked in to CS101 as present[\s\S]*Clear match/);
  expect((await it.students[1]!.say('check in', [await rephotograph(it.portraits[4]!)])).text).toMatch(
    /You are not checked in[\s\S]*not the one that was enrolled/,
  );

  const proposal = await teacher.say('roll call', [
    await composeClassPhoto([...it.portraits.slice(0, 3), it.portraits[4]!]),
  ]);
  expect(proposal.text).toMatch(/I recognise 3 students/);
  await until(() =>
    it.slack.sent.some((file) => file.name === 'roll-call-CS101.jpg' && file.channel === teacher.channel),
  );
  const confirmed = await teacher.press(proposal, 'Confirm');
  expect(confirmed.text).toMatch(/2 students present; 1 had been recorded before/);
  await until(() => proposal.buttons.length === 0);
  expect(proposal.text).toMatch(/I recognise 3 students/);
  expect((await teacher.press(confirmed, 'Undo')).text).toMatch(/Taken back/);

  const correction = await teacher.say('mark Dorothy late in CS101');
  expect(correction.text).toContain('not marked → late');
  const recorded = await teacher.press(correction, 'Confirm');
  expect((await teacher.press(recorded, 'Undo')).text).toMatch(/late → not marked/);

  const closing = await teacher.say('close CS101');
  expect((await teacher.press(closing, 'Confirm')).text).toMatch(/3 students recorded absent/);
  await teacher.say('sheet for CS101 this month');
  const pdf = await until(() => it.slack.sent.find((file) => file.name.endsWith('.pdf')));
  expect(pdf.channel).toBe(teacher.channel);
  expect((await readPdf(pdf.data)).pages[0]!.text).toContain('Ada Lovelace');
  expect((await it.school.admin.get('/api/v2/audit/chain')).body).toMatchObject({ intact: true });
  await teacher.say('open CS101 for 90 minutes');
});

describe('who is this', () => {
  test('somebody who is not linked is told how to link and nothing else, whatever they write, a few times a minute', async () => {
    const user = stranger();
    const before = await it.muster.db.autocommit.conversation.count();
    for (const text of ['help', 'sheet for CS101', 'who is missing?']) {
      expect((await user.say(text)).text).toMatch(
        /^I do not know who you are yet\. Sign in at http.*\/app[\s\S]*link ABCD-EFGH-JKMN$/,
      );
    }
    await user.send(user.message('and now?'));
    await until(
      async () => (await it.muster.db.autocommit.inboundMessage.count({ where: { finishedAt: null } })) === 0,
    );
    expect(it.slack.seenBy(user.user)).toHaveLength(3);
    expect(await it.muster.db.autocommit.conversation.count()).toBe(before);
  });

  test('a wrong code links nobody; the right one does, once', async () => {
    const user = stranger();
    expect((await user.say('link ABCD-EFGH-JKMN')).text).toMatch(/That code is not valid/);
    const other = stranger();
    const { code } = await it.muster.modules.accounts.issueCode({
      personId: it.school.students[3]!.id,
      name: 'x',
      role: 'student',
    });
    expect((await other.say(`link ${code}`)).text).toMatch(/linked already/);
  });

  test('a code that was written where others read it is dead, and its owner is told so alone', async () => {
    const person = {
      personId: (
        await it.school.admin.post<{ id: string }>('/api/v2/people', {
          name: 'Late Comer',
          email: 'late@school.example',
          role: 'student',
        })
      ).body.id,
      name: 'Late Comer',
      role: 'student' as const,
    };
    const { code } = await it.muster.modules.accounts.issueCode(person);
    const user = stranger();
    await mention(user, `link ${code}`);
    const heard = await user.hear();
    expect(heard).toMatchObject({ to: user.user, channel: 'C0001' });
    expect(heard.text).toMatch(/Others could read that code/);
    expect((await user.say(`link ${code}`)).text).toMatch(/That code is not valid/);
    await linkAccount(it.muster, user, person);
    expect((await user.say('who am I?')).text).toContain('Late Comer');
  });

  test('a deactivated person is a stranger from the next message on', async () => {
    const person = {
      personId: (
        await it.school.admin.post<{ id: string }>('/api/v2/people', {
          name: 'Gone Soon',
          email: 'gone@school.example',
          role: 'student',
        })
      ).body.id,
      name: 'Gone Soon',
      role: 'student' as const,
    };
    const user = stranger();
    await linkAccount(it.muster, user, person);
    await it.muster.db.autocommit.person.update({ where: { id: person.personId }, data: { status: 'deactivated' } });
    expect((await user.say('who am I?')).text).toMatch(/I do not know who you are/);
  });
});

describe('in a channel', () => {
  test('a mention is answered so that only its sender sees it, files go to the direct conversation', async () => {
    await mention(teacher, 'who is missing in CS101?');
    const heard = await teacher.hear();
    expect(heard).toMatchObject({ to: teacher.user, channel: 'C0001' });
    expect(heard.text).toMatch(/CS101/);
    const files = it.slack.sent.length;
    await mention(teacher, 'sheet for CS101 this month', 'C0001', { thread_ts: '1.1' });
    const sheet = await teacher.hear();
    expect(sheet).toMatchObject({ to: teacher.user, threadTs: '1.1' });
    expect(sheet.text).toMatch(/The file is in our direct messages/);
    await until(() => it.slack.sent.length > files);
    expect(it.slack.sent.at(-1)).toMatchObject({ channel: teacher.channel });
    expect(it.slack.shown.filter((one) => one.channel === 'C0001' && one.to === undefined)).toEqual([]);
  });

  test('a confirmation asked there is pressed there, and stays between the two', async () => {
    await mention(teacher, 'mark Dorothy excused in CS101');
    const preview = await teacher.hear();
    expect(preview.to).toBe(teacher.user);
    const done = await teacher.press(preview, 'Confirm');
    expect(done).toMatchObject({ to: teacher.user });
    expect(done.text).toMatch(/Recorded: Dorothy/);
    expect((await teacher.press(done, 'Undo')).text).toMatch(/Taken back/);
  });

  test('a message that does not mention us is none of our business', async () => {
    const before = await it.muster.db.autocommit.inboundMessage.count();
    await ada.send({
      type: 'message',
      channel_type: 'channel',
      channel: 'C0001',
      user: ada.user,
      team: 'T0001',
      ts: it.slack.nextTs(),
      text: 'who has the notes?',
    });
    expect(await it.muster.db.autocommit.inboundMessage.count()).toBe(before);
  });

  test('/muster does the same in the same words, seen by its sender alone', async () => {
    expect(await teacher.command('who is missing in CS101?')).toMatchObject({
      to: teacher.user,
      text: expect.stringContaining('CS101') as string,
    });
  });
});

describe('buttons', () => {
  test('pressed by somebody else change nothing, and say so to them', async () => {
    const preview = await teacher.say('mark Dorothy late in CS101');
    const before = await records();
    const { id } = preview.buttons.find(({ label }) => label === 'Confirm')!;
    expect((await ada.pressRaw({ ...preview, channel: ada.channel, ts: '1.0' }, id)).status).toBe(200);
    expect((await ada.hear()).text).toMatch(/for somebody else/);
    expect(await records()).toBe(before);
    expect((await teacher.press(preview, 'Cancel')).text).toMatch(/Nothing was changed/);
  });
});

describe('the home tab', () => {
  const open = async (user: SlackUser): Promise<string> => {
    await user.send({ type: 'app_home_opened', user: user.user, tab: 'home', channel: user.channel });
    return until(() => it.slack.homeOf(user.user) || undefined);
  };

  test('shows a student their own day, a teacher the count, a stranger only how to link', async () => {
    expect(await open(ada)).toMatch(/CS101 Introduction to Computing[\s\S]*(checked in|present|absent|late)/);
    expect(await open(teacher)).toMatch(/CS101[\s\S]*of 4 here/);
    const home = await open(stranger());
    expect(home).toMatch(/I do not know who you are/);
    expect(home).not.toMatch(/CS101/);
  });
});

describe('an assistant thread', () => {
  test('begins with prompts that fit the role, and is answered in the thread', async () => {
    const threadTs = it.slack.nextTs();
    await teacher.send({
      type: 'assistant_thread_started',
      assistant_thread: { user_id: teacher.user, channel_id: teacher.channel, thread_ts: threadTs, context: {} },
      event_ts: threadTs,
    });
    const prompts = await until(() =>
      it.slack.calls.find((call) => call.method === 'assistant.threads.setSuggestedPrompts'),
    );
    expect(JSON.stringify(prompts.body)).toContain('who is missing?');
    expect(await teacher.say('who am I?', [], { thread_ts: threadTs })).toMatchObject({
      threadTs,
      text: expect.stringContaining('Grace Hopper') as string,
    });
  });
});
