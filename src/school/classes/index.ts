/** Classes: rosters, teachers, policies, campuses, and joining. */
export {
  chatWays,
  checkInMethods,
  lacksOnly,
  methodsOf,
  nameMethods,
  nameWays,
  type CheckInMethod,
  type CheckInWay,
} from './check-in-ways.ts';
export {
  campusChangeSchema,
  campusSchema,
  classChangeSchema,
  classDescriptionSchema,
  classPolicySchema,
  classSchema,
  groupChangeSchema,
  groupSchema,
  joinPolicySchema,
  joiningSchema,
  newCampusSchema,
  newClassSchema,
  newGroupSchema,
  openClassSchema,
  ownClassSchema,
  rosterEntrySchema,
  type ClassPolicy,
  type ClassView,
  type RosterEntry,
} from './classes.schema.ts';
export { createClasses, type Classes } from './classes.ts';
export { findByName } from './find-by-name.ts';
export { findHomeCalendars, type Calendar } from './home-calendar.repo.ts';
export { belongsTo, membershipDuring, type Meeting, type Member, type Spell } from './membership.policy.ts';
