/** Stored rosters: spells in classes and in their groups. */
import type { Role } from '../../security/access/index.ts';
import { Prisma } from '../../db/generated/client.ts';
import { type Queryable, type Tx, inNameOrder } from '../../db/index.ts';
import { newId } from '../../kernel/ids.ts';
import type { RosterEntry } from './classes.schema.ts';
import type { Spell } from './membership.policy.ts';

/** People as they are, held so until the transaction ends; those that do not exist are missing. */
export const holdPeople = (
  tx: Tx,
  ids: readonly string[],
): Promise<{ id: string; name: string; role: Role; status: 'pending' | 'active' | 'deactivated' }[]> =>
  tx.$queryRaw`SELECT id, name, role::text, status::text FROM person WHERE id = ANY (${[...ids]}::uuid[]) ORDER BY id FOR SHARE`;

/**
 * Begins a spell for each who is not on the roster, never before an earlier one ended. Who comes back is in the groups
 * again in which they were when they left, but for those that are archived. @returns how many of them were not on it.
 */
export async function enrol(tx: Tx, classId: string, personIds: readonly string[], enrolledAt: Date): Promise<number> {
  const ids = personIds.map(() => newId());
  const begun = await tx.$queryRaw<unknown[]>`
    WITH earlier AS (
      SELECT person_id, max(left_at) AS left_at FROM enrolment
      WHERE class_id = ${classId}::uuid AND person_id = ANY (${[...personIds]}::uuid[]) GROUP BY person_id
    ), begun AS (
      INSERT INTO enrolment (id, class_id, person_id, enrolled_at)
      SELECT n.id, ${classId}::uuid, n.person_id, greatest(${enrolledAt}::timestamptz, earlier.left_at)
      FROM unnest(${ids}::uuid[], ${[...personIds]}::uuid[]) AS n(id, person_id) LEFT JOIN earlier USING (person_id)
      WHERE NOT EXISTS (SELECT FROM enrolment e WHERE e.class_id = ${classId}::uuid AND e.person_id = n.person_id AND e.left_at IS NULL)
      ON CONFLICT (class_id, person_id) WHERE left_at IS NULL DO NOTHING
      RETURNING person_id, enrolled_at
    ), regrouped AS (
      INSERT INTO group_membership (id, group_id, person_id, joined_at)
      SELECT gen_random_uuid(), m.group_id, begun.person_id, begun.enrolled_at
      FROM begun JOIN earlier USING (person_id) JOIN group_membership m USING (person_id)
        JOIN class_group g ON g.id = m.group_id AND g.class_id = ${classId}::uuid AND g.archived_at IS NULL
      WHERE m.left_at >= earlier.left_at GROUP BY m.group_id, begun.person_id, begun.enrolled_at
      ON CONFLICT (group_id, person_id) WHERE left_at IS NULL DO NOTHING
    )
    SELECT person_id FROM begun`;
  return begun.length;
}

/**
 * Lets the standing spells of these begin earlier, as far back as the one before allows; those in groups that began with
 * them go along.
 */
export async function backdate(tx: Tx, classId: string, personIds: readonly string[], enrolledAt: Date): Promise<void> {
  await tx.$executeRaw`
    WITH spell AS (
      SELECT s.id, s.person_id, s.enrolled_at AS was, greatest(${enrolledAt}::timestamptz,
        (SELECT max(e.left_at) FROM enrolment e WHERE e.class_id = s.class_id AND e.person_id = s.person_id)) AS "from"
      FROM enrolment s
      WHERE s.class_id = ${classId}::uuid AND s.person_id = ANY (${[...personIds]}::uuid[]) AND s.left_at IS NULL AND s.enrolled_at > ${enrolledAt}
    ), in_groups AS (
      UPDATE group_membership m SET joined_at = spell."from" FROM spell, class_group g
      WHERE g.id = m.group_id AND g.class_id = ${classId}::uuid AND m.person_id = spell.person_id AND m.joined_at = spell.was AND m.left_at IS NULL
    )
    UPDATE enrolment SET enrolled_at = spell."from" FROM spell WHERE enrolment.id = spell.id`;
}

/**
 * Ends the standing spell in the class; of who is deactivated the last one ends for good. @returns whether there was
 * one.
 */
export const leave = async (tx: Tx, classId: string, personId: string, leftAt: Date): Promise<boolean> =>
  (await endSpells(tx, personId, leftAt, classId)).length > 0;

/** The same in every class. @returns the classes. */
export const leaveAll = (tx: Tx, personId: string, leftAt: Date): Promise<string[]> =>
  endSpells(tx, personId, leftAt, null);

/** @param classId the one class that is left; null: all of them */
async function endSpells(tx: Tx, personId: string, leftAt: Date, classId: string | null): Promise<string[]> {
  const rows = await tx.$queryRaw<{ classId: string }[]>`
    WITH ended AS (
      UPDATE enrolment e SET left_at = coalesce(e.left_at, greatest(${leftAt}::timestamptz, e.enrolled_at)), ended_by = 'left'
      WHERE e.person_id = ${personId}::uuid AND (${classId}::uuid IS NULL OR e.class_id = ${classId}::uuid) AND (e.left_at IS NULL OR e.id IN (${suspendedSpells(personId)}))
      RETURNING e.class_id
    ), left_groups AS (
      UPDATE group_membership m SET left_at = greatest(${leftAt}::timestamptz, m.joined_at) FROM class_group g JOIN ended ON ended.class_id = g.class_id
      WHERE g.id = m.group_id AND m.person_id = ${personId}::uuid AND m.left_at IS NULL
    )
    SELECT class_id AS "classId" FROM ended`;
  return rows.map(({ classId }) => classId);
}

/** The last spell in each class where it ended by deactivation: reactivation begins another one. */
const suspendedSpells = (personId: string): Prisma.Sql => Prisma.sql`
  SELECT last.id FROM (
    SELECT DISTINCT ON (class_id) id, ended_by FROM enrolment WHERE person_id = ${personId}::uuid
    ORDER BY class_id, enrolled_at DESC, left_at DESC NULLS FIRST
  ) AS last WHERE last.ended_by = 'deactivated'`;

/** Ends all spells of somebody who is deactivated. @returns the classes. */
export async function suspend(tx: Tx, personId: string, at: Date): Promise<string[]> {
  const rows = await tx.$queryRaw<{ classId: string }[]>`
    UPDATE enrolment SET left_at = greatest(${at}::timestamptz, enrolled_at), ended_by = 'deactivated'
    WHERE person_id = ${personId}::uuid AND left_at IS NULL RETURNING class_id AS "classId"`;
  return rows.map(({ classId }) => classId);
}

/** The classes in which their last spell ended by deactivation, archived ones too: these may be brought back. */
export async function findSuspended(tx: Tx, personId: string): Promise<string[]> {
  const rows = await tx.$queryRaw<{ classId: string }[]>`
    SELECT class_id AS "classId" FROM enrolment WHERE id IN (${suspendedSpells(personId)})`;
  return rows.map(({ classId }) => classId);
}

/**
 * Gives the spells of one account to another of the same person: times that touch or overlap become one. Old sheets
 * show one person then, not two.
 */
export async function handOverSpells(tx: Tx, fromId: string, intoId: string): Promise<void> {
  const both = [fromId, intoId];
  await tx.$executeRaw`
    WITH gone AS (
      DELETE FROM enrolment WHERE person_id = ANY (${both}::uuid[])
        AND class_id IN (SELECT class_id FROM enrolment WHERE person_id = ${fromId}::uuid) RETURNING class_id, enrolled_at, left_at
    ), spells AS (
      SELECT class_id, unnest(range_agg(tstzrange(enrolled_at, left_at))) AS span FROM gone GROUP BY class_id
    )
    INSERT INTO enrolment (id, class_id, person_id, enrolled_at, left_at, ended_by)
    SELECT gen_random_uuid(), class_id, ${intoId}::uuid, lower(span), upper(span), CASE WHEN upper(span) IS NOT NULL THEN 'left'::"EnrolmentEnd" END FROM spells`;
  await tx.$executeRaw`
    WITH gone AS (
      DELETE FROM group_membership WHERE person_id = ANY (${both}::uuid[])
        AND group_id IN (SELECT group_id FROM group_membership WHERE person_id = ${fromId}::uuid) RETURNING group_id, joined_at, left_at
    ), spells AS (
      SELECT group_id, unnest(range_agg(tstzrange(joined_at, left_at))) AS span FROM gone GROUP BY group_id
    )
    INSERT INTO group_membership (id, group_id, person_id, joined_at, left_at)
    SELECT gen_random_uuid(), group_id, ${intoId}::uuid, lower(span), upper(span) FROM spells`;
}

/** A span as JSON carries it. */
interface StoredSpell {
  from: string;
  to: string | null;
}

const toSpell = ({ from, to }: StoredSpell): Spell => ({ from: new Date(from), to: to === null ? null : new Date(to) });

/** The roster, by name; those who left are part of it only when asked for. */
export async function findRoster(
  db: Queryable,
  classId: string,
  options: { includeLeft: boolean },
): Promise<RosterEntry[]> {
  const rows = await db.$queryRaw<
    (Omit<RosterEntry, 'spells' | 'groupSpells'> & {
      spells: StoredSpell[];
      groupSpells: (StoredSpell & { groupId: string })[];
    })[]
  >(Prisma.sql`
    SELECT p.id, p.number, p.name, p.family_name AS "familyName", p.given_name AS "givenName", p.external_id AS "externalId", e."enrolledAt", e."leftAt", e.spells, coalesce(g.spells, '[]') AS "groupSpells"
    FROM (
      SELECT person_id, min(enrolled_at) AS "enrolledAt", CASE WHEN bool_or(left_at IS NULL) THEN NULL ELSE max(left_at) END AS "leftAt",
        jsonb_agg(jsonb_build_object('from', enrolled_at, 'to', left_at) ORDER BY enrolled_at) AS spells
      FROM enrolment WHERE class_id = ${classId}::uuid GROUP BY person_id
      ${options.includeLeft ? Prisma.empty : Prisma.sql`HAVING bool_or(left_at IS NULL)`}
    ) AS e JOIN person p ON p.id = e.person_id
    LEFT JOIN (
      SELECT m.person_id, jsonb_agg(jsonb_build_object('groupId', m.group_id, 'from', m.joined_at, 'to', m.left_at) ORDER BY m.joined_at) AS spells
      FROM group_membership m JOIN class_group g ON g.id = m.group_id WHERE g.class_id = ${classId}::uuid GROUP BY m.person_id
    ) AS g ON g.person_id = e.person_id
    ORDER BY ${inNameOrder}`);
  return rows.map(({ spells, groupSpells, ...row }) => ({
    ...row,
    spells: spells.map(toSpell),
    groupSpells: groupSpells.map(({ groupId, ...spell }) => ({ groupId, ...toSpell(spell) })),
  }));
}

/** Those of the persons who are on the roster, or were. */
export const findEverEnrolled = async (
  db: Queryable,
  classId: string,
  personIds: readonly string[],
): Promise<string[]> =>
  (
    await db.enrolment.findMany({
      where: { classId, personId: { in: [...personIds] } },
      select: { personId: true },
      distinct: ['personId'],
    })
  ).map(({ personId }) => personId);

// ── Groups ─────────────────────────────────────────────────────────────────────────────────────────────────────────

export interface StoredGroup {
  id: string;
  name: string;
  personIds: string[];
}

/** The groups of a class that are not archived, by name, with who is in them. */
export async function findGroups(db: Queryable, classId: string): Promise<StoredGroup[]> {
  const rows = await db.classGroup.findMany({
    where: { classId, archivedAt: null },
    select: { id: true, name: true, members: { where: { leftAt: null }, select: { personId: true } } },
    orderBy: { name: 'asc' },
  });
  return rows.map(({ members, ...row }) => ({ ...row, personIds: members.map(({ personId }) => personId).sort() }));
}

/** How many of these are groups of the class that are not archived. */
export const countGroups = (tx: Tx, classId: string, ids: readonly string[]): Promise<number> =>
  tx.classGroup.count({ where: { classId, id: { in: [...ids] }, archivedAt: null } });

export async function insertGroup(
  tx: Tx,
  group: { id: string; classId: string; name: string; createdAt: Date },
): Promise<void> {
  await tx.classGroup.create({ data: group });
}

/** @returns whether there is such a group. */
/** Whoever changes the group waits here for whoever does so at the same time. */
export async function lockGroup(tx: Tx, id: string): Promise<void> {
  await tx.$queryRaw`SELECT 1 FROM class_group WHERE id = ${id}::uuid FOR UPDATE`;
}

export async function updateGroup(
  tx: Tx,
  classId: string,
  id: string,
  change: { name?: string; archivedAt?: Date | null },
): Promise<boolean> {
  return (await tx.classGroup.updateMany({ where: { id, classId }, data: change })).count === 1;
}

/**
 * Puts these into a group that has nobody yet, each from when they first came onto the roster: it describes how the
 * class was all along.
 */
export async function insertFirstMembers(
  tx: Tx,
  classId: string,
  groupId: string,
  personIds: readonly string[],
): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO group_membership (id, group_id, person_id, joined_at)
    SELECT gen_random_uuid(), ${groupId}::uuid, person_id, min(enrolled_at) FROM enrolment
    WHERE class_id = ${classId}::uuid AND person_id = ANY (${[...personIds]}::uuid[]) GROUP BY person_id`;
}

/**
 * From `since` on these are in the group: the spells of the others end then, and those of these begin then at the
 * latest, never before an earlier one ended.
 */
export async function setMembers(tx: Tx, groupId: string, personIds: readonly string[], since: Date): Promise<void> {
  const began = (personId: Prisma.Sql): Prisma.Sql =>
    Prisma.sql`greatest(${since}::timestamptz, (SELECT max(e.left_at) FROM group_membership e WHERE e.group_id = ${groupId}::uuid AND e.person_id = ${personId}))`;
  await tx.$executeRaw`
    UPDATE group_membership SET left_at = greatest(${since}::timestamptz, joined_at)
    WHERE group_id = ${groupId}::uuid AND (left_at IS NULL OR left_at > ${since}) AND person_id <> ALL (${[...personIds]}::uuid[])`;
  await tx.$executeRaw`
    UPDATE group_membership m SET joined_at = ${began(Prisma.sql`m.person_id`)}
    WHERE m.group_id = ${groupId}::uuid AND m.left_at IS NULL AND m.joined_at > ${since}`;
  const ids = personIds.map(() => newId());
  await tx.$executeRaw`
    INSERT INTO group_membership (id, group_id, person_id, joined_at)
    SELECT n.id, ${groupId}::uuid, n.person_id, ${began(Prisma.sql`n.person_id`)} FROM unnest(${ids}::uuid[], ${[...personIds]}::uuid[]) AS n(id, person_id)
    ON CONFLICT (group_id, person_id) WHERE left_at IS NULL DO NOTHING`;
}
