/** Pages of a list as SCIM counts them: from one. */
import { type ListQuery, type Resource, type ScimList, listUrn } from './scim.schema.ts';

/** So many at a time at most. */
export const mostResults = 200;

export async function pageOf(
  { startIndex, count = mostResults }: Pick<ListQuery, 'startIndex' | 'count'>,
  read: (skip: number, take: number) => Promise<{ total: number; resources: Resource[] }>,
): Promise<ScimList> {
  // Below one means one, and below nothing means nothing (RFC 7644, 3.4.2.4).
  const first = Math.max(1, startIndex);
  const { total, resources } = await read(first - 1, Math.min(mostResults, Math.max(0, count)));
  return {
    schemas: [listUrn],
    totalResults: total,
    startIndex: first,
    itemsPerPage: resources.length,
    Resources: resources,
  };
}
