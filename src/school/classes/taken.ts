/** A name that somebody else has already, told by its field. */
import { isUniqueViolation } from '../../db/index.ts';
import { AppError } from '../../kernel/errors.ts';
import { words } from './words/en.ts';

/**
 * Does what writes a name or a code. @throws AppError `conflict` when it is taken; nothing else can be written in this
 * transaction then.
 */
export async function rethrowTaken<T>(
  taken: string,
  write: () => Promise<T>,
  { field = 'name', detail = words.thereIsAlreadyOneCalled(taken) }: { field?: 'name' | 'code'; detail?: string } = {},
): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (isUniqueViolation(error)) throw new AppError('conflict', { field, detail });
    throw error;
  }
}
