/**
 * The yardstick of `npm run bench -- http`: an Express server that does nothing but greet, as its documentation begins.
 */
import type { AddressInfo } from 'node:net';
import express from 'express';

const app = express();
app.get('/', (_req, res) => void res.send('Hello World!'));
const server = app.listen(0, '127.0.0.1', () =>
  process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port}\n`),
);
