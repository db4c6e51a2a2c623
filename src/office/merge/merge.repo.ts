/** What hangs on a person who turns out to be another. */
import type { AttendanceStatus, RecordSource } from '../../attendance/register/index.ts';
import type { Tx } from '../../db/index.ts';

export interface HeldRecord {
  sessionId: string;
  status: AttendanceStatus;
  ownStatus: string | null;
  source: RecordSource;
  /** Why it stands as it does. */
  reason: string | null;
  startsAt: Date;
  classCode: string;
}

export interface Account {
  id: string;
  role: string;
  status: string;
  externalId: string | null;
  mergedIntoId: string | null;
}

/** Both people, held in one order so that two merges of a pair cannot deadlock. */
export async function lockBoth(tx: Tx, ids: readonly [string, string]): Promise<Account[]> {
  return tx.$queryRaw`SELECT id, role::text, status::text, external_id AS "externalId", merged_into_id AS "mergedIntoId" FROM person WHERE id = ANY (${[...ids]}::uuid[]) ORDER BY id FOR UPDATE`;
}

/** Names with what tells the two apart: people who are merged are often called the same. */
export async function findNames(tx: Tx, ids: readonly [string, string]): Promise<Map<string, string>> {
  const rows = await tx.person.findMany({
    where: { id: { in: [...ids] } },
    select: { id: true, name: true, externalId: true, email: true },
  });
  return new Map(rows.map(({ id, name, externalId, email }) => [id, `${name} (${externalId ?? email ?? id})`]));
}

/** The sessions in which one of these people has or had a mark. */
export async function findMarkedSessions(tx: Tx, ids: readonly [string, string]): Promise<string[]> {
  const rows = await tx.attendanceRecord.findMany({
    where: { personId: { in: [...ids] } },
    select: { sessionId: true },
    distinct: ['sessionId'],
  });
  return rows.map(({ sessionId }) => sessionId);
}

export async function findHeldRecords(tx: Tx, personId: string): Promise<HeldRecord[]> {
  const rows = await tx.attendanceRecord.findMany({
    where: { personId, status: { not: null } },
    select: {
      sessionId: true,
      status: true,
      ownStatus: true,
      source: true,
      changes: { select: { reason: true }, orderBy: { version: 'desc' }, take: 1 },
      session: { select: { startsAt: true, class: { select: { code: true } } } },
    },
    orderBy: { sessionId: 'asc' },
  });
  return rows.flatMap(({ status, session, changes, ...row }) =>
    status
      ? [
          {
            ...{ ...row, status, reason: changes[0]?.reason ?? null },
            ...{ startsAt: session.startsAt, classCode: session.class.code },
          },
        ]
      : [],
  );
}

/** The classes whose roster holds them now, and those they teach. */
export const findClasses = async (tx: Tx, personId: string): Promise<{ enrolled: string[]; taught: string[] }> => ({
  enrolled: (
    await tx.enrolment.findMany({
      where: { personId, leftAt: null },
      select: { classId: true },
      orderBy: { id: 'asc' },
    })
  ).map((row) => row.classId),
  taught: (await tx.classTeacher.findMany({ where: { personId }, select: { classId: true } })).map(
    (row) => row.classId,
  ),
});

export const countRequests = async (tx: Tx, personId: string): Promise<{ leave: number; appeals: number }> => ({
  leave: await tx.leaveRequest.count({ where: { studentId: personId } }),
  appeals: await tx.appeal.count({ where: { studentId: personId } }),
});

/**
 * Cards, sessions to stand in for, announcements to take back, flags and the institution's number go over; what only
 * lets the account in, ends.
 */
export async function moveRest(tx: Tx, from: Account, into: Account, at: Date): Promise<void> {
  await tx.card.updateMany({ where: { personId: from.id }, data: { personId: into.id } });
  await tx.announcement.updateMany({ where: { authorId: from.id }, data: { authorId: into.id } });
  await tx.calendarSubscription.updateMany({ where: { madeById: from.id }, data: { madeById: into.id } });
  const sessions = await tx.sessionSubstitute.findMany({ where: { personId: from.id } });
  await tx.sessionSubstitute.createMany({
    data: sessions.map((row) => ({ ...row, personId: into.id })),
    skipDuplicates: true,
  });
  await tx.sessionSubstitute.deleteMany({ where: { personId: from.id } });
  await moveFlags(tx, from.id, into.id, at);
  await moveSignOn(tx, from.id, into.id);
  if (from.externalId !== null && into.externalId === null) {
    await tx.person.update({ where: { id: from.id }, data: { externalId: null } });
    await tx.person.update({ where: { id: into.id }, data: { externalId: from.externalId } });
  }
}

/** The two that shared a device or a photo may have been one person all along: nothing is left to look at then. */
async function moveFlags(tx: Tx, fromId: string, intoId: string, at: Date): Promise<void> {
  for (const flag of await tx.reviewFlag.findMany({ where: { personIds: { has: fromId } } })) {
    const personIds = [...new Set(flag.personIds.map((id) => (id === fromId ? intoId : id)))].sort();
    await tx.reviewFlag.update({
      where: { id: flag.id },
      data: { personIds, ...(personIds.length < 2 ? { resolvedAt: flag.resolvedAt ?? at } : {}) },
    });
  }
}

/**
 * The school's own sign-in means the person and not the account: it leads to the one that stays, which would otherwise be
 * made twice again. Where that has its own, the other's ends.
 */
async function moveSignOn(tx: Tx, fromId: string, intoId: string): Promise<void> {
  const of = async (personId: string) => tx.signOnSubject.findMany({ where: { personId } });
  const taken = new Set((await of(intoId)).map(({ providerId }) => providerId));
  for (const { id, providerId } of await of(fromId)) {
    if (taken.has(providerId)) await tx.signOnSubject.delete({ where: { id } });
    else await tx.signOnSubject.update({ where: { id }, data: { personId: intoId } });
  }
  await tx.signOnTicket.deleteMany({ where: { personId: fromId } });
  const groups = await tx.scimGroupMember.findMany({ where: { personId: fromId } });
  await tx.scimGroupMember.createMany({
    data: groups.map(({ groupId }) => ({ groupId, personId: intoId })),
    skipDuplicates: true,
  });
  await tx.scimGroupMember.deleteMany({ where: { personId: fromId } });
  // What is sealed with the key of the one opens with no other: the directory finds the one that stays by its address.
  await tx.scimUser.deleteMany({ where: { personId: fromId } });
}

/** Ends what lets somebody in by the account, and the account itself. */
export async function closeAccount(tx: Tx, personId: string, intoId: string, at: Date): Promise<void> {
  await tx.classTeacher.deleteMany({ where: { personId } });
  await tx.linkedAccount.updateMany({
    where: { personId, unlinkedAt: null },
    data: { unlinkedAt: at, reference: null },
  });
  await tx.passkey.deleteMany({ where: { personId } });
  await tx.authenticator.deleteMany({ where: { personId } });
  await tx.recoveryCode.deleteMany({ where: { personId } });
  await tx.device.updateMany({ where: { personId, endedAt: null }, data: { endedAt: at } });
  await tx.calendarFeed.updateMany({ where: { personId, revokedAt: null }, data: { revokedAt: at } });
  await tx.oneTimeLink.updateMany({
    where: { personId, usedAt: null, expiresAt: { gt: at } },
    data: { expiresAt: at },
  });
  await tx.person.update({
    where: { id: personId },
    data: { status: 'deactivated', mergedIntoId: intoId, tokenGeneration: { increment: 1 } },
  });
}

/** Guardians of one become guardians of the other, where they are not already. */
export async function moveGuardians(tx: Tx, fromId: string, intoId: string, at: Date): Promise<void> {
  const standing = await tx.guardianship.findMany({
    where: { OR: [{ studentId: fromId }, { guardianId: fromId }], endedAt: null },
  });
  for (const link of standing) {
    const moved = {
      guardianId: link.guardianId === fromId ? intoId : link.guardianId,
      studentId: link.studentId === fromId ? intoId : link.studentId,
    };
    const isThere =
      moved.guardianId === moved.studentId || (await tx.guardianship.count({ where: { ...moved, endedAt: null } })) > 0;
    await tx.guardianship.update({ where: { id: link.id }, data: isThere ? { endedAt: at } : moved });
  }
}
