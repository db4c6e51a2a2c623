/** People: who they are, their profiles, and guardians. */
export { createGuardians, newGuardianSchema, type Guardians } from './guardians.ts';
export {
  emailSchema,
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
export { createPeople, type People } from './people.ts';
