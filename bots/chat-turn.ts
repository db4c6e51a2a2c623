/** The turn: what every chat edge makes of a platform's event, and what it gets back. In once, out once. */
import { z } from 'zod';
import type { Actor, Platform } from '../src/security/access/index.ts';
import { type Agent, type AgentAnswer, type WhichConversation, answerSchema } from '../src/agent/index.ts';
import type { ShownPosition } from '../src/kernel/position.ts';
import type { Inbox } from '../src/delivery/inbox/index.ts';
import type { PersonKey } from '../src/security/privacy/index.ts';
import { AppError } from '../src/kernel/errors.ts';
import { words } from './words/en.ts';

export type Channel = 'web' | Platform;

export interface TurnFile {
  readonly name: string;
  readonly mimeType: string;
  readonly data: Buffer;
}

export interface ChatTurn {
  /** Established by the edge: a verified token or a linked account. */
  readonly actor: Actor;
  readonly channel: Channel;
  readonly conversation: WhichConversation;
  readonly text: string;
  readonly files: readonly TurnFile[];
  /** Where the device says that it is, on platforms that tell. */
  readonly position?: ShownPosition | undefined;
  /** Called with pieces of the answer as they come, on platforms that show them. */
  readonly onDelta?: (text: string) => void;
}

export const maxFiles = 6;
export const maxTextLength = 4000;

/** @throws AppError `invalidInput` when there is nothing to answer, or more than can be. */
export function requireContent(text: string, files: readonly unknown[]): void {
  if (files.length > maxFiles)
    throw new AppError('invalidInput', { field: 'files', detail: words.pleaseSendPhotosAtMost(maxFiles) });
  if (files.length === 0 && text.trim() === '')
    throw new AppError('invalidInput', { field: 'text', detail: words.pleaseWriteSomethingOrSend });
  if (text.length > maxTextLength)
    throw new AppError('invalidInput', { field: 'text', detail: words.pleaseWriteCharactersAtMost(maxTextLength) });
}

/** Text, files by id (each edge hands them out in its own way) and buttons. */
export type Reply = AgentAnswer;
const replySchema = answerSchema.extend({ conversationId: z.uuid() });

export type TurnTaker = ReturnType<typeof createTurnTaker>;

export function createTurnTaker(deps: {
  agent: Agent;
  inbound: Inbox;
  keyOf: (personId: string) => Promise<PersonKey>;
}) {
  /**
   * Answers a message that was stored on arrival; keeping the reply is the caller's part. @throws what `Agent.answer`
   * throws.
   */
  const take = (turn: ChatTurn): Promise<Reply> => deps.agent.answer(turn);

  /**
   * Answers the message of an open request, once. `messageKey` is the client's own key: a repeat of an answered message
   * gets the same reply; when no answer could be made the claim is given back, so that sending it again tries again.
   * @throws AppError `inProgress` while it is being answered, `tooManyRequests`; what `Agent.answer` throws.
   */
  async function takeOnce(messageKey: string, turn: ChatTurn): Promise<Reply> {
    const { actor, channel } = turn;
    const claim = await deps.inbound.claim(actor.personId, channel, messageKey);
    if (claim.kind === 'answered') return replySchema.parse(claim.reply);
    try {
      const key = await deps.keyOf(actor.personId);
      const reply = await deps.agent.answer({ ...turn, key });
      await deps.inbound.settle(actor.personId, claim.id, reply, key);
      return reply;
    } catch (error) {
      await deps.inbound.release(claim.id).catch(() => undefined); // a repeat takes it over
      throw error;
    }
  }

  /** Presses a button that an earlier reply offered. */
  const press = (actor: Actor, channel: Channel, actionId: string): Promise<Reply> =>
    deps.agent.press(actor, channel, actionId);

  return { take, takeOnce, press };
}
