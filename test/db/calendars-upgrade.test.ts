/** Sessions that were imported before calendars kept their events: brought up to date, they are known again. */
import { randomUUID } from 'node:crypto';
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { expect, test } from 'vitest';
import { migrate } from '../../src/db/migrate.ts';
import { createLog } from '../../src/kernel/log.ts';
import { administer, siblingUrl } from '../support/database.ts';
import { rowsOn } from '../support/rows.ts';

const log = createLog('silent');
const own = join(import.meta.dirname, '../../prisma/migrations');
const names = readdirSync(own, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name)
  .sort();

test('each keeps its UID and occurrence, and begins at revision nothing; others have no event', async () => {
  const name = `calendars_${randomUUID().replaceAll('-', '')}`;
  const url = siblingUrl(name);
  await administer((admin) => admin.query(`CREATE DATABASE ${name}`));
  const directory = mkdtempSync(join(tmpdir(), 'muster-migrations-'));
  const before = names.slice(
    0,
    names.findIndex((one) => one.endsWith('_calendars')),
  );
  for (const folder of before) cpSync(join(own, folder), join(directory, folder), { recursive: true });
  await migrate(url, { log, directory });
  rmSync(directory, { recursive: true });
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const make = rowsOn(client);
    const group = await make.class();
    const spans = { class_id: group['id'], starts_at: '2026-12-09T09:00:00Z', ends_at: '2026-12-09T10:00:00Z' };
    const single = await make.session({ ...spans, title: 'Lab', calendar_uid: 'a/b@untis/20261209T100000' });
    const held = await make.session({ ...spans, calendar_uid: 'w/20261216T100000', status: 'cancelled' });
    const other = await make.session(spans);
    await migrate(url, { log });
    const { rows } = await client.query<Record<string, unknown>>(
      'SELECT session_id, calendar, uid, recurrence, series_start, title, starts_at, is_cancelled FROM imported_event ORDER BY uid',
    );
    const event = {
      calendar: '',
      series_start: null,
      is_cancelled: false,
      starts_at: new Date('2026-12-09T09:00:00Z'),
    };
    expect(rows).toEqual([
      { ...event, session_id: single['id'], uid: 'a/b@untis', recurrence: '20261209T100000', title: 'Lab' },
      { ...event, session_id: held['id'], uid: 'w', recurrence: '20261216T100000', title: null },
    ]);
    const revisions = await client.query<{ id: string; revision: number; same: boolean }>(
      'SELECT id, revision, revised_at = created_at AS same FROM session',
    );
    expect(revisions.rows.map(({ revision, same }) => [revision, same])).toEqual([
      [0, true],
      [0, true],
      [0, true],
    ]);
    expect(revisions.rows.map(({ id }) => id)).toContain(other['id']);
  } finally {
    await client.end();
    await administer((admin) => admin.query(`DROP DATABASE ${name} WITH (FORCE)`));
  }
});
