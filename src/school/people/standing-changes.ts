/** What changes of people have in common: what of them is new, and that an address or number may be taken. */
import { isUniqueViolation } from '../../db/index.ts';
import { AppError } from '../../kernel/errors.ts';
import type { DirectoryChange, PersonView } from './people.schema.ts';
import { words } from './words/en.ts';

/** @throws AppError `conflict` in place of a unique violation. */
export async function rethrowTaken<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isUniqueViolation(error))
      throw new AppError('conflict', { field: 'email', detail: words.somebodyHasThisEMail });
    throw error;
  }
}

/** What of the change is not so already. */
export const differing = (person: PersonView, change: DirectoryChange): DirectoryChange =>
  Object.fromEntries(
    Object.entries(change).filter(
      ([field, value]) => value !== undefined && value !== person[field as keyof PersonView],
    ),
  );
