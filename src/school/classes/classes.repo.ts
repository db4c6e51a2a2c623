/** Stored classes, campuses, teachers and rosters. */
import type { Role } from '../../security/access/index.ts';
import type { Queryable, Tx } from '../../db/index.ts';
import { Prisma } from '../../db/generated/client.ts';
import {
  classPolicySchema,
  type ClassPolicy,
  type ClassView,
  type CampusView,
  type JoinPolicy,
  type NewCampus,
  type OpenClass,
} from './classes.schema.ts';

/** A class with its campus, in one statement. */
type StoredClass = Omit<ClassView, 'policy'> & ClassPolicy;

const classesWhere = (condition: Prisma.Sql): Prisma.Sql => Prisma.sql`
  SELECT c.id, c.number, c.code, c.title, c.description, c.campus_id AS "campusId", k.name AS campus, k.time_zone AS "timeZone", k.locale, c.status::text,
    c.join_policy::text AS "joinPolicy", c.place_id AS "placeId", c.check_in_ways AS "checkInWays", c.selfie_policy::text AS "selfiePolicy",
    c.late_after_minutes AS "lateAfterMinutes", c.one_stranger_in AS "oneStrangerIn", c.minimum_percentage AS "minimumPercentage",
    c.early_leave_minutes AS "earlyLeaveMinutes", c.early_check_in_minutes AS "earlyCheckInMinutes", c.late_register_days AS "lateRegisterDays",
    c.percentage_base::text AS "percentageBase", c.excused_rule::text AS "excusedRule", c.free_absences AS "freeAbsences", c.own_statuses AS "ownStatuses", c.remind_before_start_minutes AS "remindBeforeStartMinutes",
    c.remind_before_end_minutes AS "remindBeforeEndMinutes"
  FROM class c JOIN campus k ON k.id = c.campus_id WHERE ${condition} ORDER BY c.code`;

const isAttendedBy = (personId: string): Prisma.Sql =>
  Prisma.sql`EXISTS (SELECT FROM enrolment e WHERE e.class_id = c.id AND e.person_id = ${personId}::uuid AND e.left_at IS NULL)`;

function toView(row: StoredClass): ClassView {
  const { id, number, code, title, description, campusId, campus, timeZone, locale, status, joinPolicy, placeId } = row;
  const policy = classPolicySchema.parse(row);
  const names = { id, number, code, title, description };
  return { ...names, campusId, campus, timeZone, locale, status, joinPolicy, placeId, policy };
}

const firstView = ([row]: readonly StoredClass[]): ClassView | null => (row ? toView(row) : null);

export async function insertCampus(tx: Tx, { locale, ...campus }: NewCampus & { id: string }): Promise<void> {
  await tx.campus.create({ data: { ...campus, ...(locale !== undefined && { locale }) } });
}

/** The campus that was made first; this one when there is none. @returns its id, and whether it was made now. */
export async function ensureCampus(
  tx: Tx,
  campus: { id: string; name: string; timeZone: string },
): Promise<{ id: string; isNew: boolean }> {
  const first = await findFirstCampus(tx);
  if (first !== null) return { id: first, isNew: false };
  // Somebody else may make it at this moment: then theirs is waited for and read.
  const { count } = await tx.campus.createMany({ data: [campus], skipDuplicates: true });
  return { id: count === 1 ? campus.id : ((await findFirstCampus(tx)) ?? campus.id), isNew: count === 1 };
}

const findFirstCampus = async (tx: Tx): Promise<string | null> =>
  (await tx.campus.findFirst({ select: { id: true }, orderBy: { id: 'asc' } }))?.id ?? null;

export async function insertClass(
  tx: Tx,
  row: {
    id: string;
    code: string;
    title: string;
    description?: string;
    joinPolicy?: JoinPolicy;
    joinCode?: string;
    campusId: string;
  } & Partial<ClassPolicy>,
): Promise<void> {
  await tx.class.create({ data: row });
}

export async function updatePolicy(tx: Tx, classId: string, policy: Partial<ClassPolicy>): Promise<void> {
  await tx.class.update({ where: { id: classId }, data: policy });
}

export async function updatePlace(tx: Tx, classId: string, placeId: string | null): Promise<void> {
  await tx.class.update({ where: { id: classId }, data: { placeId } });
}

export const findClass = async (db: Queryable, id: string): Promise<ClassView | null> =>
  firstView(await db.$queryRaw<StoredClass[]>(classesWhere(Prisma.sql`c.id = ${id}::uuid`)));

export const findClassByNumber = async (db: Queryable, number: number): Promise<ClassView | null> =>
  firstView(await db.$queryRaw<StoredClass[]>(classesWhere(Prisma.sql`c.number = ${number}`)));

/** Codes that begin so. Whoever looks for a free one waits for whoever does so at the same time. */
export async function lockCodes(tx: Tx, start: string): Promise<Set<string>> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`class_code:${start}`}, 0))`;
  return new Set(
    (await tx.class.findMany({ where: { code: { startsWith: start } }, select: { code: true } })).map(
      ({ code }) => code,
    ),
  );
}

export async function findClassesTaught(db: Queryable, personId: string): Promise<ClassView[]> {
  const rows = await db.$queryRaw<StoredClass[]>(
    classesWhere(
      Prisma.sql`c.status = 'active' AND EXISTS (SELECT FROM class_teacher t WHERE t.class_id = c.id AND t.person_id = ${personId}::uuid)`,
    ),
  );
  return rows.map(toView);
}

export async function findClassesEnrolled(db: Queryable, personId: string): Promise<ClassView[]> {
  const rows = await db.$queryRaw<StoredClass[]>(
    classesWhere(Prisma.sql`c.status = 'active' AND ${isAttendedBy(personId)}`),
  );
  return rows.map(toView);
}

/** Classes of all time on whose roster the student is or was, archived ones too. */
export async function findClassesEverEnrolled(db: Queryable, personId: string): Promise<ClassView[]> {
  const rows = await db.$queryRaw<StoredClass[]>(
    classesWhere(
      Prisma.sql`EXISTS (SELECT FROM enrolment e WHERE e.class_id = c.id AND e.person_id = ${personId}::uuid)`,
    ),
  );
  return rows.map(toView);
}

export async function findArchivedClasses(db: Queryable, taughtBy: string | undefined): Promise<ClassView[]> {
  const rows = await db.$queryRaw<StoredClass[]>(
    classesWhere(
      Prisma.sql`c.status = 'archived' ${
        taughtBy === undefined
          ? Prisma.empty
          : Prisma.sql`AND EXISTS (SELECT FROM class_teacher t WHERE t.class_id = c.id AND t.person_id = ${taughtBy}::uuid)`
      }`,
    ),
  );
  return rows.map(toView);
}

export async function findAllClasses(db: Queryable): Promise<ClassView[]> {
  const rows = await db.$queryRaw<StoredClass[]>(classesWhere(Prisma.sql`c.status = 'active'`));
  return rows.map(toView);
}

// ── Joining and leaving ────────────────────────────────────────────────────────────────────────────────────────────

export const findJoining = (
  db: Queryable,
  id: string,
): Promise<{ joinPolicy: JoinPolicy; joinCode: string | null } | null> =>
  db.class.findUnique({ where: { id }, select: { joinPolicy: true, joinCode: true } });

/** By class; only of classes that this person teaches, when one is named. */
export async function findJoinCodes(
  db: Queryable,
  ids: readonly string[],
  taughtBy: string | undefined,
): Promise<Map<string, string>> {
  const rows = await db.class.findMany({
    where: { id: { in: [...ids] }, ...(taughtBy === undefined ? {} : { teachers: { some: { personId: taughtBy } } }) },
    select: { id: true, joinCode: true },
  });
  return new Map(rows.flatMap(({ id, joinCode }) => (joinCode === null ? [] : [[id, joinCode]])));
}

export async function updateJoining(
  tx: Tx,
  id: string,
  change: { joinPolicy: JoinPolicy; joinCode: string | null },
): Promise<void> {
  await tx.class.update({ where: { id }, data: change });
}

/** The active class that takes this code. */
export const findClassByCode = async (tx: Tx, joinCode: string): Promise<ClassView | null> =>
  firstView(
    await tx.$queryRaw<StoredClass[]>(
      classesWhere(Prisma.sql`c.join_code = ${joinCode} AND c.status = 'active' AND c.join_policy IN ('code', 'open')`),
    ),
  );

/** The active class of this id, where anybody may join. */
export const findOpenClass = async (tx: Tx, id: string): Promise<ClassView | null> =>
  firstView(
    await tx.$queryRaw<StoredClass[]>(
      classesWhere(Prisma.sql`c.id = ${id}::uuid AND c.status = 'active' AND c.join_policy = 'open'`),
    ),
  );

/** Active classes where this person is, or might join freely. */
export async function findClassesWithin(db: Queryable, personId: string): Promise<ClassView[]> {
  const rows = await db.$queryRaw<StoredClass[]>(
    classesWhere(Prisma.sql`c.status = 'active' AND (c.join_policy = 'open' OR ${isAttendedBy(personId)})`),
  );
  return rows.map(toView);
}

/** Active classes where anybody may join and this person is not. */
export async function findOpenClasses(db: Queryable, personId: string): Promise<OpenClass[]> {
  const rows = await db.class.findMany({
    where: { status: 'active', joinPolicy: 'open', NOT: { enrolments: { some: { personId, leftAt: null } } } },
    select: { id: true, code: true, title: true, campus: { select: { name: true } } },
    orderBy: { code: 'asc' },
  });
  return rows.map(({ campus, ...row }) => ({ ...row, campus: campus.name }));
}

export async function removeTeacher(tx: Tx, classId: string, personId: string): Promise<boolean> {
  return (await tx.classTeacher.deleteMany({ where: { classId, personId } })).count === 1;
}

export async function updateClass(
  tx: Tx,
  id: string,
  change: { code?: string; title?: string; description?: string; status?: 'active' | 'archived' },
): Promise<void> {
  await tx.class.update({ where: { id }, data: change });
}

/** Whoever opens a session of the class, or makes one, waits until the transaction ends. */
export async function holdSessions(tx: Tx, classId: string): Promise<void> {
  await tx.$executeRaw`SELECT 1 FROM class WHERE id = ${classId}::uuid FOR UPDATE`;
  await tx.$executeRaw`SELECT 1 FROM session WHERE class_id = ${classId}::uuid ORDER BY id FOR SHARE`;
}

export const countOpenSessions = (tx: Tx, classId: string): Promise<number> =>
  tx.session.count({ where: { classId, status: 'open' } });

export const findCalendars = (db: Queryable): Promise<{ timeZone: string; locale: string }[]> =>
  db.campus.findMany({
    select: { timeZone: true, locale: true },
    distinct: ['timeZone', 'locale'],
    orderBy: { id: 'asc' },
  });

export const findCampuses = (db: Queryable): Promise<CampusView[]> =>
  db.campus.findMany({ select: { id: true, name: true, timeZone: true, locale: true }, orderBy: { name: 'asc' } });

export async function updateCampus(
  tx: Tx,
  id: string,
  change: { name?: string; timeZone?: string; locale?: string },
): Promise<boolean> {
  return (await tx.campus.updateMany({ where: { id }, data: change })).count === 1;
}

/** How many of these persons there are in these roles. */
export const countPeople = (tx: Tx, ids: readonly string[], roles: readonly Role[]): Promise<number> =>
  tx.person.count({ where: { id: { in: [...ids] }, role: { in: [...roles] } } });

export async function addTeacher(tx: Tx, classId: string, personId: string): Promise<void> {
  await tx.classTeacher.createMany({ data: [{ classId, personId }], skipDuplicates: true });
}

export async function findTeacherNames(db: Queryable, classId: string): Promise<string[]> {
  const rows = await db.classTeacher.findMany({ where: { classId }, include: { person: { select: { name: true } } } });
  return rows.map((row) => row.person.name).sort((a, b) => a.localeCompare(b));
}

export const findTeacherIds = async (tx: Tx, classId: string): Promise<string[]> =>
  (await tx.classTeacher.findMany({ where: { classId }, select: { personId: true } })).map((row) => row.personId);
