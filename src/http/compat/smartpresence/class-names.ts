/** These clients know classes by name. */
import { z } from 'zod';
import { AppError } from '../../../kernel/errors.ts';
import { words } from '../words/en.ts';

export const className = z.string().trim().min(1).max(200);

export const noneCalled = (name: string): AppError =>
  new AppError('notFound', { field: 'class_name', detail: words.thereIsNoClassCalled(name) });
