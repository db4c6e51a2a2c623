/** Which failures are the database's: what its own layers report, and not every socket that failed. */
import { expect, test } from 'vitest';
import { DatabaseFailure, isDatabaseDown, isUniqueViolation } from '../../src/db/failures.ts';

const refused = (): Error => Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:9'), { code: 'ECONNREFUSED' });

test.each([
  ['a fetch that nobody answered', new TypeError('fetch failed', { cause: refused() })],
  ['a mail server that is away', refused()],
  ['a name that nobody knows', Object.assign(new Error('getaddrinfo ENOTFOUND login.example'), { code: 'ENOTFOUND' })],
  ['several addresses of a host that is away', new AggregateError([refused(), refused()])],
])('%s is no outage of the database', (_name, error) => {
  expect(isDatabaseDown(error)).toBe(false);
});

test.each([
  ['a socket of the pool', new DatabaseFailure(refused())],
  ['several addresses of the database', new DatabaseFailure(new AggregateError([refused(), refused()]))],
  ['what Prisma wraps', Object.assign(new Error('down'), { name: 'DriverAdapterError', cause: refused() })],
  ['a server that ends the connection', Object.assign(new Error('terminating'), { code: '57P01' })],
])('%s is one', (_name, error) => {
  expect(isDatabaseDown(error)).toBe(true);
});

test('a refusal of the database stays what it is', () => {
  const violation = new DatabaseFailure(Object.assign(new Error('duplicate key'), { code: '23505' }));
  expect([isDatabaseDown(violation), isUniqueViolation(violation)]).toEqual([false, true]);
});
