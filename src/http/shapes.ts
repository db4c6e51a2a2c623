/** Pieces of requests and answers that many routes share. */
import { z } from 'zod';

export const personParams = z.object({ personId: z.uuid() });
export const classParams = z.object({ classId: z.uuid() });
export const sessionParams = z.object({ sessionId: z.uuid() });

export const moment = z.iso.datetime({ offset: true }).transform((value) => new Date(value));
export { day } from '../kernel/days.ts';

export const createdId = { status: 201, schema: z.object({ id: z.uuid() }) } as const;
export const done = { status: 204 } as const;

/** How many of a list to answer; the next page begins after the last one's id. */
export const pageSize = (most: number, usual: number) => z.coerce.number().int().min(1).max(most).default(usual);
export const flagInQuery = z
  .enum(['true', 'false'])
  .default('false')
  .transform((value) => value === 'true');

/** Runs what has no answer but its success. */
export async function noContent(work: Promise<unknown>): Promise<undefined> {
  await work;
  return undefined;
}
