/** The timetable by talking: what one has, and a session that is cancelled. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startPlanning, type Planning } from '../../support/planning.ts';

let it: Planning;
beforeAll(async () => {
  it = await startPlanning();
});
afterAll(() => it.muster.end());
beforeEach(() => it.renew());

describe('"what do I have"', () => {
  test('tells students and teachers their sessions, in their zone and with places, and nobody those of others', async () => {
    await it.schedule('2026-11-19T09:00:00Z', '2026-11-19T10:30:00Z', { title: 'Optics', placeId: it.placeId });
    const { id } = await it.schedule('2026-11-20T13:00:00Z', '2026-11-20T14:00:00Z');
    await it.school.teacher.post(`/api/v2/sessions/${id}/cancel`);
    const told = `Thu 19 November 2026:\n  10:00 to 11:30 ${it.code} Optics (Room 12)\nFri 20 November 2026:\n  14:00 to 15:00 ${it.code} Physics (cancelled)`;
    // Ada is in CS101, too, which is in UTC and the first of her classes: times are told by the campus of each.
    expect((await it.ada.say('what do I have this week?')).text).toContain(
      `From 16 to 22 November 2026 you have:\n${told}`,
    );
    expect((await it.school.teacher.say('what do I have tomorrow?')).text).toContain(
      `On 19 November 2026 you have:\n${told.split('\n').slice(0, 2).join('\n')}`,
    );
    expect((await it.colleague.say('my timetable')).text).toContain('You have nothing from 18 to 24 November 2026.');
  });

  test('tells a substitute the one session they stand in for', async () => {
    const [mine] = [
      await it.schedule('2026-11-24T09:00:00Z', '2026-11-24T10:30:00Z'),
      await it.schedule('2026-11-24T13:00:00Z', '2026-11-24T14:00:00Z'),
    ];
    await it.school.teacher.post(`/api/v2/sessions/${mine.id}/substitutes`, { personId: it.colleague.id });
    expect((await it.colleague.say('what do I have on Tuesday?')).text).toBe(
      `On 24 November 2026 you have:\nTue 24 November 2026:\n  10:00 to 11:30 ${it.code} Physics`,
    );
  });
});

describe('"cancel … on Friday"', () => {
  test('shows the session, cancels it when confirmed, and changes nothing before', async () => {
    await it.schedule('2026-11-20T09:00:00Z', '2026-11-20T10:00:00Z');
    expect((await it.school.teacher.say(`cancel ${it.code} on Friday`)).text).toContain(
      `Cancel ${it.code}, Fri 20 Nov, 10:00 to 11:00?`,
    );
    expect((await it.list()).sessions.map((session) => session.status)).toEqual(['scheduled']);
    expect((await it.school.teacher.press('Confirm')).text).toBe(
      `${it.code}, Fri 20 Nov, 10:00 to 11:00 is cancelled.`,
    );
    expect((await it.list()).sessions.map((session) => session.status)).toEqual(['cancelled']);
    expect((await it.school.teacher.say(`cancel ${it.code} on Friday`)).text).toBe(
      `${it.code} has no session planned on Fri 20 November 2026.`,
    );
  });

  test('asks which one when there are several, and is nothing for students', async () => {
    await it.schedule('2026-11-20T09:00:00Z', '2026-11-20T10:00:00Z');
    await it.schedule('2026-11-20T13:00:00Z', '2026-11-20T14:00:00Z');
    expect((await it.school.teacher.say(`cancel ${it.code} on Friday`)).text).toContain(
      'several sessions on Fri 20 November 2026: 10:00, 14:00. Which one do you mean?',
    );
    expect((await it.ada.say(`cancel ${it.code} on Friday`)).actions).toEqual([]);
    expect((await it.list()).sessions.map((session) => session.status)).toEqual(['scheduled', 'scheduled']);
  });
});
