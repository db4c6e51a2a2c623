/** What the database knows of the chat platforms, against what the program knows. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { outboundChannels } from '../../../src/delivery/notifications/outbox.repo.ts';
import { platforms } from '../../../src/security/access/index.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

test('every CHECK that names a platform names all of them, as the program does', async () => {
  const checks = await database.db.autocommit.$queryRaw<{ name: string; says: string }[]>`
    SELECT conname AS name, pg_get_constraintdef(oid) AS says FROM pg_constraint WHERE contype = 'c'`;
  const named = checks
    .map(({ name, says }) => ({ name, values: [...says.matchAll(/'([^']*)'/g)].map(([, value = '']) => value) }))
    .filter(({ values }) => platforms.some((platform) => values.includes(platform)));
  expect(Object.fromEntries(named.map(({ name, values }) => [name, values.toSorted()]))).toEqual({
    linked_account_platform_is_known: [...platforms].toSorted(),
    outbound_message_channel_is_known: [...outboundChannels].toSorted(),
  });
});
