/**
 * Every operation of the API, as its own document describes it, driven with right and wrong data and without sign-in.
 */
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import type { Problem } from '../../../src/http/problem.ts';
import { bodyOf, fill, queryOf, startApiDriver } from '../../support/api-driver.ts';
import { spoil, valueOf, type Operation, type Spoilt } from '../../support/operations.ts';

const { muster, operations, objects, idsOf, send, faultsOf, rightBodyOf, drive } = await startApiDriver();
afterAll(() => muster.end());

/** How often each operation is driven; raise it to look harder. */
const runs = Number(process.env['PROPERTY_RUNS'] ?? 6);

/** Forms send what was not filled in as empty text, which is no comment. */
const isRefused = ({ field, what }: Spoilt): boolean => !(field === 'comment' && what === 'minLength');
/** The signature is over the bytes, and is looked at before what they say. */
const isSigned = ({ path }: Operation): boolean => path === '/api/v2/readers/{readerId}/events';

/**
 * These change what the others sign in with, guess at it until they are shut out, or take their data as they come and
 * answer for them elsewhere.
 */
const drivenElsewhere = new Set([
  'post /api/v2/auth/password',
  'post /api/v2/auth/proof',
  'post /api/v2/people/{personId}/merge',
]);

/** Success needs a file, a secret that was mailed or a service that is not set up here: files of its own show it. */
const succeedsElsewhere = new Set([
  'post /api/v2/held-acts/{heldActId}/decision',
  'delete /api/v2/held-acts/{heldActId}',
  'post /api/v2/held-acts/{heldActId}/answer',
  'get /api/v2/sign-on/providers/{providerId}/start',
  'get /api/v2/sign-on/providers/{providerId}/callback',
  'get /api/v2/sign-on/providers/{providerId}/finish',
  'get /api/v2/sign-on/providers/{providerId}/sign-out',
  'post /api/v2/sign-on/providers/{providerId}/acs',
  'post /api/v2/auth/token',
  'post /api/v2/auth/face',
  'post /api/v2/auth/password/reset',
  'post /api/v2/auth/password/links',
  'post /api/v2/auth/address/links',
  'post /api/v2/auth/address/proofs',
  'post /api/v2/me/address',
  'post /api/v2/invitations/letters',
  'post /api/v2/auth/setup',
  'post /api/v2/auth/passkeys/from-link',
  'post /api/v2/auth/passkeys/from-link/options',
  'post /api/v2/me/passkeys',
  'patch /api/v2/me/passkeys/{passkeyId}',
  'delete /api/v2/me/passkeys/{passkeyId}',
  'post /api/v2/me/authenticator/confirm',
  'delete /api/v2/me/authenticator',
  'post /api/v2/me/recovery-codes',
  'delete /api/v2/people/{personId}/second-factors',
  'post /api/v2/readers/{readerId}/events',
  'post /api/v2/people/import',
  'post /api/v2/classes/{classId}/marks/import',
  'post /api/v2/marks/import',
  'post /api/v2/leave/{leaveId}/evidence',
  'get /api/v2/places/search',
  'get /api/v2/calendar/{token}.ics',
  'post /api/v2/place-requests',
  'post /api/v2/check-ins/challenge/{challengeId}',
  'post /api/v2/sessions/{sessionId}/roll-call',
  'post /api/v2/sessions/{sessionId}/frames',
  'post /api/v2/classes/{classId}/recognise',
  'post /api/v2/me/faces',
  'get /api/v2/files/{fileId}',
  'get /api/v2/me/picture',
  'put /api/v2/me/picture',
  'get /api/v2/people/{personId}/picture',
  'post /api/v2/sessions/{sessionId}/focus',
  'post /api/v2/sessions/{sessionId}/focus/frames',
  'get /api/v2/sessions/{sessionId}/focus/students',
]);

/** Comes before anything that is made up: what is there, and no filter. */
const examplesOf = ({ name, query }: Operation): [Record<string, unknown>, unknown][] =>
  name in objects.bodies
    ? [[{}, objects.bodies[name]]]
    : query.length > 0 && !query.some(({ required }) => required)
      ? [[{}, undefined]]
      : [];

describe.each(
  operations.filter(({ name }) => !drivenElsewhere.has(name)).map((operation) => [operation.name, operation] as const),
)('%s', (_name, operation) => {
  test('answers right data as documented, whatever it is, and never with a 5xx', async () => {
    let hasSucceeded = false;
    await fc.assert(
      fc.asyncProperty(queryOf(operation), bodyOf(operation), async (query, body) => {
        const answer = await drive(operation, { path: fill(operation, idsOf(operation)), query, body });
        expect(faultsOf(operation, answer)).toEqual([]);
        hasSucceeded ||= answer.status < 300;
      }),
      { numRuns: runs, seed: 20261121, endOnFailure: true, examples: examplesOf(operation) },
    );
    expect(hasSucceeded).toBe(!succeedsElsewhere.has(operation.name));
  });

  if (operation.json?.type === 'object' && !isSigned(operation) && spoil(operation.json, {}).length > 0)
    test('refuses every way in which a field can be wrong, and names it', async () => {
      for (const { value, field, what } of spoil(operation.json!, rightBodyOf(operation)).filter(isRefused)) {
        const answer = await drive(operation, { path: fill(operation, idsOf(operation)), body: value });
        expect(faultsOf(operation, answer)).toEqual([]);
        expect([field, what, answer.status, (JSON.parse(answer.text) as Problem).field?.split('.')[0]]).toEqual([
          field,
          what,
          400,
          field,
        ]);
      }
    });

  if (operation.query.length > 0)
    test('refuses every way in which a parameter can be wrong, and names it', async () => {
      const parameters = {
        properties: Object.fromEntries(operation.query.map(({ name, schema }) => [name, schema])),
        required: operation.query.filter(({ required }) => required).map(({ name }) => name),
      };
      const right = fc.sample(
        valueOf({
          type: 'object',
          properties: Object.fromEntries(
            Object.entries(parameters.properties).filter(([name]) => parameters.required.includes(name)),
          ),
          required: parameters.required,
        }),
        { numRuns: 1, seed: 1 },
      )[0];
      // Every text is text: what is of another kind can only be told for the others.
      for (const { value, field, what } of spoil(parameters, right as Record<string, unknown>).filter(
        (spoilt) => spoilt.what !== 'kind',
      )) {
        const answer = await drive(operation, { path: fill(operation, idsOf(operation)), query: value });
        expect(faultsOf(operation, answer)).toEqual([]);
        expect([field, what, answer.status, (JSON.parse(answer.text) as Problem).field]).toEqual([
          field,
          what,
          400,
          field,
        ]);
      }
    });

  if (operation.permission !== undefined)
    test('answers 401 without sign-in', async () => {
      const answer = await send(operation, undefined, { path: fill(operation, idsOf(operation)) });
      expect([answer.status, faultsOf(operation, answer)]).toEqual([401, []]);
    });

  if (operation.permission !== undefined && operation.pathParams.length > 0)
    test('answers 404 for what does not exist', async () => {
      await fc.assert(
        fc.asyncProperty(queryOf(operation), bodyOf(operation), async (query, body) => {
          const answer = await drive(operation, { path: fill(operation, {}), query, body });
          // What is wrong with the data itself may be told first.
          expect([400, 404, 415], answer.text).toContain(answer.status);
        }),
        { numRuns: 2, seed: 20261121, endOnFailure: true },
      );
    });
});
