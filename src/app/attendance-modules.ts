/** Builds the modules of attendance: the ways to check in, the register, and what is asked of it afterwards. */
import { createAppeals } from '../attendance/appeals/index.ts';
import { createAttendance, createPlaceRequests, createSelfieQueue } from '../attendance/register/index.ts';
import { createChallenges } from '../attendance/challenge/index.ts';
import { createCodes } from '../attendance/codes/index.ts';
import { createLeave, whoIsOnLeave } from '../attendance/leave/index.ts';
import { createCardReaders } from '../attendance/card-readers/index.ts';
import { createNameFaces, createPhotoSets, createRollCall, createRoomCamera } from '../attendance/roll-call/index.ts';
import type { Database } from '../db/index.ts';
import type { Notifications } from '../delivery/notifications/index.ts';
import type { Storage } from '../delivery/storage/index.ts';
import type { Tasks } from '../delivery/tasks/index.ts';
import { createInitials } from '../fonts/index.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Faces } from '../recognition/faces/index.ts';
import type { Vision } from '../recognition/vision/index.ts';
import type { Classes } from '../school/classes/index.ts';
import type { Guardians, People } from '../school/people/index.ts';
import type { Geofence } from '../school/places/index.ts';
import type { Sessions } from '../school/sessions/index.ts';
import type { Audit } from '../security/audit/index.ts';
import type { Budgets } from '../security/budgets/index.ts';
import type { Keyring, Vault } from '../security/privacy/index.ts';

/** Each over those that it uses, of attendance and of the floors below. */
export function buildAttendance({
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
}: {
  db: Database;
  audit: Audit;
  budgets: Budgets;
  clock: Clock;
  vault: Vault;
  vision: Vision;
  keyring: Keyring;
  storage: Storage;
  tasks: Tasks;
  people: People;
  guardians: Guardians;
  classes: Classes;
  sessions: Sessions;
  geofence: Geofence;
  faces: Faces;
  notifications: Notifications;
  pageUrl: () => string;
}) {
  const codes = createCodes({ db, audit, clock, sessions, digestKey: keyring.digests });
  const attendance = createAttendance({
    db,
    audit,
    budgets,
    clock,
    classes,
    sessions,
    codes,
    faces,
    geofence,
    notifications,
    people,
    vault,
    whoIsOnLeave,
    digestKey: keyring.digests,
  });
  const { look, nameFaces } = createNameFaces({ db, classes, faces });
  const rollCall = createRollCall({ db, attendance, classes, sessions, look, vision, drawInitials: createInitials() });
  const roomCamera = createRoomCamera({
    db,
    clock,
    attendance,
    classes,
    sessions,
    faces,
    notifications,
    look,
    digestKey: keyring.digests,
  });
  const leave = createLeave({
    db,
    audit,
    clock,
    vault,
    storage,
    classes,
    sessions,
    attendance,
    people,
    guardians,
    notifications,
  });
  const selfieQueue = createSelfieQueue({ attendance, tasks });
  const photoSets = createPhotoSets({ rollCall, tasks });
  const challenges = createChallenges({
    db,
    audit,
    clock,
    attendance,
    classes,
    sessions,
    faces,
    digestKey: keyring.digests,
  });
  const placeRequests = createPlaceRequests({ db, vault, clock, storage, attendance, pageUrl });
  const appeals = createAppeals({ db, audit, clock, vault, people, classes, sessions, attendance, notifications });
  const readers = createCardReaders({ db, audit, clock, classes, sessions, attendance, geofence, keys: keyring });
  return {
    codes,
    attendance,
    nameFaces,
    rollCall,
    roomCamera,
    leave,
    selfieQueue,
    photoSets,
    challenges,
    placeRequests,
    appeals,
    readers,
  };
}
