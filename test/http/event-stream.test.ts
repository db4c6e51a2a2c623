/** Streams: what is subscribed to for one that watches ends with it, whenever it goes. */
import { once } from 'node:events';
import { createServer, get, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import type { Changes } from '../../src/db/changes.ts';
import { createEventStreams } from '../../src/http/event-stream.ts';
import { until } from '../support/until.ts';

let server: Server;
/** Subscriptions that stand. */
let standing = 0;
/** What the first look waits for, and what it is told of. */
let look: () => Promise<unknown>;
let ended = 0;

beforeAll(async () => {
  const changes: Changes = {
    on: () => {
      standing += 1;
      return () => {
        standing -= 1;
      };
    },
    stop: () => Promise.resolve(),
  };
  const streams = createEventStreams({
    changes,
    authenticate: () => Promise.reject(new Error('nobody looks twice here')),
  });
  const app = express();
  app.get('/', async (req, res) => {
    await streams.stream(
      { req, res },
      { on: { session: 'a', roster: 'b' }, event: 'presence', schema: z.unknown(), read: () => look() },
    );
    ended += 1;
  });
  server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const ask = () => get({ port: (server.address() as AddressInfo).port, host: '127.0.0.1' }).on('error', () => undefined);

test('one that goes while it watches leaves no subscription', async () => {
  look = () => Promise.resolve({});
  const request = ask();
  await once(request, 'response');
  await until(() => standing === 2);
  request.destroy();
  await until(() => standing === 0 && ended === 1);
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
  await until(() => ended === 2);
  expect(standing).toBe(0);
});
