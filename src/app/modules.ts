/** Builds the modules, says what recurs in them, and how their messages are sent. It sees everything. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createAccounts, createProfilePictures, createSignUp } from '../accounts/index.ts';
import { createBudgets, createOpenStreams } from '../security/budgets/index.ts';
import {
  type PasswordCost,
  createInstitutionRules,
  createPasswords,
  createThrottle,
} from '../security/access/index.ts';
import { buildAttendance } from './attendance-modules.ts';
import { createCalendars } from '../school/calendars/index.ts';
import { createAuditLog } from '../office/audit-log/index.ts';
import { createChainAlarm } from '../office/chain-alarm/index.ts';
import { createClasses } from '../school/classes/index.ts';
import type { Config } from './config.ts';
import { buildAudit } from './audit-modules.ts';
import { buildDoor } from './door-modules.ts';
import type { Changes, Database, Tx } from '../db/index.ts';
import { createFaces } from '../recognition/faces/index.ts';
import { createDashboards, createStatistics } from '../reporting/statistics/index.ts';
import { createFocus } from '../focus/index.ts';
import { createGeofence } from '../school/places/index.ts';
import { createMarksDesk, createMarksImport } from '../office/import-marks/index.ts';
import { createImportDesk, createPeopleImport } from '../office/import/index.ts';
import { createInbox } from '../delivery/inbox/index.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Log } from '../kernel/log.ts';
import type { Origins } from '../kernel/origins.ts';
import { createMerge } from '../office/merge/index.ts';
import { createAnnouncements, createFeedback, createReminders } from '../school/announcements/index.ts';
import { createNotifications, createOutbox } from '../delivery/notifications/index.ts';
import { type FollowAddresses, createGuardians, createPeople, createPeopleInBulk } from '../school/people/index.ts';
import { createConsents } from '../security/consent/index.ts';
import { type Keyring, createVault } from '../security/privacy/index.ts';
import { createSheets } from '../reporting/sheets/index.ts';
import { createSessions } from '../school/sessions/index.ts';
import { createStorage } from '../delivery/storage/index.ts';
import { createTasks } from '../delivery/tasks/index.ts';
import { createTimetableModule } from '../school/timetable/index.ts';
import { version } from './version.ts';
import type { Vision } from '../recognition/vision/index.ts';

export type Modules = ReturnType<typeof buildModules>;

/** All the modules, each over those that it uses. */
export function buildModules({
  config,
  log,
  db,
  changes,
  vision,
  clock,
  keyring,
  workerNo,
  origins,
  baseUrl,
  passwordCost,
}: {
  config: Config;
  log: Log;
  db: Database;
  changes: Changes;
  vision: Vision;
  clock: Clock;
  keyring: Keyring;
  workerNo: number;
  origins: Origins;
  baseUrl: () => string;
  passwordCost: PasswordCost | undefined;
}) {
  const vault = createVault({ wrappingKey: keyring.wrapping });
  const budgets = createBudgets({ db, clock, digestKey: keyring.digests, budgeted: config.budgets });
  const openStreams = createOpenStreams({ db, clock, workerNo });
  const { audit, reader, auditForwarder } = buildAudit({ config, db, clock, vault, keyring, origins });
  const passwords = createPasswords({ parallel: 2, waiting: 200, cost: passwordCost });
  const rules = createInstitutionRules({ db, audit });
  const followAddresses: FollowAddresses = (tx, changes, by) => proofs.followAddresses(tx, changes, by);
  const people = createPeople({
    db,
    vault,
    audit,
    passwords,
    rules,
    followStanding: async (tx, personId, after, before) => {
      if (before.role === 'admin') await door.signOn.providers.refuseLosingAdmin(tx, personId, after);
      await classes.followStanding(tx, personId, after);
    },
    followAddresses,
  });
  const inbound = createInbox({
    db,
    vault,
    clock,
    log,
    workerNo,
    sealingKey: keyring.inbound,
    messagesPerMinute: config.messagesPerMinute,
  });
  const pageUrl = (): string => `${baseUrl()}/app`;
  const outbox = createOutbox({ db, vault, clock, log, workerNo });
  const notifications = createNotifications({ db, vault, clock, outbox });
  const chainAlarm = createChainAlarm({ db, log, audit, people, notifications });
  const { institutionName, notices, signInParts, ...door } = buildDoor({
    config,
    log,
    db,
    clock,
    vault,
    audit,
    keyring,
    passwords,
    people,
    rules,
    outbox,
    notifications,
    origins,
    pageUrl,
    baseUrl,
  });
  const { invitations, apiKeys, proofs, signOn } = door;
  const isMailSetUp = config.mail !== undefined;
  const reminders = createReminders({ db, clock, outbox });
  const filesDir = join(config.dataDir, 'files');
  mkdirSync(filesDir, { recursive: true, mode: 0o700 });
  const storage = createStorage({ db, vault, clock, dir: filesDir });
  const pictures = createProfilePictures({ db, audit, storage, vision });
  const consents = createConsents({ db, audit, clock });
  const geofence = createGeofence({
    db,
    audit,
    clock,
    log,
    changes,
    digestKey: keyring.digests,
    addressService: { url: config.nominatimUrl, userAgent: `Muster/${version}` },
  });
  const classes = createClasses({
    db,
    audit,
    clock,
    geofence,
    changes,
    throttle: createThrottle({ db, clock, digestKey: keyring.digests, guessed: 'join' }),
  });
  const auditLog = createAuditLog({ db, audit, reader, people, classes });
  const sessions = createSessions({ db, audit, clock, classes, notifications });
  const calendars = createCalendars({
    db,
    audit,
    clock,
    log,
    classes,
    sessions,
    notifications,
    keys: keyring,
    believedOrigins: config.calendarOrigins,
    userAgent: `Muster/${version}`,
  });
  const timetable = createTimetableModule({ db, audit, clock, classes, sessions, baseUrl, institutionName });
  const { measured } = config.models;
  if (!measured.calibration) log.warn(`nobody is recognised: ${measured.why}`);
  const faces = createFaces({
    db,
    audit,
    clock,
    vault,
    consents,
    storage,
    vision,
    measured,
    changes,
    log,
    people,
    notifications,
  });
  const forgetPhotos = async (tx: Tx, personId: string, actorId: string): Promise<() => Promise<void>> => {
    const removals = [await faces.forgetOf(tx, personId, actorId), await pictures.removeOf(tx, personId)];
    await focus.forgetOf(tx, personId);
    return async () => void (await Promise.all(removals.map((remove) => remove())));
  };
  const signUp = createSignUp({
    ...{ db, audit, clock, people, passwords, rules, notifications, outbox, proofs },
    ...{ forgetPhotos, pageUrl, isMailSetUp },
  });
  const access = createAccounts({
    ...signInParts,
    ...{ db, clock, vault, audit, passwords, rules, faces, apiKeys, budgets, notices, proofs, isMailSetUp, signOn },
    keys: keyring,
    ...config.signIns,
  });
  const guardians = createGuardians({ db, audit, clock });
  const tasks = createTasks({ db, vault, clock, log, storage, workerNo });
  const { nameFaces, ...attending } = buildAttendance({
    db,
    audit,
    budgets,
    clock,
    vault,
    vision,
    keyring,
    storage,
    tasks,
    people,
    guardians,
    classes,
    sessions,
    geofence,
    faces,
    notifications,
    pageUrl,
  });
  const { attendance, leave, appeals } = attending;
  const focus = createFocus({ db, audit, clock, vault, vision, rules, classes, sessions, nameFaces, tasks });
  const announcements = createAnnouncements({
    db,
    audit,
    clock,
    classes,
    notifications,
    sealingKey: keyring.announcements,
  });
  const feedback = createFeedback({ db, audit, people, notifications });
  const imports = createPeopleImport({
    db,
    audit,
    clock,
    people,
    inBulk: createPeopleInBulk({ audit, clock, followAddresses }),
    classes,
    cards: attending.readers,
    invitations,
  });
  const marksDesk = createMarksDesk({
    marks: createMarksImport({ db, clock, classes, people, sessions, attendance }),
    tasks,
  });
  const importDesk = createImportDesk({ imports, tasks });
  const merging = createMerge({
    db,
    audit,
    clock,
    classes,
    sessions,
    attendance,
    faces,
    focus,
    leave,
    appeals,
    notifications,
    pictures,
    refuseLosingAdmin: signOn.providers.refuseLosingAdmin,
  });
  const reports = createSheets({ db, clock, classes, sessions, attendance, institutionName });
  const figures = createStatistics({ db, clock, classes, changes, audit });
  const dashboards = createDashboards({ db, clock, classes, sessions, attendance, figures });
  return {
    vault,
    audit,
    budgets,
    openStreams,
    chainAlarm,
    auditLog,
    auditForwarder,
    people,
    pictures,
    access,
    rules,
    signUp,
    inbound,
    outbox,
    notifications,
    announcements,
    feedback,
    reminders,
    storage,
    consents,
    ...door,
    ...attending,
    classes,
    sessions,
    timetable,
    calendars,
    faces,
    geofence,
    tasks,
    importDesk,
    marksDesk,
    merging,
    guardians,
    reports,
    figures,
    dashboards,
    focus,
    keyring,
  };
}
