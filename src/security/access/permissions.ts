/** The one permission table: which role may do what, and to whose things. Every operation names a row of it. */
import type { Role } from './actor.ts';

/**
 * How far a permission reaches.
 * `own`: things about the actor. `ward`: students whose guardian the actor is. `enrolled`: classes whose roster holds
 * the actor. `taught`: classes the actor teaches and sessions they stand in for, with the students on their rosters
 * there.
 * `any`: everything in the institution.
 */
export type Reach = 'own' | 'ward' | 'enrolled' | 'taught' | 'any';

export interface PermissionRow {
  readonly summary: string;
  readonly reach: Partial<Record<Role, Reach>>;
}

const everyoneOwn = { student: 'own', teacher: 'own', admin: 'own', guardian: 'own' } as const;
const staff = { teacher: 'taught', admin: 'any' } as const;

const permissions = {
  'account.use': {
    summary: 'Sign out everywhere, change the password, keep the own profile and chat accounts',
    reach: everyoneOwn,
  },
  'chat.use': { summary: 'Talk to the assistant', reach: everyoneOwn },
  'notifications.own': { summary: 'Read and hide the own notifications, follow the own tasks', reach: everyoneOwn },
  'institution.manage': {
    summary: 'Change how people sign up and sign in, and the privacy profile',
    reach: { admin: 'any' },
  },
  'access.keys': { summary: 'Make and end API keys, card readers and cards', reach: { admin: 'any' } },
  'people.approve': { summary: 'Let people in who signed up', reach: { admin: 'any' } },
  'people.check': { summary: 'Ask whether somebody is here', reach: { teacher: 'any', admin: 'any' } },
  'people.read': { summary: 'Find people and read their profiles', reach: { admin: 'any' } },
  'people.manage': {
    summary: 'Create, import and merge people, change roles, link guardians, deactivate',
    reach: { admin: 'any' },
  },
  'places.read': {
    summary: 'See campuses, buildings and rooms',
    reach: { student: 'any', teacher: 'any', admin: 'any' },
  },
  'places.manage': { summary: 'Draw campuses, buildings and rooms', reach: { admin: 'any' } },
  'classes.manage': { summary: 'Create and archive classes, appoint teachers, edit rosters', reach: { admin: 'any' } },
  'classes.createOwn': { summary: 'Make a class and teach it', reach: { teacher: 'own', admin: 'own' } },
  'classes.read': { summary: 'See a class and its sessions', reach: { student: 'enrolled', ...staff } },
  'classes.roster': { summary: 'See who is on the roster', reach: staff },
  'classes.setUp': { summary: 'Describe a class, set its attendance policy, place and join code', reach: staff },
  'classes.join': {
    summary: 'Join a class by its code, or an open one, and leave such a class',
    reach: { student: 'own' },
  },
  'sessions.run': { summary: 'Open and close sessions, make codes', reach: staff },
  'sessions.plan': {
    summary: 'Schedule, move, cancel and merge sessions, keep timetables, name substitutes',
    reach: staff,
  },
  'sessions.holidays': { summary: 'Keep the holidays', reach: { admin: 'any' } },
  'attendance.checkIn': { summary: 'Check in to a session, and out of it', reach: { student: 'enrolled' } },
  'attendance.readOwn': {
    summary: 'See the own records, or those of a ward',
    reach: { student: 'own', guardian: 'ward' },
  },
  'attendance.read': { summary: 'See the records of a class', reach: staff },
  'attendance.mark': { summary: 'Mark and correct records, settle what was flagged', reach: staff },
  'attendance.appeal': { summary: 'Say that a record is wrong', reach: { student: 'own' } },
  'attendance.readAppeals': { summary: 'See appeals and what was answered', reach: { student: 'own', ...staff } },
  'attendance.answerAppeal': { summary: 'Answer an appeal', reach: staff },
  'attendance.observe': { summary: "Send frames of a room's camera", reach: staff },
  'attendance.rollCall': { summary: 'Call the roll from a photo of the room', reach: staff },
  'leave.request': { summary: 'Ask to be excused, or for a ward', reach: { student: 'own', guardian: 'ward' } },
  'leave.read': {
    summary: 'See requests for leave and their evidence',
    reach: { student: 'own', guardian: 'ward', ...staff },
  },
  'leave.decide': { summary: 'Approve or reject leave', reach: staff },
  'announcements.make': { summary: 'Announce something to a class', reach: staff },
  'faces.manageOwn': { summary: 'Consent, enrol, withdraw', reach: { student: 'own' } },
  'faces.review': {
    summary: 'Look at photos that may show somebody else who is enrolled, and decide about them',
    reach: { admin: 'any' },
  },
  'focus.turnOn': { summary: 'Turn the focus index of a class on and off', reach: { admin: 'any' } },
  'focus.use': { summary: 'Work out the focus index of a class from photos, and read it', reach: staff },
  'focus.own': { summary: 'Agree to the own focus index, read it, withdraw', reach: { student: 'own' } },
  'reports.sheet': { summary: 'Make attendance sheets', reach: staff },
  'reports.statistics': { summary: 'See figures of classes and lists of records', reach: staff },
  'reports.dashboard': {
    summary: 'See first what is on, who is missing and what waits',
    reach: { student: 'own', teacher: 'own', admin: 'own' },
  },
  'reports.institution': { summary: 'See figures of campuses and of the institution', reach: { admin: 'any' } },
  'access.secondYes': {
    summary: 'Say yes or no to what another admin asked for',
    reach: { admin: 'any' },
  },
  'audit.read': { summary: 'Read and export the audit', reach: { admin: 'any' } },
  'audit.verify': { summary: 'Verify the audit chain', reach: { admin: 'any' } },
} as const satisfies Record<string, PermissionRow>;

export type Permission = keyof typeof permissions;
export const permissionNames = Object.keys(permissions) as [Permission, ...Permission[]];

export const describePermission = (permission: Permission): PermissionRow => permissions[permission];

/** How far the role's permission reaches; undefined when it has none. */
export function reachOf(role: Role, permission: Permission): Reach | undefined {
  const row: PermissionRow = permissions[permission];
  return row.reach[role];
}
