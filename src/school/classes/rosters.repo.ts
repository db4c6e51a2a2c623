/** Stored rosters: spells in classes and in their groups. */
import { Prisma } from '../../db/generated/client.ts';
import { type Queryable, type Tx, inNameOrder } from '../../db/index.ts';
import { newId } from '../../kernel/ids.ts';
import type { RosterEntry } from './classes.schema.ts';
import type { Spell } from './membership.policy.ts';

/**
 * Begins a spell for each who is not on the roster, never before an earlier one ended. @returns how many of them were
 * not on it.
 */
export async function enrol(tx: Tx, classId: string, personIds: readonly string[], enrolledAt: Date): Promise<number> {
  const ids = personIds.map(() => newId());
  return tx.$executeRaw`
    INSERT INTO enrolment (id, class_id, person_id, enrolled_at)
    SELECT n.id, ${classId}::uuid, n.person_id,
      greatest(${enrolledAt}::timestamptz, (SELECT max(e.left_at) FROM enrolment e WHERE e.class_id = ${classId}::uuid AND e.person_id = n.person_id))
    FROM unnest(${ids}::uuid[], ${[...personIds]}::uuid[]) AS n(id, person_id)
    WHERE NOT EXISTS (SELECT FROM enrolment e WHERE e.class_id = ${classId}::uuid AND e.person_id = n.person_id AND e.left_at IS NULL)
    ON CONFLICT (class_id, person_id) WHERE left_at IS NULL DO NOTHING`;
}

/** Lets the standing spells of these begin earlier, as far back as the one before allows. */
export async function backdate(tx: Tx, classId: string, personIds: readonly string[], enrolledAt: Date): Promise<void> {
  await tx.$executeRaw`
    UPDATE enrolment s SET enrolled_at =
      greatest(${enrolledAt}::timestamptz, (SELECT max(e.left_at) FROM enrolment e WHERE e.class_id = s.class_id AND e.person_id = s.person_id))
    WHERE s.class_id = ${classId}::uuid AND s.person_id = ANY (${[...personIds]}::uuid[]) AND s.left_at IS NULL AND s.enrolled_at > ${enrolledAt}`;
}

/** @returns whether they were on the roster. */
export async function leave(tx: Tx, classId: string, personId: string, leftAt: Date): Promise<boolean> {
  await leaveGroups(tx, classId, personId, leftAt);
  const ended = await tx.$executeRaw`
    UPDATE enrolment SET left_at = greatest(${leftAt}::timestamptz, enrolled_at), ended_by = 'left'
    WHERE class_id = ${classId}::uuid AND person_id = ${personId}::uuid AND left_at IS NULL`;
  return ended === 1;
}

async function leaveGroups(tx: Tx, classId: string, personId: string, leftAt: Date): Promise<void> {
  await tx.$executeRaw`
    UPDATE group_membership m SET left_at = greatest(${leftAt}::timestamptz, m.joined_at) FROM class_group g
    WHERE g.id = m.group_id AND g.class_id = ${classId}::uuid AND m.person_id = ${personId}::uuid AND m.left_at IS NULL`;
}

/** Ends all spells of somebody who is deactivated. @returns the classes. */
export async function suspend(tx: Tx, personId: string, at: Date): Promise<string[]> {
  const rows = await tx.$queryRaw<{ classId: string }[]>`
    UPDATE enrolment SET left_at = greatest(${at}::timestamptz, enrolled_at), ended_by = 'deactivated'
    WHERE person_id = ${personId}::uuid AND left_at IS NULL RETURNING class_id AS "classId"`;
  return rows.map(({ classId }) => classId);
}

/** Begins a spell in each active class whose last one ended by deactivation. @returns these classes. */
export async function findSuspended(tx: Tx, personId: string): Promise<string[]> {
  const rows = await tx.$queryRaw<{ classId: string }[]>`
    SELECT last.class_id AS "classId" FROM (
      SELECT DISTINCT ON (class_id) class_id, ended_by FROM enrolment WHERE person_id = ${personId}::uuid
      ORDER BY class_id, enrolled_at DESC, left_at DESC NULLS FIRST
    ) AS last JOIN class c ON c.id = last.class_id WHERE last.ended_by = 'deactivated' AND c.status = 'active'`;
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
export async function updateGroup(
  tx: Tx,
  classId: string,
  id: string,
  change: { name?: string; archivedAt?: Date | null },
): Promise<boolean> {
  return (await tx.classGroup.updateMany({ where: { id, classId }, data: change })).count === 1;
}

/** Ends the spells of those who are not among them and begins one for each who is new. */
export async function setMembers(tx: Tx, groupId: string, personIds: readonly string[], at: Date): Promise<void> {
  await tx.$executeRaw`
    UPDATE group_membership SET left_at = greatest(${at}::timestamptz, joined_at)
    WHERE group_id = ${groupId}::uuid AND left_at IS NULL AND person_id <> ALL (${[...personIds]}::uuid[])`;
  const ids = personIds.map(() => newId());
  await tx.$executeRaw`
    INSERT INTO group_membership (id, group_id, person_id, joined_at)
    SELECT n.id, ${groupId}::uuid, n.person_id, ${at}::timestamptz FROM unnest(${ids}::uuid[], ${[...personIds]}::uuid[]) AS n(id, person_id)
    ON CONFLICT (group_id, person_id) WHERE left_at IS NULL DO NOTHING`;
}
