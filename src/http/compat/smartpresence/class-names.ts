/** These clients know classes by name. */
import { shownLine } from '../../../kernel/shown-text.ts';
import { AppError } from '../../../kernel/errors.ts';
import { words } from '../words/en.ts';

export const className = shownLine(200);

export const noneCalled = (name: string): AppError =>
  new AppError('notFound', { field: 'class_name', detail: words.thereIsNoClassCalled(name) });
