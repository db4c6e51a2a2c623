/**
 * Grave acts for which a school may want a second admin's yes. Each operation names its act beside the fresh proof; what
 * the school chose is kept, said to the other admins and carried out when one of them says yes (office/held-acts).
 */
import type { Tx } from '../../db/index.ts';
import { AppError } from '../../kernel/errors.ts';
import type { Actor, GraveAct } from './actor.ts';
import { requireFreshProof } from './fresh-proof.ts';
import * as repo from './institution.repo.ts';
import { words } from './words/en.ts';

/**
 * The gate before a grave act, in its transaction: a fresh proof, and a second admin's yes where the school wants one.
 * @param what the act as the other admins read it: "make Ada Lovelace an admin"
 * @throws AppError `proofRequired`; `secondYesRequired`, which the edge keeps until somebody says yes; `forbidden` for
 * API keys, which could otherwise do alone what two people have to.
 */
export async function requireProofFor(tx: Tx, actor: Actor, act: GraveAct, what: string): Promise<void> {
  if (actor.secondYes?.act === act) return actor.secondYes.use(tx);
  const isChosen = await needsSecondYes(tx, act);
  if (isChosen && actor.scopes) throw new AppError('forbidden', { detail: words.aKeyCannotAskForASecondYes });
  requireFreshProof(actor);
  if (isChosen)
    throw new AppError('secondYesRequired', { detail: words.needsASecondYes(what), secondYes: { act, what } });
}

/** Whether the school wants a second yes for it. */
export async function needsSecondYes(tx: Tx, act: GraveAct): Promise<boolean> {
  const { secondYesFor } = await repo.getInstitution(tx);
  return act === 'secondYes' ? secondYesFor.length > 0 : secondYesFor.includes(act);
}
