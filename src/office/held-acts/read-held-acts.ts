/** Reads what waits for a second admin's yes, in the words in which it was asked for. */
import { z } from 'zod';
import type { Database } from '../../db/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { People } from '../../school/people/index.ts';
import { type Actor, refuseKey, requireAccess } from '../../security/access/index.ts';
import type { Vault } from '../../security/privacy/index.ts';
import * as repo from './held-acts.repo.ts';
import { type HeldActPage, heldActSchema } from './held-acts.schema.ts';
import { words } from './words/en.ts';

export const inputContext = (id: string): string => `held_act.input:${id}`;
export const whatContext = (id: string): string => `held_act.what:${id}`;

const { act: actSchema, status: statusSchema } = heldActSchema.shape;

export function createHeldActReader(deps: { db: Database; clock: Clock; vault: Vault; people: People }) {
  /** A page, newest first: all of the last months, or only what waits. */
  async function list(
    actor: Actor,
    filter: { isWaiting: boolean; after?: string },
    limit: number,
  ): Promise<HeldActPage> {
    await requireAccess(deps.db.autocommit, actor, 'access.secondYes', {});
    refuseKey(actor, words.settleWhatWaits);
    const now = deps.clock.now();
    const rows = await repo.findHeldActs(deps.db.autocommit, filter, now, limit + 1);
    const shown = rows.slice(0, limit);
    const names = await deps.people.namesOf([
      ...new Set(shown.flatMap(({ askedById, settledById }) => [askedById, ...(settledById ? [settledById] : [])])),
    ]);
    const keys = await deps.vault.keysOf(deps.db.autocommit, [...new Set(shown.map(({ askedById }) => askedById))]);
    const named = (id: string): { id: string; name: string } => ({ id, name: names.get(id) ?? '' });
    return {
      heldActs: shown.map(({ id, act, operation, askedById, askedAt, expiresAt, status, settledById, ...row }) => ({
        ...{ id, operation, askedAt, expiresAt, settledAt: row.settledAt, act: actSchema.parse(act) },
        what: keys.get(askedById)?.openJson(z.string(), row.what, whatContext(id)) ?? null,
        askedBy: named(askedById),
        settledBy: settledById === null ? null : named(settledById),
        status: ['waiting', 'approved'].includes(status) && expiresAt <= now ? 'expired' : statusSchema.parse(status),
        hasAnswer: row.answer !== null && askedById === actor.personId,
      })),
      next: rows.length > limit ? (shown.at(-1)?.id ?? null) : null,
    };
  }

  return { list };
}
