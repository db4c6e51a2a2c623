/** What a request says, held against its schemas. */
import type { z } from 'zod';
import { AppError } from '../kernel/errors.ts';
import { words } from './words/en.ts';

/** @throws AppError `invalidInput` naming the first field that is wrong; `notFound` for an id that cannot exist. */
export function parseInput(schema: z.ZodType | undefined, value: unknown, where: 'params' | 'query' | 'body'): unknown {
  if (!schema) return undefined;
  const parsed = schema.safeParse(value);
  if (parsed.success) {
    const field = findUnkeepable(parsed.data, where);
    if (field !== undefined)
      throw new AppError('invalidInput', { field, detail: words.hasCharactersThatCannotBeKept(field) });
    return parsed.data;
  }
  if (where === 'params') throw new AppError('notFound');
  const [issue] = parsed.error.issues;
  const field = [...(issue?.path ?? []), ...(issue?.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : [])].join(
    '.',
  );
  throw new AppError('invalidInput', {
    ...(field === '' ? {} : { field }),
    detail: `${field === '' ? where : field}: ${issue?.message ?? words.isNotValid}`,
  });
}

/**
 * PostgreSQL keeps no NUL and no half of a surrogate pair: found here, it is the sender's to mend, and not our failure.
 */
function findUnkeepable(value: unknown, path: string): string | undefined {
  if (typeof value === 'string') return /[\0\p{Surrogate}]/u.test(value) ? path : undefined;
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [key, inner] of Object.entries(value)) {
    const found = findUnkeepable(inner, path === 'body' || path === 'query' ? key : `${path}.${key}`);
    if (found !== undefined) return found;
  }
  return undefined;
}
