/** What several of Attendly's routes take. */
import { z } from 'zod';
import { type ClassView, type Classes } from '../../../school/classes/index.ts';
import { AppError } from '../../../kernel/errors.ts';

/** Forms send numbers as text. */
export const number = z.preprocess(
  (value) => (typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value),
  z.number().int().positive(),
);
/** Forms send a list of one as the one. */
export const listOf = <Item extends z.ZodType>(item: Item) =>
  z.preprocess((value) => (value === undefined || Array.isArray(value) ? value : [value]), z.array(item));
export const classParams = z.object({ class_id: number });
export const imagesBody = z.object({ images: listOf(z.string()).optional() });

/** The class of this number. @throws AppError `notFound`. */
export async function requireClass(classes: Classes, numbered: number): Promise<ClassView> {
  const found = await classes.findByNumber(numbered);
  if (!found) throw new AppError('notFound', { field: 'class_id' });
  return found;
}
