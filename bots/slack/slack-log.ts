/** Slack's libraries write into our log: what they warn of, without their details, which may quote a message. */
import { LogLevel, type Logger } from '@slack/logger';
import type { Log } from '../../src/kernel/log.ts';

export function toSlackLogger(log: Log): Logger {
  // Behind a bracket or a colon stands what happened to be in the body.
  const first = (message: unknown[]): string =>
    String(message[0])
      .split(/[\n(:]/)[0]
      ?.slice(0, 200)
      .trim() ?? '';
  return {
    debug: () => undefined,
    info: () => undefined,
    warn: (...message) => log.warn({ from: 'slack' }, first(message)),
    error: (...message) => log.error({ from: 'slack' }, first(message)),
    setLevel: () => undefined,
    getLevel: () => LogLevel.WARN,
    setName: () => undefined,
  };
}
