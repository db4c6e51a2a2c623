/** Who may do what: every operation is tried by each role, on own, a colleague's and a stranger's objects. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { consentText } from '../../../src/security/consent/consent.ts';
import type { Client } from '../../support/client.ts';
import { silentSlack } from '../../support/slack.ts';
import { startTestMuster, type TestMuster } from '../../support/muster.ts';
import { createPerson, createSmallSchool, type SmallSchool } from '../../support/school.ts';

let muster: TestMuster;
let school: SmallSchool;
let people: Record<'admin' | 'teacher' | 'colleague' | 'student' | 'outsider' | 'guardian', Client>;
let sessionId: string;

beforeAll(async () => {
  // Nobody listens at this mail server: invitations are written, and wait.
  muster = await startTestMuster({
    ...silentSlack,
    SMTP_URL: 'smtp://127.0.0.1:9',
    MAIL_FROM: 'Muster <muster@school.example>',
  });
  school = await createSmallSchool(muster, 2);
  await createPerson(school.admin, 'Other Teacher', 'other@school.example', 'teacher');
  await createPerson(school.admin, 'Out Sider', 'out@school.example', 'student');
  await createPerson(school.admin, 'Guar Dian', 'guardian@school.example', 'guardian');
  people = {
    admin: school.admin,
    teacher: school.teacher,
    colleague: await muster.signIn('other@school.example'),
    student: await muster.signIn(school.students[0]!.email),
    outsider: await muster.signIn('out@school.example'),
    guardian: await muster.signIn('guardian@school.example'),
  };
  const opened = await school.teacher.post<{ id: string }>(`/api/v2/classes/${school.classId}/sessions/open`, {
    durationMinutes: 60,
  });
  sessionId = opened.body.id;
});
afterAll(() => muster.end());

type Who = keyof typeof people;
/**
 * An operation, and the status that each person gets: 403 where the role never may, 404 where the object is not theirs.
 */
const operations: [string, (client: Client) => Promise<{ status: number }>, Record<Who, number>][] = [
  [
    'create a campus',
    (c) => c.post('/api/v2/campuses', { name: `Campus ${Math.random()}` }),
    { admin: 201, teacher: 403, colleague: 403, student: 403, outsider: 403, guardian: 403 },
  ],
  [
    'create a person',
    (c) => c.post('/api/v2/people', { name: 'X', email: `x${Math.random()}@school.example`, role: 'student' }),
    { admin: 201, teacher: 403, colleague: 403, student: 403, outsider: 403, guardian: 403 },
  ],
  [
    'read the roster',
    (c) => c.get(`/api/v2/classes/${school.classId}/students`),
    { admin: 200, teacher: 200, colleague: 404, student: 403, outsider: 403, guardian: 403 },
  ],
  [
    'change the policy',
    (c) => c.request('PATCH', `/api/v2/classes/${school.classId}/policy`, { lateAfterMinutes: 10 }),
    { admin: 204, teacher: 204, colleague: 404, student: 403, outsider: 403, guardian: 403 },
  ],
  [
    'read a session',
    (c) => c.get(`/api/v2/sessions/${sessionId}`),
    { admin: 200, teacher: 200, colleague: 404, student: 200, outsider: 404, guardian: 403 },
  ],
  [
    'open a session',
    (c) => c.post(`/api/v2/classes/${school.classId}/sessions/open`, {}),
    { admin: 200, teacher: 200, colleague: 404, student: 403, outsider: 403, guardian: 403 },
  ],
  [
    'make a code',
    (c) => c.post(`/api/v2/sessions/${sessionId}/code`, {}),
    { admin: 201, teacher: 201, colleague: 404, student: 403, outsider: 403, guardian: 403 },
  ],
  [
    'see who is present',
    (c) => c.get(`/api/v2/sessions/${sessionId}/presence`),
    { admin: 200, teacher: 200, colleague: 404, student: 403, outsider: 403, guardian: 403 },
  ],
  [
    'mark a student',
    (c) => c.request('PUT', `/api/v2/sessions/${sessionId}/records/${school.students[1]!.id}`, { status: 'late' }),
    { admin: 200, teacher: 200, colleague: 404, student: 403, outsider: 403, guardian: 403 },
  ],
  [
    'read a history',
    (c) => c.get(`/api/v2/sessions/${sessionId}/records/${school.students[1]!.id}/history`),
    { admin: 200, teacher: 200, colleague: 404, student: 403, outsider: 403, guardian: 403 },
  ],
  [
    'check in',
    (c) => c.post('/api/v2/check-ins', { sessionId, code: '000000' }),
    { admin: 403, teacher: 403, colleague: 403, student: 200, outsider: 404, guardian: 403 },
  ],
  [
    'consent',
    (c) => c.post('/api/v2/me/face-consent', { textVersion: consentText.version }),
    { admin: 403, teacher: 403, colleague: 403, student: 204, outsider: 204, guardian: 403 },
  ],
  [
    'get a sheet',
    (c) => c.get(`/api/v2/sessions/${sessionId}/sheet?format=csv`),
    { admin: 200, teacher: 200, colleague: 404, student: 403, outsider: 403, guardian: 403 },
  ],
  [
    'get a linking code',
    (c) => c.post('/api/v2/me/linked-accounts/codes'),
    { admin: 201, teacher: 201, colleague: 201, student: 201, outsider: 201, guardian: 201 },
  ],
  [
    'invite a class',
    (c) => c.post('/api/v2/invitations', { classId: school.classId }),
    { admin: 202, teacher: 403, colleague: 403, student: 403, outsider: 403, guardian: 403 },
  ],
  [
    'verify the audit',
    (c) => c.get('/api/v2/audit/chain'),
    { admin: 200, teacher: 403, colleague: 403, student: 403, outsider: 403, guardian: 403 },
  ],
];

test.each(operations)('"%s" is open to whom it belongs and to nobody else', async (_name, run, expected) => {
  const actual = Object.fromEntries(
    await Promise.all(Object.entries(people).map(async ([who, client]) => [who, (await run(client)).status] as const)),
  );
  expect(actual).toEqual(expected);
});

test('an object that is not yours and one that does not exist get the same answer, to the letter', async () => {
  const strip = ({ status, body }: { status: number; body: Record<string, unknown> }) => ({
    status,
    body: { ...body, requestId: undefined },
  });
  const theirs = await people.colleague.get(`/api/v2/sessions/${sessionId}`);
  const nobodys = await people.colleague.get('/api/v2/sessions/01890000-0000-7000-8000-000000000000');
  expect(strip(theirs)).toEqual(strip(nobodys));
});

test('nothing but signing up and in, files, private calendars, one-time links, signed readers, feedback and health answers without a token', async () => {
  const document = await people.admin.get<{ paths: Record<string, Record<string, { security?: unknown[] }>> }>(
    '/api/v2/openapi.json',
  );
  const open = Object.entries(document.body.paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([, operation]) => !operation.security)
      .map(([method]) => `${method} ${path}`),
  );
  expect(open.sort()).toEqual([
    'get /api/v2/auth/ways',
    'get /api/v2/calendar/{token}.ics',
    'get /api/v2/files/{fileId}',
    'get /healthz',
    'get /metrics',
    'get /readyz',
    'post /api/v2/auth/address/links',
    'post /api/v2/auth/address/proofs',
    'post /api/v2/auth/face',
    'post /api/v2/auth/password/links',
    'post /api/v2/auth/password/requests',
    'post /api/v2/auth/password/reset',
    'post /api/v2/auth/setup',
    'post /api/v2/auth/sign-up',
    'post /api/v2/auth/token',
    'post /api/v2/feedback',
    'post /api/v2/place-requests',
    'post /api/v2/readers/{readerId}/events',
  ]);
});
