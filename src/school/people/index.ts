/** People: who they are, their profiles, and guardians. */
export { createGuardians, newGuardianSchema, type Guardians } from './guardians.ts';
export {
  emailSchema,
  newPersonSchema,
  ownChangeSchema,
  personChangeSchema,
  personStatusSchema,
  profileSchema,
  roleSchema,
  type PersonView,
} from './people.schema.ts';
export { createPeople, type People } from './people.ts';
