/** Cards of many people at once, for those that bring in whole lists. */
import { type Actor, requireAccess } from '../../security/access/index.ts';
import type { Audit } from '../../security/audit/index.ts';
import type { Queryable, Tx } from '../../db/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import { newId } from '../../kernel/ids.ts';
import * as repo from './cards.repo.ts';

export function createCards(deps: { audit: Audit; clock: Clock; hashOf: (card: string) => Buffer<ArrayBuffer> }) {
  /** Whose these cards are, by the card as it was given; for modules that have checked the access. */
  async function holdersOf(db: Queryable, cards: readonly string[]): Promise<Map<string, string>> {
    if (cards.length === 0) return new Map();
    const keyOf = (card: string): string => deps.hashOf(card).toString('hex');
    const holders = await repo.findHolders(db, cards.map(deps.hashOf));
    const byHash = new Map(holders.map(({ cardHash, personId }) => [Buffer.from(cardHash).toString('hex'), personId]));
    return new Map(
      cards.flatMap((card) => {
        const personId = byHash.get(keyOf(card));
        return personId === undefined ? [] : [[card, personId] as const];
      }),
    );
  }

  /** Gives cards inside the caller's transaction. @throws a unique violation when somebody has one of them. */
  async function giveAll(tx: Tx, actor: Actor, given: readonly { personId: string; card: string }[]): Promise<void> {
    if (given.length === 0) return;
    await requireAccess(tx, actor, 'access.keys', {});
    const createdAt = deps.clock.now();
    const rows = given.map(({ personId, card }) => ({ id: newId(), personId, cardHash: deps.hashOf(card), createdAt }));
    await repo.insertCards(tx, rows);
    await deps.audit.recordAll(
      tx,
      rows.map(({ id, personId }) => ({
        actorId: actor.personId,
        action: 'card.given',
        subjectType: 'person',
        subjectId: personId,
        facts: { cardId: id },
      })),
    );
  }

  return { holdersOf, giveAll };
}
