/** Answers: cut down to what their schema describes, and a failure of ours when they do not fit it. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import pino from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { createConcurrencyLimits } from '../../src/http/concurrency-limits.ts';
import { mountRoutes } from '../../src/http/mount.ts';
import { problemHandler } from '../../src/http/problem.ts';
import { publicRoute } from '../../src/http/route.ts';
import { receiveUploads } from '../../src/http/uploads.ts';

const people = z.array(z.object({ name: z.string(), since: z.date(), role: z.enum(['student', 'teacher']) }));
const ada = { name: 'Ada', since: new Date('2026-11-18T09:00:00Z'), role: 'student' } as const;
let stored: readonly z.input<typeof people>[number][] | undefined;
const logged: string[] = [];
let server: Server;
let url: string;

beforeAll(async () => {
  const log = pino({ level: 'info' }, { write: (line: string) => void logged.push(line) });
  const route = publicRoute({
    method: 'get',
    path: '/people',
    tag: 'test',
    summary: 'People',
    success: { status: 200, schema: people },
    handle: () => Promise.resolve(stored),
  });
  const options = {
    authenticate: () => Promise.reject(new Error('nobody signs in here')),
    spend: () => Promise.resolve(),
    receive: receiveUploads,
    limits: createConcurrencyLimits(),
  };
  const app = express().use(mountRoutes([route], options), problemHandler(log));
  server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/people`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

test('a field that the schema does not name stays here', async () => {
  const withHash = { ...ada, passwordHash: 'argon2id' };
  stored = [withHash];
  const answer = await fetch(url);
  expect(answer.status).toBe(200);
  expect(await answer.json()).toEqual([{ name: 'Ada', since: '2026-11-18T09:00:00.000Z', role: 'student' }]);
});

test('an answer that does not fit is a 500; the log names the route and the field, and not what stands in it', async () => {
  const misfit: z.input<typeof people>[number] = { ...ada };
  Object.assign(misfit, { role: 'secret-role' });
  stored = [ada, misfit];
  const answer = await fetch(url);
  expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([500, 'internal']);
  const [line] = logged.splice(0);
  expect(line).toContain('GET /people does not answer as documented: 1.role (invalid_value)');
  expect(line).not.toContain('secret-role');
});

test('an answer that is missing is a 500 as well', async () => {
  stored = undefined;
  expect((await fetch(url)).status).toBe(500);
  expect(logged.splice(0).join('')).toContain('GET /people does not answer as documented: the body (invalid_type)');
});
