/** Buttons: what was shown is what is done, by the person it was shown to, once. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ChatReply } from '../../bots/web/web.ts';
import type { Answer, Client } from '../support/client.ts';
import { adminEmail, startTestMuster, type TestMuster } from '../support/muster.ts';
import { createSmallSchool, type SmallSchool } from '../support/school.ts';

let muster: TestMuster;
let school: SmallSchool;
let teacher: Client;
let sessionId: string;

beforeAll(async () => {
  muster = await startTestMuster();
  school = await createSmallSchool(muster, 3);
  await school.teacher.say('open CS101 for 10 hours');
  sessionId = (await muster.db.autocommit.session.findFirstOrThrow()).id;
});
afterAll(() => muster.end());
/** Each test has a conversation of its own, and Ada begins as present. */
beforeEach(async () => {
  teacher = await muster.signIn('grace@school.example');
  await teacher.request('PUT', `/api/v2/sessions/${sessionId}/records/${school.students[0]!.id}`, {
    status: 'present',
  });
});

const standing = async (index = 0): Promise<string | null> =>
  (
    await muster.db.autocommit.attendanceRecord.findFirst({
      where: { sessionId, personId: school.students[index]!.id },
    })
  )?.status ?? null;
const countChanges = (): Promise<number> => muster.db.autocommit.recordChange.count();
const pressAs = (client: Client, id: string): Promise<Answer<ChatReply & { code?: string; detail?: string }>> =>
  client.post(`/api/v2/chat/actions/${id}`);
const buttonOf = (reply: ChatReply, label: string): string =>
  reply.actions.find((action) => action.label === label)!.id;
const propose = (text = 'mark Ada late in CS101'): Promise<ChatReply> => teacher.say(text);

describe('a button', () => {
  test('does nothing until it is pressed, and then exactly what was shown', async () => {
    const reply = await propose();
    expect(reply.text).toContain('present → late');
    expect(await standing()).toBe('present');
    const pressed = await pressAs(teacher, buttonOf(reply, 'Confirm'));
    expect(pressed.body.text).toMatch(/^Recorded: Ada Lovelace, CS101, .*: present → late\.$/);
    expect(await standing()).toBe('late');
  });

  test('pressed again answers the same and changes nothing', async () => {
    const id = buttonOf(await propose(), 'Confirm');
    const first = await pressAs(teacher, id);
    const changes = await countChanges();
    expect((await pressAs(teacher, id)).body).toEqual(first.body);
    expect(await countChanges()).toBe(changes);
  });

  test('pressed several times at once acts once', async () => {
    const id = buttonOf(await propose(), 'Confirm');
    const changes = await countChanges();
    const answers = await Promise.all(Array.from({ length: 6 }, () => pressAs(teacher, id)));
    const done = answers.filter((answer) => answer.status === 200);
    expect(done.length).toBeGreaterThan(0);
    for (const answer of answers)
      expect(answer.status === 200 ? answer.body : answer.body.code).toEqual(
        answer.status === 200 ? done[0]!.body : 'inProgress',
      );
    expect(await countChanges()).toBe(changes + 1);
  });

  test('of somebody else is as good as none, also to an admin', async () => {
    const reply = await propose();
    const others = [await muster.signIn(adminEmail), await muster.signIn(school.students[0]!.email)];
    for (const client of others)
      for (const action of reply.actions)
        expect(await pressAs(client, action.id)).toMatchObject({ status: 404, body: { code: 'notFound' } });
    expect(await standing()).toBe('present');
  });

  test('with another verb than was offered is none', async () => {
    const id = buttonOf(await propose(), 'Confirm').replace('.confirm', '');
    for (const verb of ['undo', 'explode', 'confirm.confirm', ''])
      expect((await pressAs(teacher, `${id}.${verb}`)).status).toBe(404);
    const undo = buttonOf((await pressAs(teacher, `${id}.confirm`)).body, 'Undo').replace('.undo', '');
    for (const verb of ['confirm', 'cancel']) expect((await pressAs(teacher, `${undo}.${verb}`)).status).toBe(404);
    expect(await standing()).toBe('late');
  });

  test('of a change that was cancelled confirms nothing, and the other way round', async () => {
    const cancelled = await propose();
    expect((await pressAs(teacher, buttonOf(cancelled, 'Cancel'))).body.text).toBe('Cancelled. Nothing was changed.');
    expect((await pressAs(teacher, buttonOf(cancelled, 'Cancel'))).status).toBe(200);
    expect(await pressAs(teacher, buttonOf(cancelled, 'Confirm'))).toMatchObject({
      status: 410,
      body: { detail: expect.stringMatching(/settled already/) as string },
    });
    expect(await standing()).toBe('present');
    const confirmed = await propose();
    await pressAs(teacher, buttonOf(confirmed, 'Confirm'));
    expect((await pressAs(teacher, buttonOf(confirmed, 'Cancel'))).status).toBe(410);
    expect(await standing()).toBe('late');
  });

  test('expires after a quarter of an hour, an Undo after half an hour', async () => {
    const id = buttonOf(await propose(), 'Confirm');
    const undo = buttonOf(
      (await pressAs(teacher, buttonOf(await propose('mark Blaise late in CS101'), 'Confirm'))).body,
      'Undo',
    );
    muster.clock.advance(15);
    teacher = await muster.signIn('grace@school.example');
    expect(await pressAs(teacher, id)).toMatchObject({
      status: 410,
      body: { detail: expect.stringMatching(/expired/) as string },
    });
    expect(await standing()).toBe('present');
    muster.clock.advance(15);
    teacher = await muster.signIn('grace@school.example');
    expect((await pressAs(teacher, undo)).status).toBe(410);
    expect(await standing(1)).toBe('late');
  });
});

describe('the plan is frozen', () => {
  test('what was shown is done, whatever was typed since', async () => {
    const first = await propose();
    const second = await propose('mark Ada absent in CS101 because she left');
    expect(second.text).toContain('present → absent (she left)');
    expect((await pressAs(teacher, buttonOf(first, 'Confirm'))).body.text).toContain('present → late');
    expect(await standing()).toBe('late');
  });

  test('a record that was changed in between is not overwritten, and the person reads why', async () => {
    const reply = await propose();
    await school.admin.signIn(adminEmail, 'correct horse');
    await school.admin.request('PUT', `/api/v2/sessions/${sessionId}/records/${school.students[0]!.id}`, {
      status: 'excused',
    });
    const pressed = await pressAs(teacher, buttonOf(reply, 'Confirm'));
    expect(pressed.body.text).toMatch(/changed by someone else.*look again/);
    expect(await standing()).toBe('excused');
  });

  test('Undo too: it never takes back a later change', async () => {
    const undo = buttonOf((await pressAs(teacher, buttonOf(await propose(), 'Confirm'))).body, 'Undo');
    await teacher.request('PUT', `/api/v2/sessions/${sessionId}/records/${school.students[0]!.id}`, {
      status: 'absent',
    });
    expect((await pressAs(teacher, undo)).body.text).toMatch(/changed by someone else/);
    expect(await standing()).toBe('absent');
  });
});

describe('in words', () => {
  test.each(['yes', 'Yes, please.', 'OK!', 'confirm', 'go ahead'])(
    '"%s" confirms what was just shown',
    async (word) => {
      await propose();
      expect((await teacher.say(word)).text).toMatch(/^Recorded: Ada Lovelace/);
    },
  );

  test.each(['no', 'No thanks', 'cancel', "don't"])('"%s" cancels it', async (word) => {
    await propose();
    expect((await teacher.say(word)).text).toBe('Cancelled. Nothing was changed.');
    expect(await standing()).toBe('present');
  });

  test.each(['yes but only tomorrow', 'is that ok?', 'not ok', 'yes?', 'ok, and what about Blaise'])(
    '"%s" confirms nothing',
    async (words) => {
      await propose();
      await teacher.say(words);
      expect(await standing()).toBe('present');
    },
  );

  test('"ok" to another answer does not confirm an older change; its button still does', async () => {
    const reply = await propose();
    await teacher.say('who is missing in CS101?');
    expect((await teacher.say('ok')).text).toMatch(/Nothing is waiting/);
    expect(await standing()).toBe('present');
    expect((await pressAs(teacher, buttonOf(reply, 'Confirm'))).body.text).toMatch(/^Recorded/);
  });

  test('"yes" confirms what the latest answer showed, not an earlier one', async () => {
    await propose('mark Blaise absent in CS101');
    await propose('mark Chen late in CS101');
    expect((await teacher.say('yes')).text).toMatch(/^Recorded: Chen Jingrun/);
    expect(await standing(1)).toBe('late');
  });

  test('"undo" takes back the last change of the conversation, once', async () => {
    await propose();
    await teacher.say('yes');
    expect((await teacher.say('undo')).text).toMatch(/^Taken back: Ada Lovelace.*late → present/);
    expect(await standing()).toBe('present');
    expect((await teacher.say('undo that please')).text).toMatch(/nothing in this conversation/);
  });

  test('"undo" does not reach past a change that cannot be taken back', async () => {
    const { body } = await (
      await muster.signIn(adminEmail)
    ).post<{ id: string }>('/api/v2/classes', { code: 'ART1', title: 'Drawing', campusId: school.campusId });
    await (
      await muster.signIn(adminEmail)
    ).post(`/api/v2/classes/${body.id}/teachers`, { personId: school.teacher.id });
    expect((await teacher.say('open ART1')).actions.map((action) => action.label)).toEqual(['Undo']);
    muster.clock.advance(1);
    await teacher.say('close ART1');
    expect((await teacher.say('yes')).text).toMatch(/is closed/);
    expect((await teacher.say('undo')).text).toMatch(/nothing in this conversation/);
    expect(await muster.db.autocommit.session.count({ where: { status: 'cancelled' } })).toBe(0);
  });
});

describe('a press that was cut off', () => {
  /** From here on no answer to a press can be kept, as if the process died before it. */
  const loseAnswers = (): Promise<number> =>
    muster.db.autocommit
      .$executeRawUnsafe(
        `
    CREATE FUNCTION lose() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'cut off'; END $$;`,
      )
      .then(() =>
        muster.db.autocommit.$executeRawUnsafe(
          'CREATE TRIGGER lose BEFORE UPDATE OF answer ON pending_action FOR EACH ROW WHEN (NEW.answer IS NOT NULL) EXECUTE FUNCTION lose()',
        ),
      );
  const keepAnswers = (): Promise<number> => muster.db.autocommit.$executeRawUnsafe('DROP FUNCTION lose CASCADE');

  test('after its effect can be pressed again half a minute later, and has its effect once', async () => {
    const id = buttonOf(await propose(), 'Confirm');
    await loseAnswers();
    expect((await pressAs(teacher, id)).status).toBeGreaterThanOrEqual(500);
    await keepAnswers();
    expect(await pressAs(teacher, id)).toMatchObject({ status: 409, body: { code: 'inProgress', retryable: true } });
    const changes = await countChanges();
    muster.clock.advance(0.6);
    const again = await pressAs(teacher, id);
    expect(again).toMatchObject({
      status: 200,
      body: { text: expect.stringMatching(/^Recorded: Ada Lovelace.*present → late/) as string },
    });
    expect((await pressAs(teacher, id)).body).toEqual(again.body);
    expect([await countChanges(), await standing()]).toEqual([changes, 'late']);
  });

  test('before its effect is carried out half a minute later', async () => {
    const id = buttonOf(await propose(), 'Confirm');
    await muster.db.autocommit.pendingAction.update({
      where: { id: id.replace('.confirm', '') },
      data: { status: 'done', settledAt: muster.clock.now() },
    });
    expect((await pressAs(teacher, id)).status).toBe(409);
    muster.clock.advance(0.6);
    expect((await pressAs(teacher, id)).body.text).toMatch(/^Recorded: Ada Lovelace/);
    expect(await standing()).toBe('late');
  });
});

test("another person's conversation is not found", async () => {
  const { conversationId } = await teacher.say('who am I?');
  const student = await muster.signIn(school.students[0]!.email);
  expect(await student.post('/api/v2/chat', { text: 'who am I?', conversationId })).toMatchObject({
    status: 404,
    body: { code: 'notFound' },
  });
  expect(
    (await student.post('/api/v2/chat', { text: 'who am I?', conversationId: '01900000-0000-7000-8000-000000000000' }))
      .status,
  ).toBe(404);
});
