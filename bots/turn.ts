/** The turn: what every chat edge makes of a platform's event, and what it gets back. In once, out once. */
import type { Actor } from '../src/access/actor.ts';
import type { Agent, AgentAnswer } from '../src/agent/agent.ts';
import type { Inbound } from '../src/agent/inbound.ts';

export interface TurnFile {
  readonly name: string;
  readonly mimeType: string;
  readonly data: Buffer;
}

export interface Turn {
  /** Established by the edge: a verified token or a linked account. */
  readonly actor: Actor;
  readonly channel: 'web';
  /** The platform's own key of the message: a repeat of it is answered, not done again. */
  readonly messageKey: string;
  /** Absent: a new conversation. */
  readonly conversationId: string | undefined;
  readonly text: string;
  readonly files: readonly TurnFile[];
  /** Called with pieces of the answer as they come, on platforms that show them. */
  readonly onDelta?: (text: string) => void;
}

/** Text, files by id (each edge hands them out in its own way) and buttons. */
export type Reply = AgentAnswer;

export type TurnTaker = ReturnType<typeof createTurnTaker>;

export function createTurnTaker(deps: { agent: Agent; inbound: Inbound }) {
  /**
   * Answers a message once. A repeat of an answered one gets the same reply; when no answer could be made, the claim is
   * given back, so that sending it again tries again.
   * @throws AppError `inProgress` while it is being answered; what `Agent.answer` throws.
   */
  async function take(turn: Turn): Promise<Reply> {
    const { actor, channel } = turn;
    const claim = await deps.inbound.claim(actor.personId, channel, turn.messageKey);
    if (claim.kind === 'answered') return claim.reply as Reply;
    try {
      const reply = await deps.agent.answer(turn);
      await deps.inbound.settle(actor.personId, claim.id, reply);
      return reply;
    } catch (error) {
      await deps.inbound.release(claim.id).catch(() => undefined); // the lease runs out by itself
      throw error;
    }
  }

  /** Presses a button that an earlier reply offered. */
  const press = (actor: Actor, channel: Turn['channel'], actionId: string): Promise<Reply> => deps.agent.press(actor, channel, actionId);

  return { take, press };
}
