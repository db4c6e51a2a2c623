/** Shapes of people and their profiles. */
import { z } from 'zod';
import { shownLine } from '../../kernel/shown-text.ts';
import { omitUndefined } from '../../kernel/objects.ts';
import { displayName } from './names.ts';
import { words } from './words/en.ts';

export const roleSchema = z.enum(['student', 'teacher', 'admin', 'guardian']);
export const personStatusSchema = z.enum(['pending', 'active', 'deactivated']);

/** How far an address is known to be its person's: typed at sign-up, entered by the school, or proven by a mail. */
const emailStandingSchema = z.enum(['claimed', 'given', 'proven']);
export type EmailStanding = z.infer<typeof emailStandingSchema>;

export const emailSchema = z
  .email()
  .max(254)
  .transform((value) => value.toLowerCase());
const name = shownLine(200);
/** Kept apart where they are known; who has one name has one of them, or none. */
const nameParts = { familyName: name.nullable().optional(), givenName: name.nullable().optional() };
const externalId = shownLine(64);

export const newPersonSchema = z
  .object({
    email: emailSchema.nullable().default(null).describe('Nobody needs one; without it nobody signs in or gets mail.'),
    name: name.optional().describe('Left out: given and family name.'),
    ...nameParts,
    role: roleSchema,
    externalId: externalId.nullable().default(null),
    /** Absent: the person cannot sign in until one is set. */
    password: z.string().optional(),
  })
  .refine((person) => person.name ?? displayName(omitUndefined(person)), { error: words.isMissing, path: ['name'] })
  .refine((person) => person.email !== null || (person.role !== 'admin' && person.password === undefined), {
    error: words.isNeededToSignIn,
    path: ['email'],
  });
export type NewPerson = z.infer<typeof newPersonSchema>;

const text = (max: number) => z.string().trim().max(max).nullable();

const personalSchema = z
  .strictObject({ phone: text(40), birthDate: z.iso.date().nullable(), pronouns: text(40), address: text(300) })
  .partial();

/** What a person tells of themselves, and what the school knows of their studies; all of it may be left out. */
export const profileSchema = z
  .strictObject({
    personal: personalSchema,
    academic: z
      .strictObject({
        programme: text(120),
        department: text(120),
        yearOfStudy: z.number().int().min(1).max(15).nullable(),
        advisor: text(120),
      })
      .partial(),
  })
  .partial();
export type Profile = z.infer<typeof profileSchema>;

/** What an admin may change of somebody; what is left out stays. */
export const personChangeSchema = z
  .strictObject({
    role: roleSchema.optional(),
    status: z.enum(['active', 'deactivated']).optional(),
    name: name.optional().describe('Left out while a part is named: given and family name.'),
    ...nameParts,
    email: emailSchema.nullable().optional(),
    externalId: externalId.nullable().optional(),
    profile: profileSchema.optional(),
  })
  .refine((change) => Object.keys(change).length > 0, words.nameSomethingToChange);
export type PersonChange = z.infer<typeof personChangeSchema>;

/** What the school's own directory says of somebody; what is left out stays. */
export type DirectoryChange = Partial<
  Pick<PersonView, 'name' | 'familyName' | 'givenName' | 'email' | 'externalId' | 'role' | 'status'>
>;

/**
 * What a person may change of themselves: contact details, and the name where they came by themselves, not what the
 * school answers for.
 */
export const ownChangeSchema = z
  .strictObject({ name: name.optional(), ...nameParts, personal: personalSchema.optional() })
  .refine((change) => Object.keys(change).length > 0, {
    error: words.orANameSendSomething,
    path: ['personal'],
  });
export type OwnChange = z.infer<typeof ownChangeSchema>;

/** A person as staff and admins see them. */
export const personSchema = z.object({
  id: z.uuid(),
  email: z.string().nullable(),
  name: z.string(),
  familyName: z.string().nullable(),
  givenName: z.string().nullable(),
  role: roleSchema,
  status: personStatusSchema,
  externalId: z.string().nullable(),
  looksLike: z
    .array(z.uuid())
    .optional()
    .describe('Of who waits for approval: others whose name is the same or looks the same.'),
  emailStanding: emailStandingSchema.describe(
    '`claimed`: typed at sign-up, counts for nothing yet; `given`: entered by the school; `proven`: by a mailed link.',
  ),
});
export type PersonView = z.infer<typeof personSchema>;

export const personDetailsSchema = personSchema.extend({ profile: profileSchema });
export type PersonDetails = z.infer<typeof personDetailsSchema>;

export const guardianSchema = z.strictObject({
  id: z.uuid(),
  name: z.string(),
  email: z.string().nullable(),
  relation: z.string(),
  since: z.date(),
});
export type GuardianView = z.infer<typeof guardianSchema>;

export const wardSchema = z.strictObject({ id: z.uuid(), name: z.string(), relation: z.string() });
export type WardView = z.infer<typeof wardSchema>;
