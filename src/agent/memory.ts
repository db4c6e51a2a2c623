/**
 * Conversation memory: what was said, sealed with the person's key.
 *
 * Only words are kept, never tool results: an agent that is handed its old results answers from them instead of looking
 * again (langchainjs#9384), and the register may have changed since.
 */
import type { Actor } from '../security/access/index.ts';
import type { Database } from '../db/index.ts';
import type { Clock } from '../kernel/clock.ts';
import { AppError, askable, type AskedFor } from '../kernel/errors.ts';
import { newId } from '../kernel/ids.ts';
import type { PersonKey, Vault } from '../security/privacy/index.ts';
import * as repo from './agent.repo.ts';

export interface Remembered {
  author: 'person' | 'muster';
  text: string;
  /** What it asked the person for. */
  asksFor?: AskedFor | undefined;
}

/** By our own id, by the platform's name for the place, or a new one. */
export type WhichConversation =
  | { readonly id: string; readonly placeKey?: undefined }
  | { readonly placeKey: string; readonly id?: undefined }
  | undefined;

export type Memory = ReturnType<typeof createMemory>;

const rememberedMessages = 12;

export function createMemory(deps: { db: Database; vault: Vault; clock: Clock }) {
  /**
   * The actor's conversation: the one of that id, the one at that place of a chat platform, or a new one.
   * @throws AppError `notFound` when it is somebody else's.
   */
  async function open(
    actor: Actor,
    channel: string,
    which: WhichConversation,
  ): Promise<{ id: string; isNew: boolean }> {
    if (which?.id !== undefined) {
      const known = await repo.findConversation(deps.db.autocommit, which.id);
      if (!known || known.personId !== actor.personId || known.channel !== channel)
        throw new AppError('notFound', { field: 'conversationId' });
      return { id: which.id, isNew: false };
    }
    const placeKey = which?.placeKey ?? null;
    const known =
      placeKey === null ? null : await repo.findConversationAt(deps.db.autocommit, actor.personId, channel, placeKey);
    if (known) return { id: known.id, isNew: false };
    const id = newId();
    const isNew = await repo.insertConversation(deps.db.autocommit, {
      id,
      personId: actor.personId,
      channel,
      placeKey,
      createdAt: deps.clock.now(),
    });
    // Somebody's second message at a new place may arrive together with the first.
    return isNew ? { id, isNew } : open(actor, channel, which);
  }

  /** What a turn recalls and remembers with. @throws AppError `gone` when the person's key was destroyed. */
  const keyOf = (personId: string): Promise<PersonKey> => deps.vault.keyOf(deps.db.autocommit, personId);

  async function recall(key: PersonKey, conversationId: string): Promise<Remembered[]> {
    const rows = await repo.findLatestMessages(deps.db.autocommit, conversationId, rememberedMessages);
    return rows.map((row) => ({
      author: row.author === 'person' ? 'person' : 'muster',
      text: key.open(row.sealed, contextOf(row.id)).toString('utf8'),
      asksFor: askable.find((one) => one === row.asksFor),
    }));
  }

  /** The last message before the latest exchange: what was offered after it belongs to the latest answer. */
  async function findEndBeforeLast(conversationId: string): Promise<string | undefined> {
    const rows = await repo.findLatestMessages(deps.db.autocommit, conversationId, 3);
    return rows.length === 3 ? rows[0]?.id : undefined;
  }

  async function remember(key: PersonKey, conversationId: string, messages: readonly Remembered[]): Promise<void> {
    const createdAt = deps.clock.now();
    const rows = messages.map(({ author, text, asksFor }) => {
      const id = newId();
      return {
        id,
        conversationId,
        author,
        sealed: key.seal(Buffer.from(text), contextOf(id)),
        asksFor: asksFor ?? null,
        createdAt,
      };
    });
    await repo.insertMessages(deps.db.autocommit, rows);
  }

  return { open, keyOf, recall, findEndBeforeLast, remember };
}

const contextOf = (id: string): string => `conversation_message:${id}`;
