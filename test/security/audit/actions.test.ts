/** The list of audit actions against the code that records them; that nothing else is recorded the compiler sees to. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { auditActions } from '../../../src/security/audit/actions.ts';

const source = join(import.meta.dirname, '../../../src');
const code = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !file.startsWith('db/generated/') && file !== 'security/audit/actions.ts')
  .map((file) => readFileSync(join(source, file), 'utf8'))
  .join('\n');

test('every action of the list is recorded somewhere', () => {
  const never = Object.values(auditActions)
    .flat()
    .filter((action) => !code.includes(`'${action}'`));
  expect(never).toEqual([]);
});

test('no action is listed twice for one kind of subject', () => {
  for (const [subject, actions] of Object.entries(auditActions))
    expect(new Set<string>(actions).size, subject).toBe(actions.length);
});
