/** A school for tests of leave: a student with a guardian and two classes, and those whom it does not concern. */
import type { LeaveView } from '../../src/attendance/leave/leave.schema.ts';
import type { Answer, Client } from './client.ts';
import { adminEmail, password, startTestMuster, type TestMuster } from './muster.ts';
import { createPerson, createSmallSchool, type SmallSchool } from './school.ts';

export interface LeaveSchool {
  muster: TestMuster;
  school: SmallSchool;
  people: Record<'ada' | 'blaise' | 'mother' | 'stranger' | 'colleague', Client>;
  adaId: string;
  motherId: string;
  otherClassId: string;
  /** A new morning, everybody concerned signed in again: requests of one test are over in the next. */
  startMorning: () => Promise<{ day: number; today: string }>;
  /** Those whom it does not concern; an address may not sign in too often. */
  signInOthers: () => Promise<unknown>;
}

export async function startLeaveSchool(): Promise<LeaveSchool> {
  const muster = await startTestMuster();
  const school = await createSmallSchool(muster, 3);
  const [ada, blaise] = school.students;
  const adaId = ada!.id;
  const motherId = await createPerson(school.admin, 'Annabella Byron', 'annabella@school.example', 'guardian');
  await createPerson(school.admin, 'Some Guardian', 'stranger@school.example', 'guardian');
  await createPerson(school.admin, 'Other Teacher', 'other@school.example', 'teacher');
  const { body } = await school.admin.post<{ id: string }>('/api/v2/classes', {
    code: 'MA200',
    title: 'Algebra',
    campusId: school.campusId,
  });
  const otherClassId = body.id;
  await school.admin.post(`/api/v2/classes/${otherClassId}/students`, { personIds: [adaId] });
  await school.admin.post(`/api/v2/people/${adaId}/guardians`, { guardianId: motherId, relation: 'mother' });
  const people = {
    ada: await muster.signIn(ada!.email),
    blaise: await muster.signIn(blaise!.email),
    mother: await muster.signIn('annabella@school.example'),
    stranger: await muster.signIn('stranger@school.example'),
    colleague: await muster.signIn('other@school.example'),
  };
  let day = 0;
  return {
    muster,
    school,
    people,
    adaId,
    motherId,
    otherClassId,
    async startMorning() {
      day += 2;
      const morning = new Date(Date.UTC(2026, 10, 18 + day, 9));
      muster.clock.set(morning);
      await muster.modules.attendance.closeDueSessions();
      await Promise.all([
        people.ada.signIn(ada!.email, password),
        people.mother.signIn('annabella@school.example', password),
        school.teacher.signIn('grace@school.example', password),
        school.admin.signIn(adminEmail, password),
      ]);
      return { day, today: morning.toISOString().slice(0, 10) };
    },
    signInOthers: () =>
      Promise.all([
        people.blaise.signIn(blaise!.email, password),
        people.stranger.signIn('stranger@school.example', password),
        people.colleague.signIn('other@school.example', password),
      ]),
  };
}

export const askForLeave = (client: Client, body: Record<string, unknown>): Promise<Answer<LeaveView>> =>
  client.post<LeaveView>('/api/v2/leave', { reason: 'flu', ...body });

/** `what` is decide, withdraw and the like. */
export const postToLeave = (client: Client, id: string, what: string, body = {}): Promise<Answer<LeaveView>> =>
  client.post<LeaveView>(`/api/v2/leave/${id}/${what}`, body);
