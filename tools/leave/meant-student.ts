/** For whom somebody asks: the student who writes, or the ward whom a guardian names. */
import type { Actor } from '../../src/security/access/index.ts';
import { findByName } from '../../src/school/classes/index.ts';
import { AppError } from '../../src/kernel/errors.ts';
import type { Guardians } from '../../src/school/people/index.ts';
import { words } from './words/en.ts';

const anyChild = /^(?:my )?(?:son|daughter|child|kid|ward)$/i;

/** @throws AppError `invalidInput` when a student names somebody else; `notFound` or `conflict` naming the wards. */
export async function findMeantStudent(
  rooms: { guardians: Guardians },
  actor: Actor,
  typed: string | undefined,
): Promise<{ id: string; name: string }> {
  const self = { id: actor.personId, name: actor.name };
  if (actor.role !== 'guardian') {
    if (typed !== undefined && findByName([self], typed, ({ name }) => [name]).kind !== 'one')
      throw new AppError('invalidInput', { field: 'student', detail: words.youCanAskForYourselfOnly });
    return self;
  }
  const wards = await rooms.guardians.listWards(actor);
  const [only] = wards;
  if (!only)
    throw new AppError('notFound', {
      field: 'student',
      detail: words.noStudentIsLinkedToYou,
    });
  if (wards.length === 1 && (typed === undefined || anyChild.test(typed))) return only;
  const found = typed === undefined ? undefined : findByName(wards, typed, ({ name }) => [name]);
  if (found?.kind === 'one') return found.item;
  throw new AppError('conflict', {
    field: 'student',
    asksFor: 'person',
    detail: words.forWhomDoYouAsk(wards.map(({ name }) => name).join(', ')),
  });
}
