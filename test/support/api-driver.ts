/**
 * The whole API driven by its own document: a school that has one of everything, and requests as the schemas allow
 * them.
 */
import fc from 'fast-check';
import { reachOf, type Permission } from '../../src/security/access/permissions.ts';
import { createClient, type Client } from './client.ts';
import { adminEmail, password, startTestMuster } from './muster.ts';
import { silentSlack } from './slack.ts';
import { createObjects } from './objects.ts';
import { createChecker, readOperations, valueOf, type Operation } from './operations.ts';
import { createPerson, createSmallSchool } from './school.ts';

export const roles = ['admin', 'teacher', 'student', 'guardian'] as const;
export type Role = (typeof roles)[number];
export const emails: Record<Role, string> = {
  admin: adminEmail,
  teacher: 'grace@school.example',
  student: 'ada@school.example',
  guardian: 'guardian@school.example',
};
/** The id of nothing. */
export const absent = '01890000-0000-7000-8000-000000000000';

export type SignedIn = Operation & { permission: Permission };
/** What a request carries. */
export interface Data {
  path: string;
  query?: Record<string, unknown>;
  body?: unknown;
  file?: Buffer;
}
export interface Received {
  status: number;
  type: string;
  text: string;
}
export type ApiDriver = Awaited<ReturnType<typeof startApiDriver>>;

/** What the student of the objects asked for is nobody else's to look after. */
const roleFor = ({ permission, pathParams }: Operation & { permission: Permission }): Role =>
  pathParams.includes('taskId') ? 'student' : (roles.find((role) => reachOf(role, permission)) ?? 'admin');
export const fill = ({ path }: Operation, named: Record<string, string>): string =>
  path.replace(/\{(\w+)\}/g, (_, name: string) => named[name] ?? absent);

export const queryOf = (operation: Operation): fc.Arbitrary<Record<string, unknown>> =>
  fc.record(Object.fromEntries(operation.query.map(({ name, schema }) => [name, valueOf(schema)])), {
    requiredKeys: operation.query.filter(({ required }) => required).map(({ name }) => name),
  });
export const bodyOf = (operation: Operation): fc.Arbitrary<unknown> =>
  valueOf(operation.json ?? operation.multipart ?? { type: 'null' });

const metricsToken = 'a-token-for-prometheus';

/** Starts the service; what its document says is known before any test is made of it. */
export async function startApiDriver() {
  const muster = await startTestMuster({
    METRICS_TOKEN: metricsToken,
    ...silentSlack,
    TRUST_PROXY: '1',
    SMTP_URL: 'smtp://127.0.0.1:9',
    MAIL_FROM: 'Muster <muster@school.example>',
  });
  const document = (await createClient(muster.url).get<Parameters<typeof readOperations>[0]>('/api/v2/openapi.json'))
    .body;
  // A directory has a token of its own and other answers: test/component/accounts/scim*.test.ts drive what it uses.
  const operations = readOperations(document).filter(({ path }) => !path.startsWith('/scim/'));
  const check = createChecker();
  const clients = new Map<string, Client>();
  const clientOf = async (email: string, isFresh = false): Promise<Client> => {
    const known = clients.get(email);
    if (known && !isFresh) return known;
    const client = await createClient(muster.url).signIn(email, password);
    clients.set(email, client);
    return client;
  };
  const school = await createSmallSchool(muster, 3);
  // Else its operation would refuse before it looks at anything.
  await school.admin.request('PATCH', '/api/v2/institution', { faceSignIn: true });
  const guardianId = await createPerson(school.admin, 'Guar Dian', emails.guardian, 'guardian');
  await createPerson(school.admin, 'Other Teacher', 'colleague@school.example', 'teacher');
  await createPerson(school.admin, 'Out Sider', 'outsider@school.example', 'student');
  await createPerson(school.admin, 'Some Guardian', 'stranger@school.example', 'guardian');
  // Changed, renamed and turned away in the course of this: nobody who signs in here.
  const spare = await createPerson(school.admin, 'Spare Person', 'spare@school.example', 'student');
  const objects = await createObjects(muster, school, { spare, student: await clientOf(emails.student), guardianId });
  let addresses = 0;
  /** Everybody from elsewhere: what may be tried so often from one address is another test's. */
  const nextAddress = (): Record<string, string> => ({
    'x-forwarded-for': `203.0.${Math.floor(++addresses / 250)}.${addresses % 250}`,
  });

  const idsOf = ({ name }: Operation): Record<string, string> => ({ ...objects.ids, ...objects.ofOperation[name] });

  /** A request as the schemas allow it; streams are only begun. */
  const send = async (operation: Operation, client: Client | undefined, data: Data): Promise<Received> => {
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
        ...nextAddress(),
        ...(operation.path === '/metrics' ? { authorization: `Bearer ${metricsToken}` } : {}),
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
  };

  /** What is not as the document says. */
  const faultsOf = (operation: Operation, answer: Received): string[] => {
    if (answer.status >= 500) return [`${answer.status} ${answer.text}`];
    const content = operation.responses[String(answer.status)];
    if (!content) return [`status ${answer.status} is not documented`];
    // One that leads elsewhere has no body either.
    if ([204, 303].includes(answer.status)) return answer.text === '' ? [] : [`a ${answer.status} with a body`];
    // A file that somebody sent is of its own type.
    const { schema } = content[answer.type] ?? content['*/*'] ?? {};
    if (!schema) return [`${answer.status}: type ${answer.type} is not documented`];
    return answer.type.includes('json')
      ? check(schema, JSON.parse(answer.text)).map(
          (fault) => `${answer.status}: ${fault}\n${answer.text.slice(0, 300)}`,
        )
      : [];
  };

  /** A body with what has to be in it and no more, which the service takes where its objects allow it. */
  const rightBodyOf = ({ name, json }: Operation): Record<string, unknown> => {
    const { properties = {}, required = [] } = json!;
    const least = {
      type: 'object',
      required,
      properties: Object.fromEntries(required.map((field) => [field, properties[field]!])),
    };
    return (objects.bodies[name] ?? fc.sample(valueOf(least), { numRuns: 1, seed: 1 })[0]) as Record<string, unknown>;
  };

  /** Signing out is one of the operations, and ends the token for the others. */
  const sendAs = async (email: string, operation: Operation, data: Data): Promise<Received> => {
    const answer = await send(operation, await clientOf(email), data);
    return answer.status === 401 ? send(operation, await clientOf(email, true), data) : answer;
  };

  const drive = (operation: Operation, data: Data): Promise<Received> =>
    operation.permission === undefined
      ? send(operation, undefined, data)
      : sendAs(emails[roleFor({ ...operation, permission: operation.permission as Permission })], operation, data);

  return {
    muster,
    document,
    operations,
    objects,
    check,
    nextAddress,
    idsOf,
    send,
    faultsOf,
    rightBodyOf,
    sendAs,
    drive,
  };
}
