/**
 * What else happens at the desk, in the conversation: leaving, joining, announcing, appealing, standing in, letting in,
 * and what is new.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createClient, type Client } from '../../support/client.ts';
import { password, startTestMuster, type TestMuster } from '../../support/muster.ts';
import { createPerson, createSmallSchool, type SmallSchool } from '../../support/school.ts';

let muster: TestMuster;
let school: SmallSchool;
let ada: Client;
let blaise: Client;
let alan: Client;
let sessionId: string;

beforeAll(async () => {
  muster = await startTestMuster();
  school = await createSmallSchool(muster, 3, { checkInWays: ['code'], earlyLeaveMinutes: 15 });
  await createPerson(school.admin, 'Alan Turing', 'alan@school.example', 'teacher');
  [ada, blaise, alan] = await Promise.all([
    muster.signIn(school.students[0]!.email),
    muster.signIn(school.students[1]!.email),
    muster.signIn('alan@school.example'),
  ]);
  // Once, the assistant says what it is.
  for (const client of [ada, blaise, alan, school.teacher, school.admin]) await client.say('help');
  sessionId = (
    await school.teacher.post<{ id: string }>(`/api/v2/classes/${school.classId}/sessions/open`, {
      durationMinutes: 60,
    })
  ).body.id;
});
afterAll(() => muster.end());

const statusOf = async (who: number): Promise<string | null> =>
  (await muster.db.autocommit.attendanceRecord.findFirst({ where: { sessionId, personId: school.students[who]!.id } }))
    ?.status ?? null;

describe('flags', () => {
  test('are shown with who is present, for review and without a verdict, until they are settled; students see none', async () => {
    const { code } = (await school.teacher.post<{ code: string }>(`/api/v2/sessions/${sessionId}/code`)).body;
    for (const client of [ada, blaise])
      await client.post('/api/v2/check-ins', { sessionId, code, deviceId: 'phone-1' });
    const flagged =
      'For review: Ada Lovelace and Blaise Pascal checked in with the same device. That can have a good reason and changes nothing by itself.';
    expect((await school.teacher.say('flags in CS101')).text).toContain(flagged);
    expect((await school.teacher.say('who is present?')).text).toContain(flagged);
    expect((await ada.say('flags in CS101')).text).toMatch(/not something you can do/);
    const [flag] = await muster.db.autocommit.reviewFlag.findMany();
    await school.teacher.post(`/api/v2/flags/${flag!.id}/resolve`);
    expect((await school.teacher.say('flags in CS101')).text).not.toContain('For review');
  });
});

describe('"I\'m leaving"', () => {
  test('notes when, says whether that is early, keeps the first time and the status, and staff see it', async () => {
    muster.clock.advance(5);
    expect((await ada.say("I'm leaving")).text).toBe(
      '👋 You left CS101 at 09:05. That is 55 minutes before the end; your teacher sees it. You stay checked in as you were.',
    );
    muster.clock.advance(1);
    expect((await ada.say('check me out of CS101')).text).toContain('You left CS101 at 09:05.');
    expect(await statusOf(0)).toBe('present');
    expect((await school.teacher.say('who is present?')).text).toContain(
      'Left (1): Ada Lovelace at 09:05 (55 minutes early)',
    );
  });

  test('says so when there is nothing to leave, and records nothing', async () => {
    const chen = await muster.signIn(school.students[2]!.email);
    expect((await chen.say('check me out')).text).toContain(
      'You are checked in to no open session. Nothing was recorded.',
    );
    expect((await school.teacher.say('check me out')).text).toMatch(/not something you can do/);
    expect(await muster.db.autocommit.checkOut.count()).toBe(1);
  });
});

describe('"join …"', () => {
  test('puts a student on the roster of the class with that code, once', async () => {
    const created = await school.admin.post<{ id: string }>('/api/v2/classes', {
      code: 'MATH201',
      title: 'Linear Algebra',
      campusId: school.campusId,
    });
    const { joinCode } = (
      await school.admin.request<{ joinCode: string }>('PUT', `/api/v2/classes/${created.body.id}/joining`, {
        joinPolicy: 'code',
      })
    ).body;
    expect((await ada.say(`join class with code ${joinCode.toLowerCase()}`)).text).toBe(
      'You are in MATH201 Linear Algebra now. To leave it again, ask your teacher or the school.',
    );
    expect((await ada.say(`join ${joinCode}`)).text).toBe('You are in MATH201 Linear Algebra already.');
    expect(await muster.db.autocommit.enrolment.count({ where: { classId: created.body.id } })).toBe(1);
  });

  test('counts wrong codes, in chat and by the API together, and then takes no code for a while, not even the right one', async () => {
    for (let tries = 0; tries < 3; tries += 1)
      expect((await blaise.say('join 7KQ3MX')).text).toBe(
        'No class takes this code. It may be mistyped, or have been renewed.',
      );
    for (let tries = 0; tries < 2; tries += 1)
      expect((await blaise.post('/api/v2/classes/join', { code: '7KQ3MX' })).status).toBe(404);
    const { joinCode } = await muster.db.autocommit.class.findFirstOrThrow({ where: { code: 'MATH201' } });
    expect((await blaise.say(`join ${joinCode ?? ''}`)).text).toBe(
      'Too many wrong join codes. Please wait 30 seconds.',
    );
    expect((await blaise.post('/api/v2/classes/join', { code: joinCode })).status).toBe(429);
    muster.clock.advance(1);
    expect((await blaise.say(`join ${joinCode ?? ''}`)).text).toContain('You are in MATH201');
  });
});

describe('"tell CS101 that …"', () => {
  test('shows the words and how many read them, sends nothing before Confirm, and says that it is final', async () => {
    const shown = await school.teacher.say("tell CS101 that tomorrow's lecture is in hall B");
    expect(shown.text).toBe(
      "To 3 students of CS101:\n“CS101: Message from Grace Hopper\nTomorrow's lecture is in hall B”\nOnce sent it cannot be taken back. Shall I send it?",
    );
    const announced = () => muster.db.autocommit.notification.count({ where: { kind: 'announcement' } });
    expect(await announced()).toBe(0);
    const sent = await school.teacher.press('Confirm');
    expect([sent.text, sent.actions]).toEqual(['Sent to 3 students of CS101.', []]);
    expect(await announced()).toBe(3);
    const told = await ada.get<{ notifications: { title: string; text: string }[] }>('/api/v2/me/notifications');
    expect(told.body.notifications[0]).toMatchObject({
      title: 'CS101: Message from Grace Hopper',
      text: "Tomorrow's lecture is in hall B",
    });
  });

  test('is for staff of that class only', async () => {
    expect((await ada.say('tell CS101 that there is no lecture')).text).toMatch(/not something you can do/);
    expect((await alan.say('tell CS101 that there is no lecture')).actions).toEqual([]);
    expect(await muster.db.autocommit.notification.count({ where: { kind: 'announcement' } })).toBe(3);
  });
});

describe('"what\'s new?"', () => {
  test('tells what is unread and leaves it so; "mark all read" reads it', async () => {
    const told = (await blaise.say("what's new?")).text;
    expect(told).toMatch(/^\d+ unread notifications?:\n/);
    expect(told).toContain("CS101: Message from Grace Hopper\n  Tomorrow's lecture is in hall B");
    expect((await blaise.say('any notifications?')).text).toBe(told);
    expect((await blaise.say('mark all read')).text).toMatch(/^\d+ notifications? marked as read\.$/);
    expect((await blaise.say("what's new?")).text).toMatch(/^Nothing new\. The latest were:\n• [^\n]*CS101: Message/);
    expect((await blaise.say('mark all read')).text).toBe('You have read all your notifications already.');
    expect((await alan.say('notifications')).text).toBe('Nothing new.');
  });
});

describe('an appeal', () => {
  const stored = () => muster.db.autocommit.appeal.findMany({ orderBy: { id: 'asc' } });

  test('is for a session that is over; what is asked is shown, nothing is sent before Confirm, and Undo withdraws it', async () => {
    expect((await blaise.say('appeal my absence in CS101 today: I was there')).text).toContain('CS101 is not over yet');
    await school.teacher.request('PUT', `/api/v2/sessions/${sessionId}/records/${school.students[1]!.id}`, {
      status: 'absent',
    });
    await school.teacher.say('close CS101');
    await school.teacher.press('Confirm');
    expect((await ada.say('I was present today in CS101, please correct it')).text).toBe(
      'The record of CS101, Wed 18 Nov, 09:00 says present already. Nothing to correct.',
    );
    expect((await blaise.say('appeal my absence in CS101 today: I was there')).text).toBe(
      'Ask the teachers of CS101 to correct CS101, Wed 18 Nov, 09:00: absent → present. Your words: “I was there” Shall I send it?',
    );
    expect(await stored()).toEqual([]);
    expect((await blaise.press('Confirm')).text).toBe(
      'Sent: CS101, Wed 18 Nov, 09:00: absent → present. You are told when it is answered.',
    );
    expect((await blaise.press('Undo')).text).toContain('Withdrawn');
    expect((await stored()).map(({ status }) => status)).toEqual(['withdrawn']);
  });

  test('is listed for its student and for staff of the class; who teaches another class sees nothing', async () => {
    await blaise.say('I was present today in CS101, please correct it');
    await blaise.press('Confirm');
    expect((await blaise.say('my appeals')).text).toBe(
      '2 appeals:\n• CS101, Wed 18 Nov, 09:00: wants present. “I was present.” (open)\n• CS101, Wed 18 Nov, 09:00: wants present. “I was there” (withdrawn)',
    );
    expect((await school.teacher.say('appeals')).text).toBe(
      '1 open appeal:\n• Blaise Pascal, CS101, Wed 18 Nov, 09:00: wants present. “I was present.”\nSay for example "approve the appeal of Ada".',
    );
    expect((await school.teacher.say('appeals in CS101')).text).toContain('Blaise Pascal');
    expect((await alan.say('appeals')).text).toBe('There is no open appeal.');
    expect((await ada.say('my appeals')).text).toBe('There is no appeal.');
  });

  test('is answered by a teacher after Confirm, which corrects the record and tells the student', async () => {
    expect((await blaise.say('approve the appeal of Blaise')).text).toMatch(/not something you can do/);
    expect((await alan.say('approve the appeal of Blaise')).text).toContain(
      'Nobody called "Blaise" has an open appeal.',
    );
    expect((await school.teacher.say("accept Blaise's appeal in CS101: sorry")).text).toBe(
      'Accept the appeal of Blaise Pascal in CS101, Wed 18 Nov, 09:00? They wrote: “I was present.” The record becomes present. Your answer: “sorry” An answer is final.',
    );
    expect(await statusOf(1)).toBe('absent');
    expect((await school.teacher.press('Confirm')).text).toBe(
      'Accepted: the appeal of Blaise Pascal in CS101, Wed 18 Nov, 09:00. The record is corrected and the student told.',
    );
    expect(await statusOf(1)).toBe('present');
    expect((await stored()).map(({ status }) => status)).toEqual(['withdrawn', 'accepted']);
    expect((await blaise.say("what's new?")).text).toMatch(/Your appeal in CS101 was accepted\n {2}sorry/);
    expect((await blaise.say('my appeals')).text).toContain('(accepted: sorry)');
  });
});

describe('"let Alan take …"', () => {
  test('shows who and which session, makes them a substitute when confirmed, and Undo takes it back', async () => {
    const [planned] = [
      (
        await school.teacher.post<{ id: string }>(`/api/v2/classes/${school.classId}/sessions`, {
          startsAt: '2026-11-19T10:00:00Z',
          endsAt: '2026-11-19T11:00:00Z',
        })
      ).body,
    ];
    const named = () => muster.db.autocommit.sessionSubstitute.findMany({ where: { sessionId: planned.id } });
    expect((await school.teacher.say('let Alan take CS101 tomorrow')).text).toBe(
      'Let Alan Turing stand in for CS101, Thu 19 Nov, 10:00 to 11:00? They can then open it, mark students and close it; its own teachers can as before.',
    );
    expect(await named()).toEqual([]);
    expect((await school.teacher.press('Confirm')).text).toBe(
      'Alan Turing stands in for CS101, Thu 19 Nov, 10:00 to 11:00. They are told, and it is in their timetable.',
    );
    expect(await named()).toHaveLength(1);
    expect((await alan.say('what do I have tomorrow?')).text).toContain('10:00 to 11:00 CS101');
    expect((await school.teacher.press('Undo')).text).toBe(
      'Taken back: Alan Turing does not stand in for CS101, Thu 19 Nov, 10:00 to 11:00, and is told so.',
    );
    expect(await named()).toEqual([]);
  });

  test('names nobody who is no teacher, who teaches the class, or for a class that is not theirs', async () => {
    for (const who of ['Blaise', 'Grace', 'Leonhard'])
      expect((await school.teacher.say(`let ${who} take CS101 tomorrow`)).text).toContain(
        `There is no teacher called "${who}" who does not run CS101 then already. Nothing was changed.`,
      );
    expect((await alan.say('let Alan take CS101 tomorrow')).actions).toEqual([]);
    expect((await ada.say('let Alan take CS101 tomorrow')).text).toMatch(/not something you can do/);
  });
});

describe('who waits to be let in', () => {
  test('is told to admins, and let in or turned away after Confirm', async () => {
    const signUp = (name: string) =>
      createClient(muster.url).post('/api/v2/auth/sign-up', {
        name,
        email: `${name.split(' ')[0]!.toLowerCase()}@new.example`,
        role: 'teacher',
        password,
      });
    const admitted = () =>
      muster.db.autocommit.person.findMany({
        where: { email: { endsWith: '@new.example' } },
        orderBy: { email: 'asc' },
        select: { name: true, status: true },
      });
    await signUp('Katherine Johnson');
    await signUp('Mallory Malone');
    expect((await school.admin.say('who is waiting for approval?')).text).toBe(
      '2 people wait for approval:\n• Katherine Johnson (teacher), katherine@new.example, which is only claimed\n• Mallory Malone (teacher), mallory@new.example, which is only claimed\nSay for example "approve Katherine Johnson".',
    );
    expect((await school.teacher.say('who is waiting for approval?')).text).not.toContain('Katherine');
    expect((await school.teacher.say('approve Katherine Johnson')).actions).toEqual([]);
    expect((await school.admin.say('approve Grace Hopper')).text).toBe(
      'Nobody called "Grace Hopper" waits for approval.',
    );
    expect((await school.admin.say('approve Katherine')).text).toBe(
      'Let in Katherine Johnson (teacher, katherine@new.example, which is only claimed)? They can sign in from then on.',
    );
    expect(await admitted()).toEqual([
      { name: 'Katherine Johnson', status: 'pending' },
      { name: 'Mallory Malone', status: 'pending' },
    ]);
    expect((await school.admin.press('Confirm')).text).toBe(
      'Let in: Katherine Johnson (teacher, katherine@new.example, which is only claimed).',
    );
    await school.admin.say('turn away Mallory');
    await school.admin.press('Confirm');
    expect(await admitted()).toEqual([
      { name: 'Katherine Johnson', status: 'active' },
      { name: 'Mallory Malone', status: 'deactivated' },
    ]);
    expect((await school.admin.say('approvals')).text).toBe('Nobody waits for approval.');
  });
});
