/**
 * Streams: what is subscribed to for those who watch ends with the last of them; what several watch is looked at once;
 * whoever may not look any more is let go.
 */
import { once } from 'node:events';
import { createServer, get, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import type { ChangeListener, Changes, Topic } from '../../src/db/changes.ts';
import { createEventStreams } from '../../src/http/event-stream.ts';
import { problemHandler } from '../../src/http/problem.ts';
import { AppError, type ErrorCode } from '../../src/kernel/errors.ts';
import { createLog } from '../../src/kernel/log.ts';
import type { Actor } from '../../src/security/access/index.ts';
import { until } from '../support/until.ts';

let server: Server;
/** What changes are told to. */
const heard = new Map<Topic, Set<ChangeListener>>();
const standing = (): number =>
  [...heard].reduce((sum, [topic, listeners]) => sum + (topic === 'person' ? 0 : listeners.size), 0);
const change = (topic: Topic, subject: string | undefined): void => {
  for (const listener of heard.get(topic) ?? []) listener(subject);
};
/** What each look waits for, and how often one was taken. */
let look: () => Promise<unknown>;
let looks = 0;
let ended = 0;
let authenticated: string[] = [];
/** Who is signed in, and who still may look. */
const signedIn = new Set<string>();
const allowed = new Set<string>();
const refuse = (code: ErrorCode): Promise<never> => Promise.reject(new AppError(code));

beforeAll(async () => {
  const changes: Changes = {
    on: (topic, listener) => {
      const listeners = heard.get(topic) ?? new Set();
      heard.set(topic, listeners.add(listener));
      return () => void listeners.delete(listener);
    },
    stop: () => Promise.resolve(),
  };
  const streams = createEventStreams({
    changes,
    authenticate: (bearer) => {
      authenticated.push(bearer);
      return signedIn.has(bearer) ? Promise.resolve(actorOf(bearer)) : refuse('unauthenticated');
    },
    places: { take: () => Promise.resolve({ giveBack: () => Promise.resolve() }) },
    log: createLog('silent'),
  });
  const app = express();
  app.get('/', async (req, res) => {
    const who = (req.get('authorization') ?? '').replace('Bearer ', '');
    await streams.stream(
      actorOf(who),
      { req, res },
      {
        key: 'presence a',
        on: { session: 'a', roster: 'b' },
        event: 'presence',
        schema: z.unknown(),
        check: () => (allowed.has(who) ? Promise.resolve() : refuse('notFound')),
        read: () => {
          looks += 1;
          return allowed.has(who) ? look() : refuse('notFound');
        },
      },
    );
    ended += 1;
  });
  app.use(problemHandler(createLog('silent')));
  server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  for (const who of ['ada', 'grace']) {
    signedIn.add(who);
    allowed.add(who);
  }
  [looks, ended, authenticated] = [0, 0, []];
});

const actorOf = (who: string): Actor => ({ personId: who, name: who, role: 'teacher' });
const ask = (who = 'ada') =>
  get({
    port: (server.address() as AddressInfo).port,
    host: '127.0.0.1',
    headers: { authorization: `Bearer ${who}` },
  }).on('error', () => undefined);

/** A stream, and what came of it. */
async function watch(who: string) {
  const request = ask(who);
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  const watched = { text: '', isEnded: false, close: () => request.destroy() };
  response.on('data', (chunk: Buffer) => (watched.text += chunk.toString()));
  response.on('end', () => (watched.isEnded = true)).on('error', () => undefined);
  return watched;
}

test('one that goes while it watches leaves no subscription', async () => {
  look = () => Promise.resolve({});
  const request = ask();
  await once(request, 'response');
  await until(() => standing() === 2);
  request.destroy();
  await until(() => standing() === 0 && ended === 1);
});

test('one that goes before it was answered makes none', async () => {
  let answer: (state: unknown) => void = () => undefined;
  const hasLooked = new Promise<void>((resolve) => {
    look = () => {
      resolve();
      return new Promise((done) => {
        answer = done;
      });
    };
  });
  const request = ask();
  await hasLooked;
  request.destroy();
  await until(() => new Promise<boolean>((resolve) => server.getConnections((_error, count) => resolve(count === 0))));
  answer({});
  await until(() => ended === 1);
  expect(standing()).toBe(0);
});

test('what many watch is looked at once after a change, and nobody is authenticated for it', async () => {
  look = () => Promise.resolve({ present: 1 });
  const watching = await Promise.all(['ada', 'grace', 'ada', 'grace', 'ada'].map(watch));
  await until(() => watching.every(({ text }) => text.includes('"present":1')));
  look = () => Promise.resolve({ present: 2 });
  looks = 0;
  for (let changes = 0; changes < 10; changes += 1) change('session', 'a');
  await until(() => watching.every(({ text }) => text.includes('"present":2')));
  expect([looks, authenticated]).toEqual([1, []]);
  expect(standing()).toBe(2);
  change('session', 'another');
  for (const { close } of watching) close();
  await until(() => standing() === 0);
});

test('whoever is signed out is let go at once and nobody else is, each token looked at once', async () => {
  look = () => Promise.resolve({ present: 1 });
  const [first, second, other] = await Promise.all(['ada', 'ada', 'grace'].map(watch));
  signedIn.delete('ada');
  change('person', 'ada');
  await until(() => first!.isEnded && second!.isEnded);
  expect(first!.text).toContain('event: error');
  expect(first!.text).toContain('"code":"unauthenticated"');
  expect(authenticated).toEqual(['ada']);
  expect(other!.isEnded).toBe(false);
  // Word that may have been missed is made up for: all are looked at.
  change('person', undefined);
  await until(() => authenticated.includes('grace'));
  other!.close();
  await until(() => standing() === 0);
});

test('whoever may not look any more is let go with the next change, though others look on with the same look', async () => {
  look = () => Promise.resolve({ present: 1 });
  const [ada, grace] = await Promise.all(['ada', 'grace'].map(watch));
  allowed.delete('ada');
  look = () => Promise.resolve({ present: 2 });
  change('roster', 'b');
  await until(() => ada!.isEnded && grace!.text.includes('"present":2'));
  expect(ada!.text).not.toContain('"present":2');
  expect(ada!.text).toContain('"code":"notFound"');
  // Nor does one who never might come in by the look that others have.
  const [refused] = (await once(ask('mallory'), 'response')) as [IncomingMessage];
  expect(refused.statusCode).toBe(404);
  refused.resume();
  grace!.close();
  await until(() => standing() === 0);
});
