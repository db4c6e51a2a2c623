/** Failed sign-ins and lock-outs in the audit: there, with how many there were, and a handful under a flood. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createClient } from '../../support/client.ts';
import { adminEmail, startTestMuster, type TestMuster } from '../../support/muster.ts';
import { createSmallSchool, type SmallSchool } from '../../support/school.ts';

const elsewhere = '192.0.2.99';
const grace = 'grace@school.example';
const day = 24 * 60;

let muster: TestMuster;
let school: SmallSchool;
beforeAll(async () => {
  muster = await startTestMuster({ TRUST_PROXY: '1', BUDGETS: 'failedSignIns=40' });
  school = await createSmallSchool(muster, 3);
});
afterAll(() => muster.end());
// Each begins on another day, when what was counted before is forgotten.
beforeEach(() => muster.clock.advance(2 * day));

/** Guesses so often, one after the other. */
async function guess(username: string, times: number, address: string): Promise<void> {
  for (let tries = 0; tries < times; tries += 1) {
    const form = new URLSearchParams({ grant_type: 'password', username, password: 'wrong password' });
    await createClient(muster.url).request('POST', '/api/v2/auth/token', form, { 'x-forwarded-for': address });
  }
}

describe('the audit', () => {
  const failed = async (): Promise<{ action: string; facts: Record<string, unknown>; address: string | null }[]> => {
    const { body } = await school.admin.get<{
      entries: { action: string; facts: Record<string, unknown>; address: string }[];
    }>(
      `/api/v2/audit?limit=500&action=account.&personId=${school.teacher.id}&from=${muster.clock.now().toISOString()}`,
    );
    return body.entries
      .filter(({ action }) => ['account.signInFailed', 'account.lockedOut'].includes(action))
      .map(({ action, facts, address }) => ({ action, facts, address }));
  };
  beforeEach(async () => {
    school.admin = await muster.signIn(adminEmail);
  });

  test('has the first failure, the one that makes wait, and then only each doubling, with how many there were', async () => {
    await guess(grace, 60, elsewhere);
    const here = (await failed()).filter(({ facts }) => facts['from'] === 'network');
    expect(
      here.map(({ action, facts, address }) => [action, facts['failures'], facts['waitS'], address]).reverse(),
    ).toEqual([
      ['account.signInFailed', 1, undefined, elsewhere],
      ['account.signInFailed', 2, undefined, elsewhere],
      ['account.signInFailed', 4, undefined, elsewhere],
      ['account.lockedOut', 5, 30, elsewhere],
    ]);
  });

  test('stays small under a flood from many networks, and tells a network that tries every name', async () => {
    for (let network = 1; network <= 12; network += 1) await guess(grace, 5, `192.0.2.${network}`);
    const all = (await failed()).filter(({ facts }) => facts['from'] === 'unknownDevices');
    expect(all.map(({ action, facts }) => [action, facts['failures']]).reverse()).toEqual([
      ...[1, 2, 4, 8, 16, 32].map((failures) => ['account.signInFailed', failures]),
      ['account.lockedOut', 50],
    ]);
    for (let name = 0; name < 45; name += 1) await guess(`nobody${name}@school.example`, 1, '198.51.100.77');
    const flooded = await school.admin.get<{ entries: object[] }>('/api/v2/audit?action=signIns.flooded&limit=5');
    expect(flooded.body.entries).toMatchObject([{ address: '198.51.100.77', actor: null, facts: { failures: 40 } }]);
  });

  test('has wrong codes and wrong present passwords of whoever is signed in as well', async () => {
    const teacher = await muster.signIn(grace);
    await teacher.post('/api/v2/auth/proof', { password: 'wrong password' });
    expect(await failed()).toMatchObject([
      { action: 'account.signInFailed', facts: { at: 'presentPassword', failures: 1 } },
    ]);
  });
});
