/** Stored classes, campuses, teachers and rosters. */
import type { Role } from '../../security/access/index.ts';
import type { Queryable, Tx } from '../../db/index.ts';
import type { Prisma } from '../../db/generated/client.ts';
import {
  classPolicySchema,
  type ClassPolicy,
  type ClassView,
  type JoinPolicy,
  type OpenClass,
  type RosterEntry,
} from './classes.schema.ts';

type StoredClass = Prisma.ClassGetPayload<{ include: typeof withCampus }>;

const withCampus = { campus: { select: { name: true, timeZone: true } } } as const;

function toView(row: StoredClass): ClassView {
  const { id, number, code, title, description, campusId, campus, status, joinPolicy, placeId } = row;
  return {
    id,
    number,
    code,
    title,
    description,
    campusId,
    campus: campus.name,
    timeZone: campus.timeZone,
    status,
    joinPolicy,
    placeId,
    policy: classPolicySchema.parse(row),
  };
}

export async function insertCampus(tx: Tx, campus: { id: string; name: string; timeZone: string }): Promise<void> {
  await tx.campus.create({ data: campus });
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

export async function findClass(db: Queryable, id: string): Promise<ClassView | null> {
  const row = await db.class.findUnique({ where: { id }, include: withCampus });
  return row && toView(row);
}

export async function findClassByNumber(db: Queryable, number: number): Promise<ClassView | null> {
  const row = await db.class.findUnique({ where: { number }, include: withCampus });
  return row && toView(row);
}

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
  const rows = await db.class.findMany({
    where: { status: 'active', teachers: { some: { personId } } },
    include: withCampus,
    orderBy: { code: 'asc' },
  });
  return rows.map(toView);
}

export async function findClassesEnrolled(db: Queryable, personId: string): Promise<ClassView[]> {
  const rows = await db.class.findMany({
    where: { status: 'active', enrolments: { some: { personId, leftAt: null } } },
    include: withCampus,
    orderBy: { code: 'asc' },
  });
  return rows.map(toView);
}

export async function findAllClasses(db: Queryable): Promise<ClassView[]> {
  const rows = await db.class.findMany({ where: { status: 'active' }, include: withCampus, orderBy: { code: 'asc' } });
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
export async function findClassByCode(tx: Tx, joinCode: string): Promise<ClassView | null> {
  const row = await tx.class.findFirst({
    where: { joinCode, status: 'active', joinPolicy: { in: ['code', 'open'] } },
    include: withCampus,
  });
  return row && toView(row);
}

/** The active class of this id, where anybody may join. */
export async function findOpenClass(tx: Tx, id: string): Promise<ClassView | null> {
  const row = await tx.class.findFirst({ where: { id, status: 'active', joinPolicy: 'open' }, include: withCampus });
  return row && toView(row);
}

/** Active classes where this person is, or might join freely. */
export async function findClassesWithin(db: Queryable, personId: string): Promise<ClassView[]> {
  const rows = await db.class.findMany({
    where: { status: 'active', OR: [{ joinPolicy: 'open' }, { enrolments: { some: { personId, leftAt: null } } }] },
    include: withCampus,
    orderBy: { code: 'asc' },
  });
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

/** @returns whether they were on the roster. */
export async function leave(tx: Tx, classId: string, personId: string, leftAt: Date): Promise<boolean> {
  return (await tx.enrolment.updateMany({ where: { classId, personId, leftAt: null }, data: { leftAt } })).count === 1;
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

export const countOpenSessions = (tx: Tx, classId: string): Promise<number> =>
  tx.session.count({ where: { classId, status: 'open' } });

export const findCampuses = (db: Queryable): Promise<{ id: string; name: string; timeZone: string }[]> =>
  db.campus.findMany({ select: { id: true, name: true, timeZone: true }, orderBy: { name: 'asc' } });

export async function updateCampus(tx: Tx, id: string, change: { name?: string; timeZone?: string }): Promise<boolean> {
  return (await tx.campus.updateMany({ where: { id }, data: change })).count === 1;
}

/** How many of these persons there are in these roles. */
export const countPeople = (tx: Tx, ids: readonly string[], roles: readonly Role[]): Promise<number> =>
  tx.person.count({ where: { id: { in: [...ids] }, role: { in: [...roles] } } });

export async function addTeacher(tx: Tx, classId: string, personId: string): Promise<void> {
  await tx.classTeacher.createMany({ data: [{ classId, personId }], skipDuplicates: true });
}

/** @returns how many of them were not on the roster before. */
export async function enrol(tx: Tx, classId: string, personIds: readonly string[], enrolledAt: Date): Promise<number> {
  const added = await tx.enrolment.createMany({
    data: personIds.map((personId) => ({ classId, personId, enrolledAt })),
    skipDuplicates: true,
  });
  const returned = await tx.enrolment.updateMany({
    where: { classId, personId: { in: [...personIds] }, leftAt: { not: null } },
    data: { leftAt: null },
  });
  return added.count + returned.count;
}

export async function findTeacherNames(db: Queryable, classId: string): Promise<string[]> {
  const rows = await db.classTeacher.findMany({ where: { classId }, include: { person: { select: { name: true } } } });
  return rows.map((row) => row.person.name).sort((a, b) => a.localeCompare(b));
}

export const findTeacherIds = async (tx: Tx, classId: string): Promise<string[]> =>
  (await tx.classTeacher.findMany({ where: { classId }, select: { personId: true } })).map((row) => row.personId);

/** The roster, by name; those who left are part of it only when asked for. */
export async function findRoster(
  db: Queryable,
  classId: string,
  options: { includeLeft: boolean },
): Promise<RosterEntry[]> {
  const rows = await db.enrolment.findMany({
    where: { classId, ...(options.includeLeft ? {} : { leftAt: null }) },
    include: { person: { select: { id: true, number: true, name: true, externalId: true } } },
  });
  return rows
    .map(({ person, enrolledAt, leftAt }) => ({ ...person, enrolledAt, leftAt }))
    .sort((a, b) => a.name.localeCompare(b.name) || a.id.localeCompare(b.id));
}
