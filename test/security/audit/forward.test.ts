/** The audit outside the house: everything, in its order, also after the receiver was away. */
import { createServer as createHttpServer } from 'node:http';
import { mkdtempSync, readFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Webhook } from 'standardwebhooks';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createAuditForwarder, createCheckpoints, createSink, type Audit } from '../../../src/security/audit/index.ts';
import { createKeyring } from '../../../src/security/privacy/index.ts';
import { createTestAudit } from '../../support/audit.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';

const keys = createKeyring('a-test-secret-of-at-least-32-characters');
const clock = { now: () => new Date('2026-11-18T09:00:00Z') };
let database: TestDatabase;
let audit: Audit;
let dir: string;
const servers: Server[] = [];

beforeEach(async () => {
  database = await createTestDatabase();
  ({ audit, dir } = createTestAudit(database.db, clock));
});
afterEach(async () => {
  for (const server of servers.splice(0)) server.close();
  await database.drop();
});

const record = async (...subjects: string[]): Promise<void> => {
  for (const subjectId of subjects)
    await database.db.transaction((tx) =>
      audit.record(tx, {
        ...{ actorId: null, action: 'institution.changed', subjectType: 'institution', subjectId },
        facts: { text: 'a "quoted"\nline' },
      }),
    );
  await audit.sealPending();
};
const forwarderTo = (url: string, secret?: string) =>
  createAuditForwarder({
    ...{ db: database.db, keys },
    checkpoints: createCheckpoints({ dir, key: keys.auditChain }),
    sink: createSink(new URL(url), secret),
  });
async function listening<T extends Server>(server: T): Promise<number> {
  servers.push(server.listen(0, '127.0.0.1'));
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}
interface Line {
  seq?: string;
  subjectId?: string;
  checkpoint?: { seq: string };
}
const subjectsOf = (lines: readonly Line[]): string[] => lines.flatMap(({ subjectId }) => subjectId ?? []);

test('a file gets each entry once, in its order, with a signed checkpoint behind each batch', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'muster-sink-')), 'audit.jsonl');
  const { forward } = forwarderTo(pathToFileURL(file).href);
  await record('a', 'b', 'c');
  expect([await forward(), await forward()]).toEqual([3, 0]);
  await record('d');
  // Of two processes at once one sends.
  await Promise.all([forward(), forwarderTo(pathToFileURL(file).href).forward()]);
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  const read = lines.map((line) => JSON.parse(line) as Line);
  expect(subjectsOf(read)).toEqual(['a', 'b', 'c', 'd']);
  expect(read.flatMap(({ seq }) => seq ?? [])).toEqual(['1', '2', '3', '4']);
  const { parse } = createCheckpoints({ dir, key: keys.auditChain });
  const checkpoints = read.flatMap(({ checkpoint }) => (checkpoint ? [parse(JSON.stringify(checkpoint))] : []));
  expect(checkpoints.map((one) => one?.seq)).toEqual([3n, 4n]);
});

test('a syslog server gets RFC 5424 messages whose length stands before each', async () => {
  const received: Buffer[] = [];
  const server = createServer((socket) => socket.on('data', (chunk) => received.push(chunk)));
  const port = await listening(server);
  await record('a', 'b');
  expect(await forwarderTo(`syslog://127.0.0.1:${port}`).forward()).toBe(2);
  let rest = Buffer.concat(received);
  const messages: string[] = [];
  while (rest.length > 0) {
    const space = rest.indexOf(' ');
    const length = Number(rest.subarray(0, space).toString());
    messages.push(rest.subarray(space + 1, space + 1 + length).toString());
    rest = rest.subarray(space + 1 + length);
  }
  expect(messages).toHaveLength(3);
  for (const message of messages)
    expect(message).toMatch(/^<110>1 2026-11-18T09:00:00\.000Z \S+ muster \d+ audit - \{.*\}$/);
  expect(subjectsOf(messages.map((one) => JSON.parse(one.slice(one.indexOf('{'))) as Line))).toEqual(['a', 'b']);
});

test('an address that answers an error, and then is there again, gets everything, signed', async () => {
  const secret = 'a secret of the receiver';
  const got: Line[] = [];
  let status = 503;
  const server = createHttpServer((req, res) => {
    const chunks: Buffer[] = [];
    req.on('data', (chunk: Buffer) => chunks.push(chunk));
    req.on('end', () => {
      const body = Buffer.concat(chunks).toString();
      const headers = req.headers as Record<string, string>;
      const lines = new Webhook(secret, { format: 'raw' }).verify(body, headers) as Line[];
      if (status === 204) got.push(...lines);
      res.writeHead(status).end();
    });
  });
  const { forward } = forwarderTo(`http://127.0.0.1:${await listening(server)}/audit`, secret);
  await record('a', 'b');
  await expect(forward()).rejects.toThrow('answered 503');
  await record('c');
  status = 204;
  expect(await forward()).toBe(3);
  expect(subjectsOf(got)).toEqual(['a', 'b', 'c']);
});

test('a receiver that is not there loses nothing, and what nobody asked for stays in the house', async () => {
  const port = await listening(createServer());
  servers.splice(0).forEach((server) => server.close());
  await record('a');
  await expect(forwarderTo(`syslog://127.0.0.1:${port}`).forward()).rejects.toThrow();
  const without = createAuditForwarder({
    ...{ db: database.db, keys, sink: undefined },
    checkpoints: createCheckpoints({ dir, key: keys.auditChain }),
  });
  expect(await without.forward()).toBe(0);
  const file = join(mkdtempSync(join(tmpdir(), 'muster-sink-')), 'audit.jsonl');
  expect(await forwarderTo(pathToFileURL(file).href).forward()).toBe(1);
});
