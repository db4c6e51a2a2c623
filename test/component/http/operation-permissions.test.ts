/** Who may use which operation of the API: the permission table and the reach of each role, operation by operation. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { reachOf } from '../../../src/security/access/permissions.ts';
import { emails, fill, roles, startApiDriver, type Role, type SignedIn } from '../../support/api-driver.ts';
import { readPortraits } from '../../support/school.ts';

const { muster, operations, idsOf, rightBodyOf, sendAs } = await startApiDriver();
afterAll(() => muster.end());

const signedIn = operations.filter((operation): operation is SignedIn => operation.permission !== undefined);

describe('the matrix', () => {
  /** Whose things the objects are: of a class, a student or whoever asked. */
  const reached = {
    classId: true,
    sessionId: true,
    challengeId: true,
    leaveId: true,
    appealId: true,
    flagId: true,
    timetableId: true,
    taskId: true,
  };
  let photo: Buffer | undefined;
  beforeAll(async () => {
    [photo] = await readPortraits(1);
  });
  const strangers = {
    teacher: 'colleague@school.example',
    student: 'outsider@school.example',
    guardian: 'stranger@school.example',
  };
  test.each(signedIn.map((operation) => [operation.name, operation] as const))(
    '%s: 403 for every role without the permission, and for no other',
    async (_name, operation) => {
      for (const role of roles) {
        const answer = await sendAs(emails[role], operation, { path: fill(operation, {}), body: {} });
        if (reachOf(role, operation.permission) === undefined) expect([role, answer.status]).toEqual([role, 403]);
        else if (operation.pathParams.length > 0) expect(answer.status, `${role}: ${answer.text}`).not.toBe(403);
      }
    },
  );

  const ofObjects = signedIn.filter(
    ({ pathParams, permission }) =>
      pathParams.some((param) => param in reached) &&
      ['taught', 'enrolled', 'own', 'ward'].some((reach) => roles.some((role) => reachOf(role, permission) === reach)),
  );
  test.each(ofObjects.map((operation) => [operation.name, operation] as const))(
    "%s: what is another teacher's, student's or ward's is as good as not there",
    async (_name, operation) => {
      for (const [role, email] of Object.entries(strangers)) {
        if (reachOf(role as Role, operation.permission) === undefined) continue;
        const body = operation.json?.type === 'object' ? rightBodyOf(operation) : undefined;
        const query = operation.query.some(({ name }) => name === 'from')
          ? { from: '2026-11-01', to: '2026-11-30' }
          : {};
        const answer = await sendAs(email, operation, {
          path: fill(operation, idsOf(operation)),
          query,
          body,
          file: photo!,
        });
        expect([email, answer.status], answer.text).toEqual([email, 404]);
      }
    },
  );
});
