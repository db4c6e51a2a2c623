/**
 * The database itself keeps no focus index of a person without profile, setting and consent, and no figure of a few.
 */
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import type { Row } from '../support/row.ts';
import { rowsOn, type Rows } from '../support/rows.ts';

let database: TestDatabase;
let client: pg.Client;
let make: Rows;

beforeAll(async () => {
  database = await createTestDatabase();
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
  make = rowsOn(client);
});
afterAll(async () => {
  await client.end();
  await database.drop();
});
beforeEach(() => client.query('BEGIN'));
afterEach(() => client.query('ROLLBACK'));

const count = async (table: string): Promise<number> =>
  Number((await client.query<{ n: string }>(`SELECT count(*) AS n FROM ${table}`)).rows[0]!.n);

async function readingIn(
  over: { profile?: string; perStudent?: boolean; kinds?: readonly string[] } = {},
): Promise<{ setting: Row; consents: Row[]; insert: () => Promise<unknown> }> {
  await make.institution({ profile: over.profile ?? 'standard' });
  const person = await make.person();
  const consents: Row[] = [];
  for (const kind of over.kinds ?? ['focus_index', 'face_recognition'])
    consents.push(await make.consent({ person_id: person['id'], kind }));
  const setting = await make.focusSetting({ per_student: over.perStudent ?? true });
  const frame = await make.focusFrame(setting);
  return {
    setting,
    consents,
    insert: () =>
      client.query('INSERT INTO focus_reading (frame_id, person_id, sealed) VALUES ($1, $2, $3)', [
        frame['id'],
        person['id'],
        randomBytes(8),
      ]),
  };
}

describe('the index of a person', () => {
  it('is kept with all of them', async () => {
    await (await readingIn()).insert();
    expect(await count('focus_reading')).toBe(1);
  });

  it.each([
    ['in the eu profile', { profile: 'eu' }, /eu profile/],
    ['of a class that works it out as a whole', { perStudent: false }, /not worked out per student/],
    [
      'with consent to face recognition alone',
      { kinds: ['face_recognition'] },
      /needs their standing consent to focus_index/,
    ],
    [
      'of somebody who may not be known by their face',
      { kinds: ['focus_index'] },
      /needs their standing consent to face_recognition/,
    ],
  ] as const)('is refused %s', async (_what, over, reason) => {
    await expect((await readingIn(over)).insert()).rejects.toThrow(reason);
  });

  it.each([
    [
      'the consent is withdrawn',
      async ({ consents }: { consents: Row[] }) =>
        client.query('UPDATE consent SET withdrawn_at = now() WHERE id = $1', [consents[0]!['id']]),
    ],
    [
      'the consent to face recognition is',
      async ({ consents }: { consents: Row[] }) =>
        client.query('UPDATE consent SET withdrawn_at = now() WHERE id = $1', [consents[1]!['id']]),
    ],
    [
      'the class goes back to figures of the whole',
      async ({ setting }: { setting: Row }) =>
        client.query('UPDATE focus_setting SET per_student = false WHERE class_id = $1', [setting['class_id']]),
    ],
    [
      'the index is turned off',
      async ({ setting }: { setting: Row }) =>
        client.query('DELETE FROM focus_setting WHERE class_id = $1', [setting['class_id']]),
    ],
    ['the eu profile is chosen', async () => client.query(`UPDATE institution SET profile = 'eu'`)],
  ])('goes when %s', async (_what, change) => {
    const made = await readingIn();
    await made.insert();
    await change(made);
    // As at the end of the transaction: a consent to a later text may follow.
    await client.query('SET CONSTRAINTS ALL IMMEDIATE');
    expect(await count('focus_reading')).toBe(0);
  });
});

describe('settings and figures', () => {
  it.each([
    [
      'no reference to an assessment',
      'focus_setting_names_its_assessment',
      () => make.focusSetting({ dpia_reference: '  ' }),
    ],
    ['a group of four', 'focus_setting_minimum_is_a_group', () => make.focusSetting({ minimum_people: 4 })],
    ['a front behind the camera', 'focus_setting_front_in_range', () => make.focusSetting({ front_yaw_deg: 91 })],
    [
      'more judged than seen',
      'focus_frame_counts',
      async () => make.focusFrame(await make.focusSetting(), { seen: 8 }),
    ],
    [
      'a figure without its interval',
      'focus_frame_figure_with_interval',
      async () => make.focusFrame(await make.focusSetting(), { low: null }),
    ],
    [
      'a figure beyond its interval',
      'focus_frame_figure_with_interval',
      async () => make.focusFrame(await make.focusSetting(), { low: 81 }),
    ],
    [
      'a figure above a hundred',
      'focus_frame_figure_with_interval',
      async () => make.focusFrame(await make.focusSetting(), { figure: 101, high: 101 }),
    ],
  ] as const)('are refused with %s', async (_what, constraint, insert) => {
    await expect(insert()).rejects.toMatchObject({ code: '23514', constraint });
  });

  it('a figure without a setting cannot be kept', async () => {
    const setting = await make.focusSetting();
    await client.query('DELETE FROM focus_setting WHERE class_id = $1', [setting['class_id']]);
    await expect(make.focusFrame(setting)).rejects.toMatchObject({ constraint: 'focus_frame_class_id_fkey' });
  });

  it('of few people are raised to eight when the eu profile is chosen', async () => {
    await make.institution();
    const { class_id: classId } = await make.focusSetting({ minimum_people: 5 });
    await client.query(`UPDATE institution SET profile = 'eu'`);
    expect(
      (await client.query('SELECT minimum_people FROM focus_setting WHERE class_id = $1', [classId])).rows,
    ).toEqual([{ minimum_people: 8 }]);
  });

  it.each([
    ['by the eu profile', 8, () => client.query(`UPDATE institution SET profile = 'eu'`)],
    [
      'by an admin',
      10,
      ({ class_id: classId }: Row) =>
        client.query('UPDATE focus_setting SET minimum_people = 10 WHERE class_id = $1', [classId]),
    ],
  ] as const)(
    'of fewer than the minimum go when it is raised %s, in that class and no other, and stay gone',
    async (_how, minimum, raise) => {
      await make.institution();
      const setting = await make.focusSetting({ minimum_people: 5 });
      for (const judged of [5, minimum - 1, minimum]) await make.focusFrame(setting, { judged });
      await make.focusFrame(await make.focusSetting({ minimum_people: 8 }), { judged: 8 });
      await raise(setting);
      await client.query('UPDATE focus_setting SET minimum_people = 8');
      expect(
        (
          await client.query('SELECT judged, figure, low, high FROM focus_frame WHERE class_id = $1 ORDER BY judged', [
            setting['class_id'],
          ])
        ).rows,
      ).toEqual([
        { judged: 5, figure: null, low: null, high: null },
        { judged: minimum - 1, figure: null, low: null, high: null },
        { judged: minimum, figure: 80, low: 70, high: 90 },
      ]);
      expect(
        (await client.query('SELECT figure FROM focus_frame WHERE class_id <> $1', [setting['class_id']])).rows,
      ).toEqual([{ figure: 80 }]);
    },
  );
});
