/** Whom an invitation may go to. */
import type { EmailStanding } from '../../school/people/index.ts';
import type { Queryable } from '../../db/index.ts';

export interface Recipient {
  id: string;
  name: string;
  /** Empty: no mail reaches them. */
  email: string | null;
  /** The school's own number for them. */
  externalId: string | null;
  hasPassword: boolean;
}

const select = {
  id: true,
  name: true,
  email: true,
  emailStanding: true,
  externalId: true,
  passwordHash: true,
} as const;
/** Nobody is reached at an address that they only claim. */
const toRecipient = ({
  passwordHash,
  emailStanding,
  email,
  ...person
}: Omit<Recipient, 'hasPassword'> & { passwordHash: string | null; emailStanding: EmailStanding }): Recipient => ({
  ...person,
  email: emailStanding === 'claimed' ? null : email,
  hasPassword: passwordHash !== null,
});

/** Those of these people who may come in. */
export async function findActive(db: Queryable, ids: readonly string[]): Promise<Recipient[]> {
  const people = await db.person.findMany({
    where: { id: { in: [...ids] }, status: 'active' },
    select,
    orderBy: { id: 'asc' },
  });
  return people.map(toRecipient);
}

/** Everybody on the roster who may come in. */
export async function findRosterRecipients(db: Queryable, classId: string): Promise<Recipient[]> {
  const rows = await db.enrolment.findMany({
    where: { classId, leftAt: null, person: { status: 'active' } },
    select: { person: { select } },
    orderBy: { personId: 'asc' },
  });
  return rows.map(({ person }) => toRecipient(person));
}
