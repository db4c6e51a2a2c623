/** The log: JSON lines by pino. Personal content is not redacted after the fact but never handed over. */
import { pino, type DestinationStream, type Logger } from 'pino';

export type Log = Logger;

/** Keys that must not reach a log even when a whole object is passed by mistake. */
const secretKeys = [
  'password', 'token', 'access_token', 'refresh_token', 'authorization', 'cookie', 'secret', 'code',
  'text', 'data', 'photo', 'template', 'embedding', 'files', 'body',
];

export function createLog(level: string, destination?: DestinationStream): Log {
  const options = {
    level,
    base: { service: 'muster' },
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths: secretKeys.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]), censor: '[redacted]' },
  };
  return destination ? pino(options, destination) : pino(options);
}
