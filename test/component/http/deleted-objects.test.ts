/** What was deleted by the API is gone: not found again, and in no list. */
import { afterAll, describe, expect, test } from 'vitest';
import { fill, startApiDriver } from '../../support/api-driver.ts';

const { muster, operations, idsOf, faultsOf, drive } = await startApiDriver();
afterAll(() => muster.end());

describe('what was deleted', () => {
  // A timetable is ended and stays to be seen: ending it again changes nothing.
  const deletions = operations.filter(
    ({ method, path, pathParams }) =>
      method === 'DELETE' && pathParams.length > 0 && path !== '/api/v2/timetables/{timetableId}',
  );
  test.each(deletions.map((operation) => [operation.name, operation] as const))(
    '%s: is 404 when it is deleted again, and in no list',
    async (_name, operation) => {
      const path = fill(operation, idsOf(operation));
      const first = await drive(operation, { path });
      expect([200, 204, 404], first.text).toContain(first.status);
      const again = await drive(operation, { path });
      expect([again.status, faultsOf(operation, again)], again.text).toEqual([404, []]);
      const list = operations.find(
        (candidate) => candidate.method === 'GET' && candidate.path === operation.path.replace(/\/[^/]+$/, ''),
      );
      if (!list) return;
      const listed = await drive(list, { path: path.replace(/\/[^/]+$/, '') });
      expect(listed.status, listed.text).toBe(200);
      expect(listed.text).not.toContain(path.split('/').at(-1));
    },
  );
});
