/** A stop answers what is on its way: also on connections that were made a moment before and have asked for nothing yet. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import express from 'express';
import { expect, test } from 'vitest';
import { listen } from '../../src/http/listen.ts';

const ask = 'GET / HTTP/1.1\r\nHost: here\r\n\r\n';
const readAll = async (socket: Socket): Promise<string> => {
  let text = '';
  for await (const chunk of socket) text += (chunk as Buffer).toString();
  return text;
};

test('requests on fresh connections are answered though the stop is asked for first, and idle ones end', async () => {
  const app = express().get('/', (_req, res) => void res.send('here'));
  const server = await listen(app, { host: '127.0.0.1', port: 0 });
  const sockets = Array.from({ length: 30 }, () => connect(server.port, '127.0.0.1'));
  await Promise.all(sockets.map((socket) => once(socket, 'connect')));
  const idle = sockets.pop()!;
  const closed = server.close();
  for (const socket of sockets) socket.write(ask);
  const answers = await Promise.all(sockets.map(readAll));
  expect(answers.filter((answer) => !answer.startsWith('HTTP/1.1 200'))).toEqual([]);
  expect(answers.every((answer) => answer.includes('Connection: close'))).toBe(true);
  expect(await readAll(idle)).toBe('');
  await closed;
  await expect(once(connect(server.port, '127.0.0.1'), 'connect')).rejects.toThrow('ECONNREFUSED');
});
