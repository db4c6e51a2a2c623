/** The one permission table: which role may do what, and to whose things. Every operation names a row of it. */
import type { Role } from './actor.ts';

/**
 * How far a permission reaches.
 * `own`: things about the actor. `enrolled`: classes whose roster holds the actor. `taught`: classes the actor teaches,
 * and the students on their rosters there. `any`: everything in the institution.
 */
export type Reach = 'own' | 'enrolled' | 'taught' | 'any';

interface PermissionRow {
  readonly summary: string;
  readonly reach: Partial<Record<Role, Reach>>;
}

const everyoneOwn = { student: 'own', teacher: 'own', admin: 'own', guardian: 'own' } as const;
const staff = { teacher: 'taught', admin: 'any' } as const;

const permissions = {
  'account.use': { summary: 'Sign out everywhere, change the password, read the own profile', reach: everyoneOwn },
  'chat.use': { summary: 'Talk to the assistant', reach: everyoneOwn },
  'people.manage': { summary: 'Create people, change roles, deactivate', reach: { admin: 'any' } },
  'classes.manage': { summary: 'Create classes, appoint teachers, edit rosters', reach: { admin: 'any' } },
  'classes.read': { summary: 'See a class and its sessions', reach: { student: 'enrolled', ...staff } },
  'classes.roster': { summary: 'See who is on the roster', reach: staff },
  'sessions.run': { summary: 'Open and close sessions, make codes', reach: staff },
  'attendance.checkIn': { summary: 'Check in to a session', reach: { student: 'enrolled' } },
  'attendance.readOwn': { summary: 'See the own records', reach: { student: 'own' } },
  'attendance.read': { summary: 'See the records of a class', reach: staff },
  'attendance.mark': { summary: 'Mark and correct records', reach: staff },
  'attendance.rollCall': { summary: 'Call the roll from a photo of the room', reach: staff },
  'faces.manageOwn': { summary: 'Consent, enrol, withdraw', reach: { student: 'own' } },
  'reports.sheet': { summary: 'Make attendance sheets', reach: staff },
  'reports.statistics': { summary: 'See figures of classes', reach: staff },
  'audit.verify': { summary: 'Verify the audit chain', reach: { admin: 'any' } },
} as const satisfies Record<string, PermissionRow>;

export type Permission = keyof typeof permissions;

/** How far the role's permission reaches; undefined when it has none. */
export function reachOf(role: Role, permission: Permission): Reach | undefined {
  const row: PermissionRow = permissions[permission];
  return row.reach[role];
}
