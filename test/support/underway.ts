/**
 * Messages on their way to a service that is killed: sent as they stand until they are acknowledged, as platforms and
 * pages do.
 */
import { randomUUID } from 'node:crypto';
import { clientOf } from './crowd.ts';
import type { FakeSlack } from './slack.ts';
import type { SlackUser } from './slack-user.ts';
import type { FakeTeams } from './teams.ts';
import type { TeamsUser } from './teams-user.ts';

export interface Underway {
  send: () => Promise<number>;
  isAcknowledged: boolean;
  /** How often it was answered so far. */
  answers: () => number;
}

/** Sends it once; a broken connection is no acknowledgement. */
export async function deliver(message: Underway): Promise<void> {
  const status = await message.send().catch(() => 0);
  if (status === 200) message.isAcknowledged = true;
}

export function onSlack(slack: FakeSlack, user: SlackUser, text: string, confirmation: RegExp): Underway {
  const message = user.message(text);
  const eventId = `Ev${randomUUID()}`;
  return {
    isAcknowledged: false,
    send: async () => (await user.send(message, eventId)).status,
    answers: () => slack.seenBy(user.user).filter((one) => confirmation.test(one.text)).length,
  };
}

export function onTeams(teams: FakeTeams, user: TeamsUser, text: string, confirmation: RegExp): Underway {
  const activity = user.activity({ text });
  return {
    isAcknowledged: false,
    send: async () => (await user.send(activity)).status,
    answers: () => teams.seenIn(user.conversation).filter((one) => confirmation.test(one.text)).length,
  };
}

/**
 * The page's request is its own acknowledgement: it comes with the answer.
 * @param url asked each time, since a killed service comes back elsewhere
 */
export function onWeb(url: () => string, token: string, text: string, confirmation: RegExp): Underway {
  const key = randomUUID();
  let answers = 0;
  return {
    isAcknowledged: false,
    send: async () => {
      const { status, body } = await clientOf(url(), token).request<{ text?: string }>(
        'POST',
        '/api/v2/chat',
        { text },
        { 'idempotency-key': key },
      );
      if (confirmation.test(body.text ?? '')) answers += 1;
      return status;
    },
    answers: () => answers,
  };
}
