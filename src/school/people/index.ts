/** People: who they are, their profiles, and guardians. */
export type { AddressChange, FollowAddresses } from './addresses.ts';
export { type CalledChange, type NewLink, type PeopleInBulk, createPeopleInBulk } from './bulk.ts';
export { createGuardians, newGuardianSchema, type Guardians } from './guardians.ts';
export {
  emailSchema,
  type EmailStanding,
  guardianSchema,
  newPersonSchema,
  ownChangeSchema,
  personChangeSchema,
  personDetailsSchema,
  personSchema,
  personStatusSchema,
  profileSchema,
  roleSchema,
  wardSchema,
  type PersonView,
} from './people.schema.ts';
export { type Names, changeNames, displayName } from './names.ts';
export { createPeople, type People } from './people.ts';
