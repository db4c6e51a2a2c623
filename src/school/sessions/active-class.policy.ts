/** An archived class keeps what it has and holds no more lessons. Pure. */
import { AppError } from '../../kernel/errors.ts';
import { words } from './words/en.ts';

/** @throws AppError `conflict` when the class is archived. */
export function requireActiveClass({ status }: { status: 'active' | 'archived' }): void {
  if (status === 'archived') throw new AppError('conflict', { detail: words.thisClassIsArchivedBring });
}
