/** Who can be on a roster: students whose account is active. */
import type { Role } from '../../security/access/index.ts';
import type { Tx } from '../../db/index.ts';
import { AppError } from '../../kernel/errors.ts';
import * as repo from './rosters.repo.ts';
import { words } from './words/en.ts';

/** What somebody is, and whether they may come in. */
export interface Standing {
  role: Role;
  status: 'pending' | 'active' | 'deactivated';
}

/**
 * They stay so until the transaction ends: whoever deactivates one of them waits, and takes them off the roster then.
 * @throws AppError `notFound` when one of them is no student, `conflict` naming who is not active.
 */
export async function requireStudents(tx: Tx, personIds: readonly string[]): Promise<void> {
  const found = await repo.holdPeople(tx, personIds);
  const students = found.filter(({ role }) => role === 'student');
  if (students.length < new Set(personIds).size)
    throw new AppError('notFound', { field: 'personIds', detail: words.oneOfTheseIsNot });
  const away = students.filter(({ status }) => status !== 'active');
  if (away.length > 0)
    throw new AppError('conflict', {
      field: 'personIds',
      detail: words.notActive(away.map(({ name, status }) => `${name} (${status})`).join(', ')),
    });
}
