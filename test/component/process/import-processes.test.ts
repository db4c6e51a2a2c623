/** Imports of people on several processes: one that is killed is finished by another, and two at once make nobody twice. */
import { rmSync } from 'node:fs';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { TaskView } from '../../../src/delivery/tasks/index.ts';
import type { ImportReport } from '../../../src/office/import/import.schema.ts';
import { createClient, type Client } from '../../support/client.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { holdUp } from '../../support/held-up.ts';
import { adminEmail, password } from '../../support/muster.ts';
import { createSmallSchoolAt } from '../../support/school.ts';
import { endService, makeDataDir, startReadyService, type Service } from '../../support/service.ts';
import { until } from '../../support/until.ts';

// Several starts of a whole service, on whatever cores there are.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

let database: TestDatabase;
let dataDir: string;
const services: Service[] = [];

async function start(): Promise<Service> {
  const service = await startReadyService(dataDir, {
    DATABASE_URL: database.url,
    SECRET_KEY: 'a-test-secret-of-at-least-32-characters',
    LOG_LEVEL: 'warn',
  });
  services.push(service);
  return service;
}
const adminAt = (service: Service): Promise<Client> => createClient(service.url).signIn(adminEmail, password);
const countOf = async (start: string): Promise<{ people: number; names: number; places: number }> => {
  const found = await database.db.autocommit.person.findMany({
    where: { name: { startsWith: start } },
    include: { enrolments: { where: { leftAt: null } } },
  });
  return {
    people: found.length,
    names: new Set(found.map(({ name }) => name)).size,
    places: found.reduce((sum, { enrolments }) => sum + enrolments.length, 0),
  };
};

beforeAll(async () => {
  database = await createTestDatabase();
  dataDir = makeDataDir();
  await createSmallSchoolAt((await start()).url, 1);
});
afterAll(async () => {
  for (const service of services) await endService(service, 'SIGKILL');
  await database.drop();
  rmSync(dataDir, { recursive: true, force: true });
});

test('kill -9 between two steps of an import: another process goes on with it, and everybody is there once', async () => {
  const killed = services[0]!;
  const people = 1600;
  const rows = Array.from({ length: people }, (_, index) => `Kept ${index},${index % 2 === 0 ? 'CS101' : ''}`);
  const form = new FormData();
  form.set('file', new Blob([['Name,Class', ...rows].join('\n')]));
  const held = await holdUp(database.url, 'LOCK TABLE enrolment IN SHARE MODE');
  const taken = await (
    await adminAt(killed)
  ).request<TaskView>('POST', '/api/v2/people/import', form, { prefer: 'respond-async' });
  await held.waiting(1);
  expect(await countOf('Kept')).toEqual({ people, names: people, places: 0 });
  await endService(killed, 'SIGKILL');
  await held.release();
  const admin = await adminAt(await start());
  const read = async (): Promise<TaskView> => (await admin.get<TaskView>(`/api/v2/tasks/${taken.body.id}`)).body;
  await until(async () => ['done', 'failed'].includes((await read()).status));
  const { status, result } = await read();
  const { created, enrolled, faults } = result as ImportReport;
  expect({ status, created, enrolled, faults }).toEqual({
    ...{ status: 'done', created: people, enrolled: people / 2, faults: 0 },
  });
  expect(await countOf('Kept')).toEqual({ people, names: people, places: people / 2 });
});

test('the same list sent to two at once makes everybody once', async () => {
  const both = await Promise.all([services[1]!, await start()].map(adminAt));
  const file = Buffer.from(['Name,Class', 'Twin One,CS101', 'Twin Two,CS101'].join('\n'));
  const held = await holdUp(database.url, 'LOCK TABLE person IN SHARE MODE');
  const sent = Promise.all(
    [...both, ...both].map((admin) => admin.upload<ImportReport>('/api/v2/people/import', 'file', [file])),
  );
  await held.waiting(1);
  await held.release();
  expect((await sent).map(({ status, body }) => [status, body.created]).sort()).toEqual([
    [200, 0],
    [200, 0],
    [200, 0],
    [200, 2],
  ]);
  expect(await countOf('Twin')).toEqual({ people: 2, names: 2, places: 2 });
});
