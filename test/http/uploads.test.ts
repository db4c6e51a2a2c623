/** Long bodies: how many are read at once, and that nobody who goes away keeps a place. */
import { once } from 'node:events';
import { request, type ClientRequest, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { problemHandler } from '../../src/http/problem.ts';
import { createBodyLimiter, readInTurn, receiveUploads } from '../../src/http/uploads.ts';
import { createLog } from '../../src/kernel/log.ts';
import { until } from '../support/until.ts';

const boundary = 'a-boundary';
const photo = Buffer.alloc(2 * 1024 * 1024);
const part = Buffer.concat([
  Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="photo"; filename="a.jpg"\r\n\r\n`),
  photo,
  Buffer.from('\r\n'),
]);
const end = Buffer.from(`--${boundary}--\r\n`);
let server: Server;
let arrived: number;

beforeEach(async () => {
  arrived = 0;
  const app = express();
  app.set('trust proxy', 1);
  app.use((_req, _res, next) => {
    arrived += 1;
    next();
  });
  app.post(
    '/',
    readInTurn(
      [receiveUploads({ field: 'photo', maxFiles: 1 })],
      createBodyLimiter({ parallel: 1, waiting: 1 }),
      'ordinary',
    ),
    (req, res) => void res.json({ bytes: (req.files as Express.Multer.File[])[0]?.size ?? 0 }),
  );
  app.post(
    '/many',
    readInTurn(
      [receiveUploads({ field: 'photo', maxFiles: 1 })],
      createBodyLimiter({ parallel: 2, waiting: 9 }),
      'ordinary',
      200,
    ),
    (_req, res) => void res.json({}),
  );
  app.use((error: Error, req: express.Request, res: express.Response, next: express.NextFunction) => {
    req.id = 'none';
    problemHandler(createLog('silent'))(error, req, res, next);
  });
  server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

/** A request whose body has begun, and what it is answered. */
function begin(
  bytes = part.length + end.length,
  path = '/',
  from = '192.0.2.1',
): { req: ClientRequest; status: Promise<number> } {
  const req = request({
    host: '127.0.0.1',
    port: (server.address() as AddressInfo).port,
    method: 'POST',
    path,
    headers: {
      'X-Forwarded-For': from,
      'Content-Type': `multipart/form-data; boundary=${boundary}`,
      'Content-Length': bytes,
    },
  });
  const status = new Promise<number>((resolve) => {
    req.once('response', (res) => {
      res.resume();
      resolve(res.statusCode ?? 0);
    });
    req.once('error', () => resolve(0));
  });
  req.write(part.subarray(0, 1000));
  return { req, status };
}
const finish = ({ req, status }: ReturnType<typeof begin>): Promise<number> => {
  req.end(Buffer.concat([part.subarray(1000), end]));
  return status;
};
/** Begins one more and waits until the server has it. */
async function beginNext(): Promise<ReturnType<typeof begin>> {
  const before = arrived;
  const begun = begin();
  await until(() => arrived === before + 1);
  return begun;
}

test('a long body waits for its turn, and one too many is told to come back', async () => {
  const [first, second] = [await beginNext(), await beginNext()];
  expect(await finish(await beginNext())).toBe(503);
  expect([await finish(first), await finish(second)]).toEqual([200, 200]);
});

test('whoever goes away while sending, or while waiting, keeps nobody from being read', async () => {
  const [sending, waiting] = [await beginNext(), await beginNext()];
  waiting.req.destroy();
  sending.req.destroy();
  await Promise.all([sending.status, waiting.status]);
  await until(async () => (await finish(begin())) === 200);
  expect(await finish(begin())).toBe(200);
});

test('whoever sends slowly keeps only its own address waiting, and whoever falls silent is cut off', async () => {
  const silent = Array.from({ length: 5 }, () => begin(undefined, '/many', '192.0.2.1'));
  await until(() => arrived === 5);
  // Before the silent ones are given up: half of the places are free for others.
  expect(await finish(begin(undefined, '/many', '192.0.2.2'))).toBe(200);
  expect(await Promise.all(silent.map(({ status }) => status))).toEqual([400, 400, 400, 400, 400]);
  expect(await finish(begin(undefined, '/many', '192.0.2.1'))).toBe(200);
});

test('a short body is read while long ones keep the places', async () => {
  await beginNext();
  await beginNext();
  const short = request({
    host: '127.0.0.1',
    port: (server.address() as AddressInfo).port,
    method: 'POST',
    path: '/',
    headers: { 'Content-Type': `multipart/form-data; boundary=${boundary}`, 'Content-Length': end.length },
  });
  short.end(end);
  const [answer] = (await once(short, 'response')) as [{ statusCode: number }];
  expect(answer.statusCode).toBe(200);
});
