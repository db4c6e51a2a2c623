/** One real object of every kind that a path names, made through the API, for tests that drive all operations. */
import { rephotograph } from '../../models/photo-studio.ts';
import { focusConsent } from '../../src/focus/focus.schema.ts';
import { consentText } from '../../src/security/consent/consent.ts';
import type { Client } from './client.ts';
import { adminEmail, type TestMuster } from './muster.ts';
import { createPerson, enrolFace, readPortraits, type SmallSchool } from './school.ts';
import { createSignOnObjects } from './sign-on-objects.ts';

/**
 * Ids by the name of their path parameter; `post /api/v2/…` holds those that one operation needs another object for.
 */
export interface Objects {
  ids: Record<string, string>;
  /** The path parameters of an operation by its name, where it uses up what it is given. */
  ofOperation: Record<string, Record<string, string>>;
  /** Bodies that are right by more than their schema, by the name of the operation: they name what is there. */
  bodies: Record<string, unknown>;
}

const shape = { type: 'circle', latitude: 1, longitude: 1, radiusM: 50 };
const calendar = [
  'BEGIN:VCALENDAR',
  'VERSION:2.0',
  'BEGIN:VEVENT',
  'UID:one@school.example',
  'DTSTAMP:20261101T000000Z',
  'DTSTART:20261215T090000Z',
  'DTEND:20261215T100000Z',
  'SUMMARY:Talk',
  'END:VEVENT',
  'END:VCALENDAR',
  '',
].join('\r\n');

interface Made {
  id: string;
}

/** `guardianId` is the guardian of the first student, who asks for leave, appeals and waits for a task. */
export async function createObjects(
  muster: TestMuster,
  school: SmallSchool,
  people: { spare: string; student: Client; guardianId: string },
): Promise<Objects> {
  const {
    admin,
    teacher,
    students: [ada, blaise],
    campusId,
  } = school;
  const make = async (client: Client, path: string, body: unknown = {}): Promise<string> => {
    const { status, body: made } = await client.post<Made>(`/api/v2${path}`, body);
    if (status !== 201 && status !== 200) throw new Error(`${path} was answered ${status}: ${JSON.stringify(made)}`);
    return made.id;
  };
  const newClass = async (code: string): Promise<string> => {
    const id = await make(admin, '/classes', {
      code,
      title: 'Spare',
      campusId,
      policy: { checkInWays: ['code', 'selfie'] },
    });
    await admin.post(`/api/v2/classes/${id}/students`, { personIds: [people.spare, ada!.id, blaise!.id] });
    await admin.post(`/api/v2/classes/${id}/teachers`, { personId: teacher.id });
    return id;
  };
  const [classId, otherClassId] = [await newClass('SP101'), await newClass('SP102')];
  const openClassId = await make(admin, '/classes', { code: 'SP103', title: 'Open to all', campusId });
  await admin.request('PUT', `/api/v2/classes/${openClassId}/joining`, { joinPolicy: 'open' });
  const leftClassId = await make(admin, '/classes', { code: 'SP104', title: 'Joined and left', campusId });
  await admin.request('PUT', `/api/v2/classes/${leftClassId}/joining`, { joinPolicy: 'open' });
  await people.student.post('/api/v2/classes/join', { classId: leftClassId });
  const thirdTeacher = await createPerson(admin, 'Third Teacher', 'third@school.example', 'teacher');
  const openSession = (id: string, durationMinutes = 600): Promise<string> =>
    make(teacher, `/classes/${id}/sessions/open`, { durationMinutes });
  const closed: string[] = [];
  for (let count = 0; count < 4; count += 1) {
    // Over when the next one opens: one that is closed too early would go on.
    closed.push(await openSession(classId, 1));
    await teacher.post(`/api/v2/sessions/${closed.at(-1)!}/close`);
    muster.clock.advance(1);
  }
  const sessionId = await openSession(classId);
  const appeal = (over: string): Promise<string> =>
    make(people.student, '/appeals', { sessionId: over, wanted: 'present', text: 'I was there' });
  const planned = (hour: number): Promise<string> =>
    make(teacher, `/classes/${classId}/sessions`, {
      startsAt: `2026-12-01T0${hour}:00:00Z`,
      endsAt: `2026-12-01T0${hour + 1}:00:00Z`,
    });
  const now = muster.clock.now().getTime();
  /** One that is due and that nobody has opened, one closed too early, one opened by mistake; each in its own class. */
  const dueId = await make(teacher, `/classes/${await newClass('SP105')}/sessions`, {
    startsAt: new Date(now - 60_000).toISOString(),
    endsAt: new Date(now + 3600_000).toISOString(),
  });
  const closedEarlyId = await openSession(await newClass('SP106'));
  await teacher.post(`/api/v2/sessions/${closedEarlyId}/close`);
  const mistakenId = await openSession(await newClass('SP107'));
  const cancelledId = await planned(7);
  await teacher.post(`/api/v2/sessions/${cancelledId}/cancel`);
  const { code } = (await teacher.post<{ code: string }>(`/api/v2/sessions/${sessionId}/code`)).body;
  const blaiseClient = await muster.signIn(blaise!.email);
  for (const client of [people.student, blaiseClient])
    await client.post('/api/v2/check-ins', { sessionId, code, deviceId: 'one phone' });
  const [flag] = (await teacher.get<Made[]>(`/api/v2/sessions/${sessionId}/flags`)).body;
  for (const ward of [ada!, blaise!])
    await make(admin, `/people/${ward.id}/guardians`, { guardianId: people.guardianId, relation: 'father' });
  const changes = (
    await teacher.request('PUT', `/api/v2/sessions/${sessionId}/records`, {
      marks: [{ personId: people.spare, status: 'late' }],
    })
  ).body;
  const askLeave = (day: string): Promise<string> =>
    make(people.student, '/leave', { classId, from: day, reason: 'Away' });
  const leaveId = await askLeave('2026-12-02');
  const [photo] = await readPortraits(1);
  const [heldId, otherHeldId] = await holdPhotos(muster, blaiseClient);
  const form = new FormData();
  form.set('sessionId', sessionId);
  form.append('photo', new Blob([Uint8Array.from(photo!)], { type: 'image/jpeg' }), 'selfie.jpg');
  const task = (await people.student.request<Made>('POST', '/api/v2/check-ins', form, { prefer: 'respond-async' }))
    .body;
  await enrolFace(people.student, photo!);
  const evidence = await people.student.upload<{ evidence: Made[] }>(`/api/v2/leave/${leaveId}/evidence`, 'evidence', [
    photo!,
  ]);
  const focus = { dpiaReference: 'DPIA 2026-14' };
  for (const id of [classId, otherClassId]) await admin.request('PUT', `/api/v2/classes/${id}/focus`, focus);
  const measured = await teacher.upload<{ frame: Made }>(`/api/v2/sessions/${sessionId}/focus`, 'photo', [photo!]);
  const actor = { personId: (await admin.get<Made>('/api/v2/me')).body.id, name: 'Admin', role: 'admin' } as const;
  await muster.modules.accounts.link(
    { platform: 'slack', tenantId: 'T0001', userId: 'U0001' },
    (await muster.modules.accounts.issueCode(actor)).code,
  );
  const signOn = await createSignOnObjects(muster, people.spare, (path, body) => make(admin, path, body));
  const {
    accounts: [account],
  } = (await admin.get<{ accounts: Made[] }>('/api/v2/me/linked-accounts')).body;
  /** Signs in once more. @returns the device that this makes. */
  const signInOn = async (email: string): Promise<string> => {
    const listed = await (
      await muster.signIn(email)
    ).get<{ devices: (Made & { isThis: boolean })[] }>('/api/v2/me/devices');
    return listed.body.devices.find(({ isThis }) => isThis)!.id;
  };
  return {
    ids: {
      classId,
      sessionId,
      personId: people.spare,
      studentId: ada!.id,
      campusId,
      leaveId,
      guardianId: people.guardianId,
      placeId: await make(admin, '/places', { campusId, kind: 'room', name: 'Hall', shape }),
      appealId: await appeal(closed[0]!),
      challengeId: await make(people.student, '/check-ins/challenge', { sessionId }),
      flagId: flag!.id,
      taskId: task.id,
      frameId: measured.body.frame.id,
      fileId: evidence.body.evidence[0]!.id,
      accountId: account!.id,
      deviceId: await signInOn(adminEmail),
      announcementId: await make(teacher, `/classes/${classId}/announcements`, {
        title: 'Notice',
        text: 'The hall is closed',
      }),
      timetableId: await make(teacher, `/classes/${classId}/timetables`, {
        rule: 'FREQ=WEEKLY;COUNT=3',
        firstDay: '2026-12-07',
        startsAt: '09:00',
        durationMinutes: 45,
      }),
      holidayId: await make(admin, '/holidays', {
        campusId: null,
        name: 'Founders',
        firstDay: '2027-03-01',
        lastDay: '2027-03-01',
      }),
      keyId: await make(admin, '/api-keys', { name: 'Key', scopes: ['classes.read'] }),
      readerId: await make(admin, '/readers', { name: 'Door' }),
      cardId: await make(admin, `/people/${people.spare}/cards`, { card: '0042' }),
      actionId: await offerAction(admin),
      // Nothing answers there: what a calendar brings is shown elsewhere.
      subscriptionId: await make(teacher, `/classes/${classId}/calendar/subscriptions`, {
        url: 'https://calendar.invalid/kept.ics',
      }),
      ...signOn.ids,
      reviewId: heldId!,
      groupId: await make(teacher, `/classes/${classId}/groups`, { name: 'Lab' }),
    },
    ofOperation: {
      ...signOn.ofOperation,
      'patch /api/v2/classes/{classId}': { classId: openClassId },
      'put /api/v2/classes/{classId}/focus': { classId: otherClassId },
      'delete /api/v2/classes/{classId}/focus': { classId: otherClassId },
      'post /api/v2/classes/{classId}/leave': { classId: leftClassId },
      'delete /api/v2/classes/{classId}/teachers/{personId}': { personId: thirdTeacher },
      // Another one than whose role may have been changed by then, which takes them off every roster.
      'delete /api/v2/classes/{classId}/students/{personId}': { classId: otherClassId, personId: blaise!.id },
      'delete /api/v2/people/{personId}/devices/{deviceId}': {
        personId: thirdTeacher,
        deviceId: await signInOn('third@school.example'),
      },
      'delete /api/v2/sessions/{sessionId}/substitutes/{personId}': { personId: thirdTeacher },
      'post /api/v2/sessions/{sessionId}/move': { sessionId: await planned(1) },
      'post /api/v2/sessions/{sessionId}/cancel': { sessionId: await planned(3) },
      'post /api/v2/sessions/{sessionId}/merge': { sessionId: await planned(5) },
      'post /api/v2/sessions/{sessionId}/open': { sessionId: dueId },
      'post /api/v2/sessions/{sessionId}/unopen': { sessionId: mistakenId },
      'post /api/v2/sessions/{sessionId}/reopen': { sessionId: closedEarlyId },
      'post /api/v2/sessions/{sessionId}/void': { sessionId: closed[3]! },
      'post /api/v2/sessions/{sessionId}/restore': { sessionId: cancelledId },
      'post /api/v2/sessions/{sessionId}/close': { sessionId: await openSession(otherClassId) },
      'post /api/v2/appeals/{appealId}/withdraw': { appealId: await appeal(closed[1]!) },
      'post /api/v2/leave/{leaveId}/reject': { leaveId: await askLeave('2026-12-03') },
      'post /api/v2/leave/{leaveId}/evidence': { leaveId: await askLeave('2026-12-04') },
      'post /api/v2/face-reviews/{reviewId}': { reviewId: otherHeldId! },
      'get /api/v2/people/{personId}/guardians': { personId: ada!.id },
      'post /api/v2/people/{personId}/guardians': { personId: school.students[2]!.id },
      'delete /api/v2/people/{personId}/guardians/{guardianId}': { personId: blaise!.id },
      'put /api/v2/sessions/{sessionId}/records/{personId}': { personId: ada!.id },
    },
    bodies: {
      ...signOn.bodies,
      'post /api/v2/classes/{classId}/sessions': { startsAt: '2027-02-01T09:00:00Z', endsAt: '2027-02-01T10:00:00Z' },
      'post /api/v2/sessions/{sessionId}/move': { startsAt: '2027-02-02T09:00:00Z', endsAt: '2027-02-02T10:00:00Z' },
      'post /api/v2/people/{personId}/guardians': { guardianId: people.guardianId, relation: 'father' },
      'patch /api/v2/classes/{classId}/groups/{groupId}': { name: 'Section' },
      'post /api/v2/leave': { classId, from: '2026-12-10', reason: 'Away' },
      'post /api/v2/check-ins/challenge': { sessionId },
      'post /api/v2/campuses': { name: 'North', timeZone: 'Europe/Zurich' },
      'patch /api/v2/campuses/{campusId}': { name: 'Middle' },
      'post /api/v2/classes': { code: 'NW101', title: 'New', campusId },
      'post /api/v2/me/classes': { title: 'Of my own' },
      'patch /api/v2/classes/{classId}/description': { description: 'Spare parts' },
      'patch /api/v2/me': { personal: { pronouns: 'they/them' } },
      'post /api/v2/classes/join': { classId: openClassId },
      'post /api/v2/classes/{classId}/teachers': { personId: thirdTeacher },
      'post /api/v2/classes/{classId}/students': { personIds: [ada!.id] },
      'post /api/v2/places': { campusId, kind: 'room', name: 'Lab', shape },
      'put /api/v2/places/{placeId}': { kind: 'room', name: 'Great hall', shape },
      'post /api/v2/places/import': {
        type: 'FeatureCollection',
        features: [
          {
            type: 'Feature',
            geometry: { type: 'Point', coordinates: [8, 47] },
            properties: { campusId, kind: 'room', name: 'Attic', radiusM: 20 },
          },
        ],
      },
      'post /api/v2/sessions/{sessionId}/merge': { intoSessionId: await planned(6) },
      'post /api/v2/sessions/{sessionId}/substitutes': { personId: thirdTeacher },
      'post /api/v2/classes/{classId}/timetables': {
        rule: 'FREQ=WEEKLY;COUNT=3',
        firstDay: '2027-01-11',
        startsAt: '10:00',
        durationMinutes: 45,
      },
      'post /api/v2/holidays': { campusId: null, name: 'Spring', firstDay: '2027-04-01', lastDay: '2027-04-02' },
      'post /api/v2/classes/{classId}/calendar/import': { ics: calendar },
      'post /api/v2/classes/{classId}/calendar/subscriptions': { url: 'webcal://calendar.invalid/made.ics' },
      'put /api/v2/sessions/{sessionId}/records/{personId}': { status: 'late' },
      'put /api/v2/sessions/{sessionId}/records': { marks: [{ personId: ada!.id, status: 'present' }] },
      'post /api/v2/sessions/{sessionId}/records/undo': { changes },
      'post /api/v2/sessions/{sessionId}/roll-call/confirm': { personIds: [ada!.id] },
      'put /api/v2/classes/{classId}/focus': focus,
      'post /api/v2/me/focus-consent': { textVersion: focusConsent.version },
      'post /api/v2/me/face-consent': { textVersion: consentText.version },
      'post /api/v2/appeals': { sessionId: closed[2]!, wanted: 'present', text: 'I was there' },
    },
  };
}

/** The button of what a person has to confirm. */
async function offerAction(client: Client): Promise<string> {
  const { actions, text } = await client.say('tell SP101 that the hall is closed');
  if (!actions[0]) throw new Error(`There is nothing to confirm in: ${text}`);
  return actions[0].id;
}

/** Two photos of one face that somebody else has enrolled already: they wait for the office. */
async function holdPhotos(muster: TestMuster, client: Client): Promise<string[]> {
  const [face] = await readPortraits(1, 5);
  await enrolFace(await muster.signIn('outsider@school.example'), face!);
  for (const photo of [face!, await rephotograph(face!, { blur: 0 })]) await enrolFace(client, photo);
  return (
    await muster.db.autocommit.faceTemplate.findMany({
      where: { alikePersonId: { not: null } },
      orderBy: { number: 'asc' },
    })
  ).map(({ id }) => id);
}
