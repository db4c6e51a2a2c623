/**
 * Pending actions: Confirm, Cancel and Undo as rows of our own, pressed by the person who asked, settled once,
 * expiring.
 */
import { z } from 'zod';
import type { Actor } from '../security/access/index.ts';
import type { Database } from '../db/index.ts';
import type { Clock } from '../kernel/clock.ts';
import { AppError } from '../kernel/errors.ts';
import { newId } from '../kernel/ids.ts';
import type { Vault } from '../security/privacy/index.ts';
import * as repo from './agent.repo.ts';
import { answerSchema, plainAnswer, type Answer } from './answer.ts';
import { words } from './words/en.ts';

/** Whole messages that answer "Shall I?". */
const spokenPresses: Readonly<Record<'confirm' | 'cancel', RegExp>> = {
  confirm:
    /^(yes|yep|yeah|confirm|ok|okay|sure|do it|do so|go ahead|please do)( please| do it| go ahead| confirm| thanks)?$/,
  cancel: /^(no|nope|cancel|stop|don'?t|do not|never ?mind)( thanks| thank you| cancel| don'?t| do it)?$/,
};

const confirmLifeMs = 15 * 60_000;
const undoLifeMs = 30 * 60_000;
/** A press without an answer after this long was cut off by a crash, and may be carried out again. */
const abandonedAfterMs = 30_000;

const pressSchema = z.string().regex(/^[0-9a-f-]{36}\.(confirm|cancel|undo)$/);
type Press = 'confirm' | 'cancel' | 'undo';

/** Runs the tool behind an action, with the plan that was frozen. */
export type CarryOut = (action: {
  kind: 'confirm' | 'undo';
  tool: string;
  plan: unknown;
  conversationId: string;
}) => Promise<Answer>;

export type Actions = ReturnType<typeof createActions>;

export function createActions(deps: { db: Database; vault: Vault; clock: Clock }) {
  async function offer(
    actor: Actor,
    input: { conversationId: string; kind: 'confirm' | 'undo'; tool: string; plan: unknown },
  ): Promise<Answer['actions']> {
    const id = newId();
    const now = deps.clock.now();
    const key = await deps.vault.keyOf(deps.db.autocommit, actor.personId);
    await repo.insertAction(deps.db.autocommit, {
      id,
      personId: actor.personId,
      conversationId: input.conversationId,
      kind: input.kind,
      tool: input.tool,
      plan: key.sealJson(input.plan, `pending_action:${id}`),
      createdAt: now,
      expiresAt: new Date(now.getTime() + (input.kind === 'confirm' ? confirmLifeMs : undoLifeMs)),
    });
    if (input.kind === 'undo') return [{ id: `${id}.undo`, label: 'Undo' }];
    return [
      { id: `${id}.confirm`, label: 'Confirm' },
      { id: `${id}.cancel`, label: 'Cancel' },
    ];
  }

  /**
   * Presses a button. The first press settles the action; a repeat of it answers the same. When a crash came between
   * settling and answering, a later press carries the plan out again: plans name the version they saw, so that what
   * was done already is not done twice.
   * @throws AppError `notFound` for somebody else's or no action, `gone` when it expired or was settled the other way,
   * and whatever the tool throws (the action is then settled all the same: what was shown no longer holds).
   */
  async function press(
    actor: Actor,
    pressed: string,
    carryOut: CarryOut,
  ): Promise<Answer & { conversationId: string; isRepeat: boolean }> {
    const { id, how } = parsePress(pressed);
    const action = await repo.findAction(deps.db.autocommit, id);
    const isKind = action !== null && (how === 'undo') === (action.kind === 'undo');
    if (!action || !isKind || action.personId !== actor.personId) throw new AppError('notFound');
    const { conversationId } = action;
    const status = how === 'cancel' ? 'cancelled' : 'done';
    if (!(await repo.settleAction(deps.db.autocommit, id, status, deps.clock.now()))) {
      const repeated = await repeatAnswer(actor, id, status);
      if (repeated) return { ...repeated, conversationId, isRepeat: true };
    }
    const answer =
      how === 'cancel'
        ? plainAnswer(words.cancelledNothingWasChanged)
        : await carryOut({ ...action, plan: await openPlan(actor, action) });
    const key = await deps.vault.keyOf(deps.db.autocommit, actor.personId);
    await repo.keepAnswer(deps.db.autocommit, id, key.sealJson(answer, `pending_action.answer:${id}`));
    return { ...answer, conversationId, isRepeat: false };
  }

  /** The tool parses it: only it knows its shape. */
  async function openPlan(actor: Actor, action: repo.StoredAction): Promise<unknown> {
    const key = await deps.vault.keyOf(deps.db.autocommit, actor.personId);
    return key.openJson(z.unknown(), action.plan, `pending_action:${action.id}`);
  }

  /** @returns undefined when the press was cut off and is to be carried out again. */
  async function repeatAnswer(actor: Actor, id: string, status: 'done' | 'cancelled'): Promise<Answer | undefined> {
    const settled = await repo.findAction(deps.db.autocommit, id);
    if (settled?.status === 'pending') throw new AppError('gone', { detail: words.thisButtonHasExpiredPleaseAsk });
    if (settled?.status !== status) throw new AppError('gone', { detail: words.thisWasSettledAlready });
    if (settled.answer) {
      const key = await deps.vault.keyOf(deps.db.autocommit, actor.personId);
      return key.openJson(answerSchema, settled.answer, `pending_action.answer:${id}`);
    }
    const sinceMs = deps.clock.now().getTime() - (settled.settledAt?.getTime() ?? 0);
    if (sinceMs < abandonedAfterMs) throw new AppError('inProgress', { retryAfterS: 2 });
    return undefined;
  }

  /** Changes that wait for Confirm and were offered after that message: those that a typed "yes" can mean. */
  const listOffered = (conversationId: string, afterId: string | undefined): Promise<string[]> =>
    repo.listPendingConfirms(deps.db.autocommit, conversationId, afterId, deps.clock.now());

  /** The newest Undo that can still be pressed in the conversation, for those who type "undo". */
  const findLatestUndo = (conversationId: string): Promise<string | undefined> =>
    repo.findLatestUndo(deps.db.autocommit, conversationId, deps.clock.now());

  return { offer, press, listOffered, findLatestUndo };
}

function parsePress(pressed: string): { id: string; how: Press } {
  const parsed = pressSchema.safeParse(pressed);
  if (!parsed.success) throw new AppError('notFound');
  const [id = '', how] = parsed.data.split('.');
  return { id, how: how as Press };
}

/** "Yes, please." and "no thanks" as the button they mean; undefined for anything longer. */
export function readSpokenPress(text: string): 'confirm' | 'cancel' | undefined {
  const plain = text
    .trim()
    .toLowerCase()
    .replace(/’/g, "'")
    .replace(/[,.!]+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return (['confirm', 'cancel'] as const).find((how) => spokenPresses[how].test(plain));
}
