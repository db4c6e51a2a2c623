/** What waits for a second admin's yes. */
export { createHeldActs, type AskedAct, type HeldActs, type HeldInput } from './held-acts.ts';
export { answerOfHeldSchema, heldActPageSchema, heldActSchema, waitingActSchema } from './held-acts.schema.ts';
