/** What every chat platform's stored message goes through: who is this, how often, what is the answer, said once. */
import type { Actor, PlatformAccount } from '../src/security/access/index.ts';
import type { LinkedAccounts } from '../src/accounts/index.ts';
import { answerSchema } from '../src/agent/index.ts';
import { type InboundMessage, limitSentence } from '../src/delivery/inbox/index.ts';
import { AppError } from '../src/kernel/errors.ts';
import type { Log } from '../src/kernel/log.ts';
import { requireContent, type Reply, type TurnFile, type TurnTaker } from './chat-turn.ts';
import { words } from './words/en.ts';

/** What an event comes down to, on every platform. */
export type InboundEvent = {
  readonly account: PlatformAccount;
  /** The platform's name for the conversation: a direct message, a thread. */
  readonly placeKey: string;
  /** Nobody else reads it. */
  readonly isPrivate: boolean;
} & ({ readonly kind: 'message'; readonly text: string } | { readonly kind: 'press'; readonly actionId: string });

/** What is said: a reply, or a plain sentence in its shape. */
export type Spoken = Pick<Reply, 'text' | 'files' | 'actions'>;

/** The platform's side of one message. */
export interface Speaker {
  /** @throws AppError with a sentence for the person when a file may not or cannot be fetched. */
  fetchFiles(): Promise<readonly TurnFile[]>;
  /**
   * Called when the answer takes longer than a moment, again every few seconds while it does; done before `say` is
   * called.
   */
  showWorking(): Promise<void>;
  /** Says it so that nobody but the person who asked can read it. */
  say(spoken: Spoken): Promise<void>;
}

export type MessageHandler = ReturnType<typeof createMessageHandler>;

/** After this the person is shown that something is going on. */
const momentMs = 1000;
/** Typing is shown for a few seconds only. */
const showAgainMs = 4000;
/** An answer that fails on our side is tried so often before the person is told. */
const answerAttempts = 4;
/** An account that is linked to nobody is told how to link so often a minute. */
const helpPerMinute = 3;
const linkCommand = /^\s*link\s+([0-9a-z][0-9a-z -]{10,30})\s*$/i;

export function createMessageHandler(deps: {
  turns: TurnTaker;
  accounts: LinkedAccounts;
  log: Log;
  messagesPerMinute: number;
  /** What a person who is not known reads: how to link, and nothing else. */
  howToLink: (account: PlatformAccount) => string;
}) {
  /** Answers a stored message. @throws what is worth another try. */
  async function answer(message: InboundMessage, heard: InboundEvent, speaker: Speaker): Promise<void> {
    const actor = await deps.accounts.find(heard.account);
    const code = heard.kind === 'message' ? linkCommand.exec(heard.text)?.[1] : undefined;
    if (code !== undefined) {
      if (message.recentCount <= deps.messagesPerMinute) await speaker.say(plain(await link(heard, actor, code)));
      return;
    }
    if (!actor) {
      if (message.recentCount <= helpPerMinute) await speaker.say(plain(deps.howToLink(heard.account)));
      return;
    }
    if (message.recentCount > deps.messagesPerMinute) {
      if (message.recentCount === deps.messagesPerMinute + 1) await speaker.say(plain(limitSentence));
      return;
    }
    const earlier = answerSchema.optional().parse(await message.readReply());
    await speaker.say(earlier ?? (await makeReply(message, heard, actor, speaker)));
  }

  async function link({ account, isPrivate }: InboundEvent, actor: Actor | undefined, code: string): Promise<string> {
    if (!isPrivate) {
      await deps.accounts.discardCode(code);
      return words.othersCouldReadThatCodeSo;
    }
    if (actor) return words.thisAccountIsLinkedToAlready(actor.name);
    try {
      const linked = await deps.accounts.link(account, code);
      return words.linkedYouAreSayHelp({ name: linked.name, role: linked.role });
    } catch (error) {
      if (error instanceof AppError && error.status < 500) return error.publicMessage;
      throw error;
    }
  }

  async function makeReply(
    message: InboundMessage,
    heard: InboundEvent,
    actor: Actor,
    speaker: Speaker,
  ): Promise<Spoken> {
    let working: Promise<void> = Promise.resolve();
    let timer: NodeJS.Timeout | undefined;
    const show = (): void => {
      working = working
        .then(() => speaker.showWorking())
        .catch((error: unknown) => deps.log.warn({ err: error }, 'could not show that an answer is on its way'));
      timer = setTimeout(show, showAgainMs);
    };
    timer = setTimeout(show, momentMs);
    let reply: Spoken;
    try {
      reply = await takeTurn(heard, actor, speaker);
    } catch (error) {
      reply = plain(sentenceFor(error, message, heard));
    } finally {
      clearTimeout(timer);
      await working;
    }
    await message.keepReply(actor.personId, reply);
    return reply;
  }

  async function takeTurn(heard: InboundEvent, actor: Actor, speaker: Speaker): Promise<Reply> {
    const channel = heard.account.platform;
    if (heard.kind === 'press') return deps.turns.press(actor, channel, heard.actionId);
    const files = await speaker.fetchFiles();
    requireContent(heard.text, files);
    return deps.turns.take({ actor, channel, conversation: { placeKey: heard.placeKey }, text: heard.text, files });
  }

  return { answer };
}

/** The sentence for a failure that no further try will mend. @throws the error when one may. */
function sentenceFor(error: unknown, message: InboundMessage, heard: InboundEvent): string {
  const isRefusal = error instanceof AppError && error.status < 500 && error.code !== 'inProgress';
  const isOver =
    message.isLastAttempt ||
    (message.attempt >= answerAttempts && !(error instanceof AppError && error.code === 'inProgress'));
  if (isRefusal)
    return heard.kind === 'press' && error.code === 'notFound'
      ? words.thatButtonWasForSomebodyElse
      : error.publicMessage;
  if (!isOver) throw error;
  return error instanceof AppError ? error.publicMessage : new AppError('internal', { cause: error }).publicMessage;
}

const plain = (text: string): Spoken => ({ text, files: [], actions: [] });
