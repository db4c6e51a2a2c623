/** Users and groups as directories send them (RFC 7643), and what we take of them. */
import { z } from 'zod';
import { type DirectoryChange, displayName, emailSchema } from '../../school/people/index.ts';
import { ScimFault } from './scim-fault.ts';
import { words } from './words/en.ts';

export const userUrn = 'urn:ietf:params:scim:schemas:core:2.0:User';
export const groupUrn = 'urn:ietf:params:scim:schemas:core:2.0:Group';
export const enterpriseUrn = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
export const listUrn = 'urn:ietf:params:scim:api:messages:2.0:ListResponse';

/** Entra writes "False" where a flag is meant. */
const flag = z.preprocess((value) => {
  const written = typeof value === 'string' ? value.toLowerCase() : undefined;
  return written === 'true' ? true : written === 'false' ? false : value;
}, z.boolean());
const text = (max: number) => z.string().trim().max(max).nullish();

export const scimUserSchema = z.looseObject({
  userName: z.string().trim().min(1).max(254),
  externalId: text(254),
  active: flag.nullish(),
  displayName: text(200),
  name: z.looseObject({ formatted: text(200), givenName: text(200), familyName: text(200) }).nullish(),
  emails: z
    .array(z.looseObject({ value: text(254), type: text(50), primary: flag.nullish() }))
    .max(20)
    .nullish(),
  [enterpriseUrn]: z.looseObject({ employeeNumber: text(64) }).nullish(),
});
export type ScimUserInput = z.infer<typeof scimUserSchema>;

export const scimGroupSchema = z.looseObject({
  displayName: z.string().trim().min(1).max(300),
  externalId: text(254),
  members: z
    .array(z.looseObject({ value: z.uuid() }))
    .max(50_000)
    .nullish(),
});
export type ScimGroupInput = z.infer<typeof scimGroupSchema>;

const operationSchema = z.object({
  op: z
    .string()
    .toLowerCase()
    .pipe(z.enum(['add', 'replace', 'remove'])),
  path: z.string().max(500).optional(),
  value: z.unknown().optional(),
});
export const patchSchema = z.looseObject({ Operations: z.array(operationSchema).min(1).max(1000) });
export type PatchOperation = z.infer<typeof operationSchema>;

export const listQuerySchema = z.object({
  filter: z.string().max(1000).optional(),
  startIndex: z.coerce.number().int().default(1),
  count: z.coerce.number().int().optional(),
  excludedAttributes: z.string().max(200).optional(),
});
export type ListQuery = z.infer<typeof listQuerySchema>;

/** A user or a group as it is answered. */
export const resourceSchema = z.looseObject({
  schemas: z.array(z.string()),
  id: z.string(),
  meta: z.object({
    resourceType: z.string(),
    created: z.string(),
    lastModified: z.string(),
    location: z.string(),
  }),
});
export type Resource = z.infer<typeof resourceSchema>;

export const listSchema = z.object({
  schemas: z.tuple([z.literal(listUrn)]),
  totalResults: z.number().int(),
  startIndex: z.number().int(),
  itemsPerPage: z.number().int(),
  Resources: z.array(resourceSchema),
});
export type ScimList = z.infer<typeof listSchema>;

/** @throws ScimFault `invalidValue`, naming what is wrong. */
export function parseResource<Schema extends z.ZodType>(schema: Schema, document: unknown): z.infer<Schema> {
  const parsed = schema.safeParse(document);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new ScimFault('invalidValue', words.isNotValid(issue?.path.join('.') ?? '', issue?.message ?? ''));
}

/**
 * The address of somebody in the directory, which keeps it and so has proved it: whoever notes that an address is proven
 * notes it for what comes from here.
 * @throws ScimFault `invalidValue` for one that is none.
 */
export function provenAddressOf({ emails, userName }: ScimUserInput): string | null {
  const known = (emails ?? []).filter(({ value }) => Boolean(value));
  const chosen =
    known.find(({ primary }) => primary) ?? known.find(({ type }) => type?.toLowerCase() === 'work') ?? known[0];
  const parsed = emailSchema.safeParse(chosen?.value ?? userName);
  if (!parsed.success && chosen) throw new ScimFault('invalidValue', words.isNotValid('emails', words.isNoAddress));
  return parsed.data ?? null;
}

/** What a user says of a person; their number only where the directory knows it. */
export function toPersonChange(user: ScimUserInput): DirectoryChange & { name: string; email: string | null } {
  const givenName = user.name?.givenName || null;
  const familyName = user.name?.familyName || null;
  const employeeNumber = user[enterpriseUrn]?.employeeNumber;
  return {
    name: user.displayName || displayName({ givenName, familyName }) || user.name?.formatted || user.userName,
    givenName,
    familyName,
    email: provenAddressOf(user),
    ...(employeeNumber ? { externalId: employeeNumber } : {}),
  };
}
