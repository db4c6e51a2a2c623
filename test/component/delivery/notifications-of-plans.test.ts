/** Notifications when plans change: who is told of what, and how often. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { NotificationView } from '../../../src/delivery/notifications/notifications.schema.ts';
import type { Client } from '../../support/client.ts';
import { startTestMuster, type TestMuster } from '../../support/muster.ts';
import { createPerson, createSmallSchool, type SmallSchool } from '../../support/school.ts';

let muster: TestMuster;
let school: SmallSchool;
let people: Record<'ada' | 'blaise' | 'mother' | 'colleague', Client>;
let colleagueId: string;

interface Page {
  notifications: NotificationView[];
  next: string | null;
  unread: number;
}

beforeAll(async () => {
  muster = await startTestMuster();
  school = await createSmallSchool(muster, 2);
  const motherId = await createPerson(school.admin, 'Annabella Byron', 'annabella@school.example', 'guardian');
  await school.admin.post(`/api/v2/people/${school.students[0]!.id}/guardians`, {
    guardianId: motherId,
    relation: 'mother',
  });
  colleagueId = await createPerson(school.admin, 'Alan Turing', 'alan@school.example', 'teacher');
  people = {
    ada: await muster.signIn('ada@school.example'),
    blaise: await muster.signIn('blaise@school.example'),
    mother: await muster.signIn('annabella@school.example'),
    colleague: await muster.signIn('alan@school.example'),
  };
});
afterAll(() => muster.end());
/** Each test begins with nothing on anybody's page. */
beforeEach(async () => {
  for (const client of [...Object.values(people), school.teacher, school.admin])
    await client.post('/api/v2/me/notifications/hide', {});
});

const page = async (client: Client, query = ''): Promise<Page> =>
  (await client.get<Page>(`/api/v2/me/notifications${query}`)).body;
const told = async (client: Client): Promise<[string, string][]> =>
  (await page(client)).notifications.map(({ kind, title }) => [kind, title]);
const textOf = async (client: Client): Promise<string | undefined> => (await page(client)).notifications[0]?.text;
const schedule = async (startsAt: string, endsAt: string): Promise<string> =>
  (await school.teacher.post<{ id: string }>(`/api/v2/classes/${school.classId}/sessions`, { startsAt, endsAt })).body
    .id;

describe('when plans change', () => {
  test('a session that is moved is told to its students, its other teachers and who stands in, with both times', async () => {
    await school.admin.post(`/api/v2/classes/${school.classId}/teachers`, { personId: colleagueId });
    const sessionId = await schedule('2026-11-20T09:00:00Z', '2026-11-20T10:00:00Z');
    const substitute = await createPerson(school.admin, 'Sub Stitute', 'sub@school.example', 'teacher');
    await school.teacher.post(`/api/v2/sessions/${sessionId}/substitutes`, { personId: substitute });
    await (await muster.signIn('sub@school.example')).post('/api/v2/me/notifications/hide', {});
    const placeId = (
      await school.admin.post<{ id: string }>('/api/v2/places', {
        campusId: school.campusId,
        kind: 'room',
        name: 'Room 12',
        shape: { type: 'circle', latitude: 1, longitude: 1, radiusM: 50 },
      })
    ).body.id;
    await school.teacher.post(`/api/v2/sessions/${sessionId}/move`, {
      startsAt: '2026-11-23T13:00:00Z',
      endsAt: '2026-11-23T14:00:00Z',
      placeId,
    });
    for (const client of [people.ada, people.blaise, people.colleague, await muster.signIn('sub@school.example')]) {
      expect((await page(client)).notifications).toMatchObject([
        {
          kind: 'session',
          title: 'Moved: CS101',
          text: 'Fri 20 Nov, 09:00 to 10:00 is now Mon 23 Nov, 13:00 to 14:00, in Room 12.',
          subject: { type: 'session', id: sessionId },
        },
      ]);
    }
    expect(await told(school.teacher)).toEqual([]);
    expect(await told(people.mother)).toEqual([]);
    await school.admin.request('DELETE', `/api/v2/classes/${school.classId}/teachers/${colleagueId}`);
  });

  test('who is named to stand in is told when, once, and told again when it is taken back', async () => {
    const sessionId = await schedule('2026-11-20T15:00:00Z', '2026-11-20T16:00:00Z');
    await school.teacher.post(`/api/v2/sessions/${sessionId}/substitutes`, { personId: colleagueId });
    await school.teacher.post(`/api/v2/sessions/${sessionId}/substitutes`, { personId: colleagueId });
    expect((await page(people.colleague)).notifications).toMatchObject([
      {
        kind: 'session',
        title: 'You stand in: CS101',
        text: 'Fri 20 Nov, 15:00 to 16:00. It is in your timetable; you can open it, mark students and close it.',
        subject: { type: 'session', id: sessionId },
      },
    ]);
    await school.teacher.request('DELETE', `/api/v2/sessions/${sessionId}/substitutes/${colleagueId}`);
    expect(await textOf(people.colleague)).toBe('Fri 20 Nov, 15:00 to 16:00 is run by somebody else.');
  });

  test('a session that is cancelled is told, also when it was cancelled by talking; moved to where it is, or refused, it is not', async () => {
    const sessionId = await schedule('2026-11-24T09:00:00Z', '2026-11-24T10:00:00Z');
    await school.teacher.post(`/api/v2/sessions/${sessionId}/move`, {
      startsAt: '2026-11-24T09:00:00Z',
      endsAt: '2026-11-24T10:00:00Z',
    });
    expect(await told(people.ada)).toEqual([]);
    await school.teacher.post(`/api/v2/sessions/${sessionId}/cancel`);
    expect(await textOf(people.ada)).toBe('Tue 24 Nov, 09:00 to 10:00 is cancelled.');
    expect((await school.teacher.post(`/api/v2/sessions/${sessionId}/cancel`)).status).toBe(409);
    expect(await told(people.ada)).toEqual([['session', 'Cancelled: CS101']]);
    await schedule('2026-11-25T09:00:00Z', '2026-11-25T10:00:00Z');
    await school.teacher.say('cancel CS101 on 25 November');
    await school.teacher.press('Confirm');
    expect(await textOf(people.ada)).toBe('Wed 25 Nov, 09:00 to 10:00 is cancelled.');
  });

  test('two that are merged are told once, with what became of each', async () => {
    const [first, second] = [
      await schedule('2026-11-26T09:00:00Z', '2026-11-26T10:00:00Z'),
      await schedule('2026-11-26T10:00:00Z', '2026-11-26T11:00:00Z'),
    ];
    await school.teacher.post(`/api/v2/sessions/${first}/merge`, { intoSessionId: second });
    expect(await told(people.ada)).toEqual([['session', 'Moved: CS101']]);
    expect(await textOf(people.ada)).toBe(
      'Thu 26 Nov, 09:00 to 10:00 is now Thu 26 Nov, 09:00 to 11:00.\nThu 26 Nov, 10:00 to 11:00 is now Thu 26 Nov, 09:00 to 11:00.',
    );
  });

  test('a holiday and the end of a timetable tell once a class, however many sessions are cancelled', async () => {
    const timetable = await school.teacher.post<{ id: string }>(`/api/v2/classes/${school.classId}/timetables`, {
      rule: 'FREQ=DAILY;COUNT=14',
      firstDay: '2026-12-01',
      startsAt: '09:00',
      durationMinutes: 60,
    });
    await school.admin.post('/api/v2/holidays', {
      campusId: school.campusId,
      name: 'Snow',
      firstDay: '2026-12-02',
      lastDay: '2026-12-03',
    });
    expect((await page(people.ada)).notifications).toMatchObject([
      {
        title: 'Cancelled: CS101',
        text: 'Wed 2 Dec, 09:00 to 10:00 is cancelled: Snow.\nThu 3 Dec, 09:00 to 10:00 is cancelled: Snow.',
        subject: { type: 'class', id: school.classId },
      },
    ]);
    expect(await told(school.teacher)).toEqual([['session', 'Cancelled: CS101']]);
    await school.teacher.request('DELETE', `/api/v2/timetables/${timetable.body.id}`);
    expect((await page(people.ada)).notifications).toHaveLength(2);
    expect((await textOf(people.ada))!.split('\n')).toHaveLength(11);
    expect(await textOf(people.ada)).toContain('… and 2 more.');
  });

  test('a calendar that changes times and cancels is told, and one that only renames is not', async () => {
    const event = (uid: string, day: string, more = '') =>
      `BEGIN:VEVENT\r\nUID:${uid}\r\nDTSTAMP:20261101T000000Z\r\nSUMMARY:Lab\r\nDTSTART:${day}T080000Z\r\nDTEND:${day}T090000Z\r\n${more}END:VEVENT\r\n`;
    const take = (...events: string[]) =>
      school.teacher.post(`/api/v2/classes/${school.classId}/calendar/import`, {
        ics: `BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//y//EN\r\n${events.join('')}END:VCALENDAR\r\n`,
        dryRun: false,
      });
    expect((await take(event('a', '20261208'), event('b', '20261209'))).status).toBe(200);
    await take(event('a', '20261208').replace('Lab', 'Practical'), event('b', '20261209'));
    expect(await told(people.ada)).toEqual([]);
    await take(event('a', '20261208').replace('T090000Z', 'T093000Z'), event('b', '20261209', 'STATUS:CANCELLED\r\n'));
    expect(await textOf(people.ada)).toBe(
      'Tue 8 Dec, 08:00 to 09:00 is now Tue 8 Dec, 08:00 to 09:30.\nWed 9 Dec, 08:00 to 09:00 is cancelled.',
    );
    await take(event('a', '20261208').replace('T090000Z', 'T093000Z'), event('b', '20261209'));
    expect((await page(people.ada)).notifications[0]).toMatchObject({
      title: 'On again: CS101',
      text: 'Wed 9 Dec, 08:00 to 09:00 is on again.',
    });
  });
});
