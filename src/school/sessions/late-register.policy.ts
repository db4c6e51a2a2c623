/** Until when the register of a lesson that nobody opened may still be taken. Pure. */
import type { Actor } from '../../security/access/index.ts';
import { words } from './words/en.ts';

const dayMs = 24 * 3600_000;

/** The last instant for whoever runs the session; an admin may take the register also later. */
export const takeUntil = (endsAt: Date, lateRegisterDays: number): Date =>
  new Date(endsAt.getTime() + lateRegisterDays * dayMs);

/** Why this person can take the register no more; undefined when they can. */
export function faultOfLateRegister(
  { role }: Pick<Actor, 'role'>,
  { endsAt }: { endsAt: Date },
  { lateRegisterDays }: { lateRegisterDays: number },
  now: Date,
): string | undefined {
  const isOver = takeUntil(endsAt, lateRegisterDays) <= now;
  return isOver && role !== 'admin' ? words.theRegisterWasDue(lateRegisterDays) : undefined;
}
