/** An admin lets in somebody who signed up, or turns them away; who it is is shown first. */
import { z } from 'zod';
import type { Actor } from '../../src/security/access/index.ts';
import type { SignUp } from '../../src/accounts/index.ts';
import { findByName } from '../../src/school/classes/index.ts';
import { AppError } from '../../src/kernel/errors.ts';
import type { People, PersonView } from '../../src/school/people/index.ts';
import { gatedTool, type Tool } from '../tool.ts';
import { addressOf } from './address-of.ts';
import { words } from './words/en.ts';

const input = z.object({
  name: z.string().trim().min(1).max(254).describe('Name or e-mail address as the admin wrote it.'),
  decision: z.enum(['approve', 'reject']),
});

const planSchema = z.object({ personId: z.uuid(), who: z.string(), decision: z.enum(['approve', 'reject']) });
const mostPending = 500;

export function decideApprovalTool(rooms: { people: People; signUp: SignUp }): Tool {
  return gatedTool({
    name: 'decide_approval',
    summary:
      'Let in one person who signed up and waits for approval, or turn them away. Not for leave or appeals. Shown first and confirmed by the person.',
    example: 'approve Grace Hopper',
    permission: 'people.approve',
    input,
    planSchema,
    preview: async ({ actor }, args) => {
      const found = await findPending(rooms.people, actor, args.name);
      const { id, name, role } = found;
      const who = `${name} (${role}, ${addressOf(found)})`;
      const asked = args.decision === 'approve' ? words.letInTheyCanSign(who) : words.turnAwayTheyCannotSign(who);
      return { kind: 'confirm', plan: { personId: id, who, decision: args.decision }, text: asked };
    },
    run: async ({ actor }, { personId, who, decision }) => {
      await rooms.signUp.decide(actor, personId, decision === 'approve');
      return { text: decision === 'approve' ? words.letIn(who) : words.turnedAway(who) };
    },
  });
}

/** @throws AppError `notFound` when nobody of that name waits, `conflict` naming those who may be meant. */
async function findPending(people: People, actor: Actor, typed: string): Promise<PersonView> {
  const { people: pending } = await people.search(actor, { status: 'pending' }, mostPending, 'arrival');
  const found = findByName(pending, typed, ({ name, email }) => [name, email]);
  if (found.kind === 'one') return found.item;
  if (found.kind === 'none')
    throw new AppError('notFound', { field: 'name', detail: words.nobodyCalledWaitsForApproval(typed) });
  const names = found.candidates.map(({ name, email }) => `${name} (${email ?? ''})`).join(', ');
  throw new AppError('conflict', {
    field: 'name',
    asksFor: 'person',
    detail: words.whomDoYouMeanNothing(names),
  });
}
