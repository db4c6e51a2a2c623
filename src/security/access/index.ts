/** Who may do what: actors, permissions, the institution's rules, passwords and throttles. */
export {
  graveActs,
  platforms,
  roles,
  type ActingDevice,
  type Actor,
  type ActorDetails,
  type GraveAct,
  type Platform,
  type PlatformAccount,
  type Role,
} from './actor.ts';
export {
  createInstitutionRules,
  institutionSchema,
  type InstitutionRules,
  type PrivacyProfile,
} from './institution.ts';
export {
  createPasswords,
  requirePassword,
  type PasswordCost,
  type PasswordOwner,
  type Passwords,
} from './passwords.ts';
export { describePermission, permissionNames, reachOf, type Permission } from './permissions.ts';
export { isEverAllowed, refuseKey, requireAccess, requirePermission } from './require-access.ts';
export { needsSecondYes, requireProofFor } from './grave-acts.ts';
export { freshProofMs, requireFreshProof } from './fresh-proof.ts';
export { createThrottle, purgeThrottles, type TellingFailure, type Throttle } from './throttle.ts';
