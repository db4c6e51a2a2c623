/** Every operation of the API, as its own document describes it: driven with right and wrong data, without sign-in, and by those who may not. */
import { Validator } from '@seriousme/openapi-schema-validator';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  describePermission,
  permissionNames,
  reachOf,
  type Permission,
} from '../../../src/security/access/permissions.ts';
import type { Problem } from '../../../src/http/problem.ts';
import { createClient, type Client } from '../../support/client.ts';
import { adminEmail, password, startTestMuster, type TestMuster } from '../../support/muster.ts';
import { createObjects, type Objects } from '../../support/objects.ts';
import {
  createChecker,
  readOperations,
  spoil,
  valueOf,
  type Operation,
  type Spoilt,
} from '../../support/operations.ts';
import { createPerson, createSmallSchool, readPortraits, type SmallSchool } from '../../support/school.ts';

const roles = ['admin', 'teacher', 'student', 'guardian'] as const;
type Role = (typeof roles)[number];
const emails: Record<Role, string> = {
  admin: adminEmail,
  teacher: 'grace@school.example',
  student: 'ada@school.example',
  guardian: 'guardian@school.example',
};
const absent = '01890000-0000-7000-8000-000000000000';
/** How often each operation is driven; raise it to look harder. */
const runs = Number(process.env['PROPERTY_RUNS'] ?? 6);

const muster: TestMuster = await startTestMuster({
  TRUST_PROXY: '1',
  SMTP_URL: 'smtp://127.0.0.1:9',
  MAIL_FROM: 'Muster <muster@school.example>',
});
const document = (await createClient(muster.url).get<Parameters<typeof readOperations>[0]>('/api/v2/openapi.json'))
  .body;
const operations = readOperations(document);
const signedIn = operations.filter(
  (operation): operation is Operation & { permission: Permission } => operation.permission !== undefined,
);
const check = createChecker();
const problem = operations[0]!.responses['400']!['application/problem+json']!.schema!;
let school: SmallSchool;
let objects: Objects;
const clients = new Map<string, Client>();

beforeAll(async () => {
  school = await createSmallSchool(muster, 3);
  // Else its operation would refuse before it looks at anything.
  await school.admin.request('PATCH', '/api/v2/institution', { faceSignIn: true });
  const guardianId = await createPerson(school.admin, 'Guar Dian', emails.guardian, 'guardian');
  await createPerson(school.admin, 'Other Teacher', 'colleague@school.example', 'teacher');
  await createPerson(school.admin, 'Out Sider', 'outsider@school.example', 'student');
  await createPerson(school.admin, 'Some Guardian', 'stranger@school.example', 'guardian');
  // Changed, renamed and turned away in the course of this: nobody who signs in here.
  const spare = await createPerson(school.admin, 'Spare Person', 'spare@school.example', 'student');
  objects = await createObjects(muster, school, { spare, student: await clientOf(emails.student), guardianId });
});
afterAll(() => muster.end());

async function clientOf(email: string, isFresh = false): Promise<Client> {
  const known = clients.get(email);
  if (known && !isFresh) return known;
  const client = await createClient(muster.url).signIn(email, password);
  clients.set(email, client);
  return client;
}

let addresses = 0;
/** Everybody from elsewhere: what may be tried so often from one address is another test's. */
const nextAddress = (): Record<string, string> => ({
  'x-forwarded-for': `203.0.${Math.floor(++addresses / 250)}.${addresses % 250}`,
});

/** What the student of the objects asked for is nobody else's to look after. */
const roleFor = ({ permission, pathParams }: Operation & { permission: Permission }): Role =>
  pathParams.includes('taskId') ? 'student' : (roles.find((role) => reachOf(role, permission)) ?? 'admin');
const idsOf = ({ name }: Operation): Record<string, string> => ({ ...objects.ids, ...objects.ofOperation[name] });
const fill = ({ path }: Operation, named: Record<string, string>): string =>
  path.replace(/\{(\w+)\}/g, (_, name: string) => named[name] ?? absent);

/** A request as the schemas allow it; streams are only begun. */
async function send(
  operation: Operation,
  client: Client | undefined,
  data: { path: string; query?: Record<string, unknown>; body?: unknown; file?: Buffer },
): Promise<{ status: number; type: string; text: string }> {
  const query = new URLSearchParams(
    Object.entries(data.query ?? {})
      .filter(([, value]) => value !== null && value !== undefined)
      .map(([name, value]) => [name, String(value as string)]),
  );
  const hasBody = operation.json !== undefined && data.body !== undefined;
  const isForm = !hasBody && operation.multipart !== undefined;
  const form = new FormData();
  if (isForm)
    for (const [name, value] of Object.entries(data.body ?? {}))
      form.set(name, typeof value === 'string' ? value : JSON.stringify(value));
  const [part] = Object.keys(operation.multipart?.allOf?.at(-1)?.properties ?? {});
  if (isForm && part !== undefined && data.file)
    form.append(part, new Blob([Uint8Array.from(data.file)], { type: 'image/jpeg' }), 'photo.jpg');
  const stop = new AbortController();
  const response = await fetch(`${muster.url}${data.path}${query.size > 0 ? `?${query.toString()}` : ''}`, {
    method: operation.method,
    signal: stop.signal,
    redirect: 'manual',
    headers: {
      ...(operation.path === '/metrics' ? {} : nextAddress()),
      ...(client ? { authorization: `Bearer ${client.token}` } : {}),
      ...(hasBody ? { 'content-type': 'application/json' } : {}),
    },
    ...(hasBody ? { body: JSON.stringify(data.body) } : isForm ? { body: form } : {}),
  });
  const type = (response.headers.get('content-type') ?? '').split(';')[0] ?? '';
  if (type === 'text/event-stream') {
    stop.abort();
    return { status: response.status, type, text: '' };
  }
  return { status: response.status, type, text: await response.text() };
}

/** What is not as the document says. */
function faultsOf(operation: Operation, answer: { status: number; type: string; text: string }): string[] {
  if (answer.status >= 500) return [`${answer.status} ${answer.text}`];
  const content = operation.responses[String(answer.status)];
  if (!content) return [`status ${answer.status} is not documented`];
  if (answer.status === 204) return answer.text === '' ? [] : ['a 204 with a body'];
  const expected = Object.keys(content);
  const { schema } = content[answer.type] ?? {};
  // A file's own type may be another than the one named first: a sheet is a PDF, an XLSX or a CSV.
  if (!schema)
    return !expected.includes(answer.type) && expected.includes('application/json') && answer.type !== 'text/csv'
      ? [`type ${answer.type} is not documented`]
      : [];
  return answer.type.includes('json')
    ? check(schema, JSON.parse(answer.text)).map((fault) => `${answer.status}: ${fault}\n${answer.text.slice(0, 300)}`)
    : [];
}

const queryOf = (operation: Operation): fc.Arbitrary<Record<string, unknown>> =>
  fc.record(Object.fromEntries(operation.query.map(({ name, schema }) => [name, valueOf(schema)])), {
    requiredKeys: operation.query.filter(({ required }) => required).map(({ name }) => name),
  });
const bodyOf = (operation: Operation): fc.Arbitrary<unknown> =>
  valueOf(operation.json ?? operation.multipart ?? { type: 'null' });

/** A body with what has to be in it and no more, which the service takes where its objects allow it. */
function rightBodyOf({ name, json }: Operation): Record<string, unknown> {
  const { properties = {}, required = [] } = json!;
  const least = {
    type: 'object',
    required,
    properties: Object.fromEntries(required.map((field) => [field, properties[field]!])),
  };
  return (objects.bodies[name] ?? fc.sample(valueOf(least), { numRuns: 1, seed: 1 })[0]) as Record<string, unknown>;
}

/** Forms send what was not filled in as empty text, which is no comment. */
const isRefused = ({ field, what }: Spoilt): boolean => !(field === 'comment' && what === 'minLength');
/** The signature is over the bytes, and is looked at before what they say. */
const isSigned = ({ path }: Operation): boolean => path === '/api/v2/readers/{readerId}/events';

type Data = Parameters<typeof send>[2];

/** Signing out is one of the operations, and ends the token for the others. */
async function sendAs(email: string, operation: Operation, data: Data): ReturnType<typeof send> {
  const answer = await send(operation, await clientOf(email), data);
  return answer.status === 401 ? send(operation, await clientOf(email, true), data) : answer;
}

const drive = (operation: Operation, data: Data): ReturnType<typeof send> =>
  operation.permission === undefined
    ? send(operation, undefined, data)
    : sendAs(emails[roleFor({ ...operation, permission: operation.permission as Permission })], operation, data);

/** These change what the others sign in with, or take their data as they come and answer for them elsewhere. */
const drivenElsewhere = new Set(['post /api/v2/auth/password', 'post /api/v2/people/{personId}/merge']);

/** Success needs a file, a secret that was mailed or a service that is not set up here: files of its own show it. */
const succeedsElsewhere = new Set([
  'post /api/v2/auth/token',
  'post /api/v2/auth/face',
  'post /api/v2/auth/password/reset',
  'post /api/v2/auth/setup',
  'post /api/v2/readers/{readerId}/events',
  'post /api/v2/people/import',
  'post /api/v2/leave/{leaveId}/evidence',
  'get /api/v2/places/search',
  'get /api/v2/calendar/{token}.ics',
  'post /api/v2/place-requests',
  'post /api/v2/check-ins/challenge/{challengeId}',
  'post /api/v2/sessions/{sessionId}/roll-call',
  'post /api/v2/sessions/{sessionId}/frames',
  'post /api/v2/classes/{classId}/recognise',
  'post /api/v2/me/faces',
  'get /api/v2/files/{fileId}',
  'get /api/v2/me/picture',
  'put /api/v2/me/picture',
  'post /api/v2/sessions/{sessionId}/focus',
  'post /api/v2/sessions/{sessionId}/focus/frames',
  'get /api/v2/sessions/{sessionId}/focus/students',
]);

/** Comes before anything that is made up: what is there, and no filter. */
const examplesOf = ({ name, query }: Operation): [Record<string, unknown>, unknown][] =>
  name in objects.bodies
    ? [[{}, objects.bodies[name]]]
    : query.length > 0 && !query.some(({ required }) => required)
      ? [[{}, undefined]]
      : [];

describe.each(
  operations.filter(({ name }) => !drivenElsewhere.has(name)).map((operation) => [operation.name, operation] as const),
)('%s', (_name, operation) => {
  test('answers right data as documented, whatever it is, and never with a 5xx', async () => {
    let hasSucceeded = false;
    await fc.assert(
      fc.asyncProperty(queryOf(operation), bodyOf(operation), async (query, body) => {
        const answer = await drive(operation, { path: fill(operation, idsOf(operation)), query, body });
        expect(faultsOf(operation, answer)).toEqual([]);
        hasSucceeded ||= answer.status < 300;
      }),
      { numRuns: runs, seed: 20261121, endOnFailure: true, examples: examplesOf(operation) },
    );
    expect(hasSucceeded).toBe(!succeedsElsewhere.has(operation.name));
  });

  test.runIf(operation.json?.type === 'object' && !isSigned(operation) && spoil(operation.json, {}).length > 0)(
    'refuses every way in which a field can be wrong, and names it',
    async () => {
      for (const { value, field, what } of spoil(operation.json!, rightBodyOf(operation)).filter(isRefused)) {
        const answer = await drive(operation, { path: fill(operation, idsOf(operation)), body: value });
        expect(faultsOf(operation, answer)).toEqual([]);
        expect([field, what, answer.status, (JSON.parse(answer.text) as Problem).field?.split('.')[0]]).toEqual([
          field,
          what,
          400,
          field,
        ]);
      }
    },
  );

  test.runIf(operation.query.length > 0)(
    'refuses every way in which a parameter can be wrong, and names it',
    async () => {
      const parameters = {
        properties: Object.fromEntries(operation.query.map(({ name, schema }) => [name, schema])),
        required: operation.query.filter(({ required }) => required).map(({ name }) => name),
      };
      const right = fc.sample(
        valueOf({
          type: 'object',
          properties: Object.fromEntries(
            Object.entries(parameters.properties).filter(([name]) => parameters.required.includes(name)),
          ),
          required: parameters.required,
        }),
        { numRuns: 1, seed: 1 },
      )[0];
      // Every text is text: what is of another kind can only be told for the others.
      for (const { value, field, what } of spoil(parameters, right as Record<string, unknown>).filter(
        (spoilt) => spoilt.what !== 'kind',
      )) {
        const answer = await drive(operation, { path: fill(operation, idsOf(operation)), query: value });
        expect(faultsOf(operation, answer)).toEqual([]);
        expect([field, what, answer.status, (JSON.parse(answer.text) as Problem).field]).toEqual([
          field,
          what,
          400,
          field,
        ]);
      }
    },
  );

  test.runIf(operation.permission !== undefined)('answers 401 without sign-in', async () => {
    const answer = await send(operation, undefined, { path: fill(operation, idsOf(operation)) });
    expect([answer.status, faultsOf(operation, answer)]).toEqual([401, []]);
  });

  test.runIf(operation.permission !== undefined && operation.pathParams.length > 0)(
    'answers 404 for what does not exist',
    async () => {
      await fc.assert(
        fc.asyncProperty(queryOf(operation), bodyOf(operation), async (query, body) => {
          const answer = await drive(operation, { path: fill(operation, {}), query, body });
          // What is wrong with the data itself may be told first.
          expect([400, 404, 415], answer.text).toContain(answer.status);
        }),
        { numRuns: 2, seed: 20261121, endOnFailure: true },
      );
    },
  );
});

describe('a method that an address does not know', () => {
  test.each([...new Set(operations.map(({ path }) => path))])('%s: is 405, with those that it knows', async (path) => {
    const methods = operations.filter((operation) => operation.path === path).map(({ method }) => method);
    const allowed = ['OPTIONS', ...methods, ...(methods.includes('GET') ? ['HEAD'] : [])].sort().join(', ');
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].filter(
      (candidate) => !methods.includes(candidate),
    )) {
      const answer = await fetch(`${muster.url}${path.replace(/\{\w+\}/g, absent)}`, {
        method,
        headers: nextAddress(),
      });
      expect([method, answer.status, answer.headers.get('allow')]).toEqual([method, 405, allowed]);
      expect(check(problem, await answer.json())).toEqual([]);
    }
  });
});

describe('the document', () => {
  test('is valid OpenAPI 3.1', async () => {
    const found = await new Validator().validate(structuredClone(document));
    expect(found.errors ?? []).toEqual([]);
    expect(found.valid).toBe(true);
  });

  test("describes an answer for every operation: a schema, a file's type, or 204", () => {
    const without = operations.filter(({ responses }) => {
      const success = Object.entries(responses).find(([status]) => status.startsWith('2'));
      return !success || (success[0] !== '204' && Object.keys(success[1]).length === 0);
    });
    expect(without.map(({ name }) => name)).toEqual([]);
  });

  test('shows the permission table that is enforced, row by row', () => {
    const { description } = (document as unknown as { info: { description: string } }).info;
    for (const permission of permissionNames)
      expect(description).toContain(
        `| \`${permission}\` | ${describePermission(permission).summary} | ${(['student', 'teacher', 'admin', 'guardian'] as const).map((role) => reachOf(role, permission) ?? '–').join(' | ')} |`,
      );
  });
});

describe('the matrix', () => {
  /** Whose things the objects are: of a class, a student or whoever asked. */
  const reached = {
    classId: true,
    sessionId: true,
    challengeId: true,
    leaveId: true,
    appealId: true,
    flagId: true,
    timetableId: true,
    taskId: true,
  };
  let photo: Buffer | undefined;
  beforeAll(async () => {
    [photo] = await readPortraits(1);
  });
  const strangers = {
    teacher: 'colleague@school.example',
    student: 'outsider@school.example',
    guardian: 'stranger@school.example',
  };
  test.each(signedIn.map((operation) => [operation.name, operation] as const))(
    '%s: 403 for every role without the permission, and for no other',
    async (_name, operation) => {
      for (const role of roles) {
        const answer = await sendAs(emails[role], operation, { path: fill(operation, {}), body: {} });
        if (reachOf(role, operation.permission) === undefined) expect([role, answer.status]).toEqual([role, 403]);
        else if (operation.pathParams.length > 0) expect(answer.status, `${role}: ${answer.text}`).not.toBe(403);
      }
    },
  );

  const ofObjects = signedIn.filter(
    ({ pathParams, permission }) =>
      pathParams.some((param) => param in reached) &&
      ['taught', 'enrolled', 'own', 'ward'].some((reach) => roles.some((role) => reachOf(role, permission) === reach)),
  );
  test.each(ofObjects.map((operation) => [operation.name, operation] as const))(
    "%s: what is another teacher's, student's or ward's is as good as not there",
    async (_name, operation) => {
      for (const [role, email] of Object.entries(strangers)) {
        if (reachOf(role as Role, operation.permission) === undefined) continue;
        const body = operation.json?.type === 'object' ? rightBodyOf(operation) : undefined;
        const query = operation.query.some(({ name }) => name === 'from')
          ? { from: '2026-11-01', to: '2026-11-30' }
          : {};
        const answer = await sendAs(email, operation, {
          path: fill(operation, idsOf(operation)),
          query,
          body,
          file: photo!,
        });
        expect([email, answer.status], answer.text).toEqual([email, 404]);
      }
    },
  );
});

// Last, since the objects are gone with it.
describe('what was deleted', () => {
  // A timetable is ended and stays to be seen: ending it again changes nothing.
  const deletions = operations.filter(
    ({ method, path, pathParams }) =>
      method === 'DELETE' && pathParams.length > 0 && path !== '/api/v2/timetables/{timetableId}',
  );
  test.each(deletions.map((operation) => [operation.name, operation] as const))(
    '%s: is 404 when it is deleted again, and in no list',
    async (_name, operation) => {
      const path = fill(operation, idsOf(operation));
      const first = await drive(operation, { path });
      expect([200, 204, 404], first.text).toContain(first.status);
      const again = await drive(operation, { path });
      expect([again.status, faultsOf(operation, again)], again.text).toEqual([404, []]);
      const list = operations.find(
        (candidate) => candidate.method === 'GET' && candidate.path === operation.path.replace(/\/[^/]+$/, ''),
      );
      if (!list) return;
      const listed = await drive(list, { path: path.replace(/\/[^/]+$/, '') });
      expect(listed.status, listed.text).toBe(200);
      expect(listed.text).not.toContain(path.split('/').at(-1));
    },
  );
});
