/** `npm run admin`: whoever runs the server lets an admin back in, whether the service runs or not. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { generate } from 'otplib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createClient } from '../../support/client.ts';
import { adminEmail } from '../../support/muster.ts';
import { runSql } from '../../support/owners.ts';
import { databaseUrlOf, endService, makeDataDir, removeDataDir, startReadyService } from '../../support/service.ts';

let dataDir: string;
beforeAll(() => {
  dataDir = makeDataDir();
});
afterAll(() => removeDataDir(dataDir));

const run = (args: string[], folder = dataDir): Promise<{ code: number; printed: string }> =>
  new Promise((resolve) => {
    execFile(
      process.execPath,
      ['--import', 'tsx', 'src/app/admin/admin.ts', ...args],
      {
        cwd: join(import.meta.dirname, '../../..'),
        env: { PATH: process.env['PATH'], HOME: process.env['HOME'], DATA_DIR: folder },
      },
      (error, stdout, stderr) =>
        resolve({ code: typeof error?.code === 'number' ? error.code : error ? -1 : 0, printed: stdout + stderr }),
    );
  });
const linkIn = (printed: string): string => /#reset=(\S+)/.exec(printed)?.[1] ?? '';

test('a locked-out admin comes back by a link, a further one is made, and the audit says that it was the server', async () => {
  const service = await startReadyService(dataDir);
  expect((await run(['list'])).printed).toContain(`${adminEmail}  Administrator  active`);
  const { printed } = await run(['reset', adminEmail]);
  const client = createClient(service.url);
  expect(
    (
      await client.post('/api/v2/auth/password/reset', {
        secret: linkIn(printed),
        newPassword: 'found my way back',
      })
    ).status,
  ).toBe(204);
  await client.signIn(adminEmail, 'found my way back');
  expect((await run(['reset-factors', adminEmail])).printed).toContain('has no second factor');
  const { secret } = (await client.post<{ secret: string }>('/api/v2/me/authenticator')).body;
  await client.post('/api/v2/me/authenticator/confirm', { code: await generate({ secret }) });
  await expect(createClient(service.url).signIn(adminEmail, 'found my way back')).rejects.toThrow(
    'secondFactorRequired',
  );
  expect(await run(['reset-factors', adminEmail])).toMatchObject({ code: 0 });
  await client.signIn(adminEmail, 'found my way back');
  expect(
    await runSql(
      databaseUrlOf(dataDir),
      `SELECT facts FROM audit_entry WHERE action = 'account.resetLinkMade' AND actor_id IS NULL`,
    ),
  ).toMatchObject([{ facts: { by: 'server' } }]);
  await endService(service, 'SIGTERM');
  // The service is down: the command starts the database for itself and leaves it as it was.
  const made = await run(['create', 'second@school.example', 'Second Admin']);
  expect(made).toMatchObject({ code: 0 });
  expect((await run(['create', 'second@school.example', 'Second Admin'])).code).toBe(1);
  const again = await startReadyService(dataDir);
  expect(again.output()).toContain('ADMIN_EMAIL and ADMIN_PASSWORD are ignored');
  const fresh = createClient(again.url);
  await fresh.post('/api/v2/auth/password/reset', { secret: linkIn(made.printed), newPassword: 'second of two' });
  expect((await fresh.signIn('second@school.example', 'second of two')).token).not.toBe('');
  await endService(again, 'SIGTERM');
});

test('what cannot be done is said in a sentence, and nothing is made', async () => {
  expect(await run(['reset', 'nobody@school.example'])).toMatchObject({
    code: 1,
    printed: expect.stringContaining(
      'Nobody who may come in has the address or number nobody@school.example.',
    ) as string,
  });
  expect(await run(['create', 'no address', 'X'])).toMatchObject({ code: 1 });
  expect(await run([])).toMatchObject({ code: 2, printed: expect.stringContaining('npm run admin -- list') as string });
  const nowhere = join(dataDir, 'nowhere');
  expect(await run(['list'], nowhere)).toMatchObject({
    code: 1,
    printed: expect.stringContaining('no school is kept in') as string,
  });
  expect(existsSync(nowhere)).toBe(false);
});
