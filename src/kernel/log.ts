/** The log: JSON lines by pino. Personal content is not redacted after the fact but never handed over. */
import { pino, type DestinationStream, type Logger } from 'pino';

export type Log = Logger;

/** Keys that must not reach a log even when a whole object is passed by mistake. */
const secretKeys = [
  'password',
  'token',
  'access_token',
  'refresh_token',
  'authorization',
  'cookie',
  'secret',
  'code',
  'text',
  'data',
  'photo',
  'template',
  'embedding',
  'files',
  'body',
];

/** Libraries hang connections, queries and their parameters on errors; of those only this much may be logged. */
function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return { type: typeof error };
  const { code, cause } = error as { code?: unknown; cause?: unknown };
  const frames = error.stack
    ?.split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 12)
    .map((line) => line.trim());
  return {
    type: error.name,
    // Prisma quotes the arguments of a call in its validation errors, which may be anything.
    message: error.name.startsWith('PrismaClientValidation')
      ? undefined
      : error.message
          .split('\n')
          .findLast((line) => line.trim() !== '')
          ?.slice(0, 300),
    reason: typeof code === 'string' ? code : undefined,
    frames,
    cause: cause === undefined ? undefined : describeError(cause),
  };
}

export function createLog(level: string, destination?: DestinationStream): Log {
  const options = {
    level,
    base: { service: 'muster' },
    serializers: { err: describeError },
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths: secretKeys.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]), censor: '[redacted]' },
  };
  // Lines are written beside the work and several at once when many come: written one by one, a line costs more than
  // the rest of a short request. What is still to be written when the process exits is written then, and a fatal line
  // at once.
  return pino(options, destination ?? pino.destination({ dest: 1, sync: false }));
}
