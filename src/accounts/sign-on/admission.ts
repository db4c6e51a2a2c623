/** Whom a provider or a directory may let in, and as what: the rules, and what they come to. Pure. */
import { z } from 'zod';
import { type Role, roles } from '../../security/access/index.ts';
import { AppError } from '../../kernel/errors.ts';
import { words } from './words/en.ts';

const ruleSchema = z.strictObject({
  claim: z
    .string()
    .trim()
    .min(1)
    .max(200)
    .describe('Name of the claim or attribute; a dot reaches into it: `realm_access.roles`.'),
  value: z.string().min(1).max(300).describe('What it has to be, or one of its values.'),
  role: z.enum(roles),
});

export const admissionSchema = z.strictObject({
  rules: z.array(ruleSchema).max(100).default([]).describe('The first that fits gives the role.'),
  defaultRole: z
    .enum(['student', 'teacher', 'guardian'])
    .nullable()
    .default(null)
    .describe('Of somebody new whom no rule fits; null: they are not let in.'),
  mayMakeAdmins: z
    .boolean()
    .default(false)
    .describe('Whether rules may make somebody an admin or end it, and admins are linked by their address.'),
});
export type Admission = z.infer<typeof admissionSchema>;

export type Claims = Readonly<Record<string, unknown>>;

/** @throws AppError `invalidInput` for a rule that makes admins where that is not allowed. */
export function requireSound({ rules, mayMakeAdmins }: Admission): void {
  const index = mayMakeAdmins ? -1 : rules.findIndex(({ role }) => role === 'admin');
  if (index >= 0)
    throw new AppError('invalidInput', { field: `admission.rules.${index}.role`, detail: words.noAdminsByRule });
}

/** The role that a rule gives by these claims. */
export const roleByRule = ({ rules, mayMakeAdmins }: Admission, claims: Claims): Role | undefined =>
  rules.find(({ claim, value, role }) => (role !== 'admin' || mayMakeAdmins) && valuesOf(claims, claim).includes(value))
    ?.role;

/** The role of somebody new; undefined when they are not let in. */
export const roleOfNew = (admission: Admission, claims: Claims): Role | undefined =>
  roleByRule(admission, claims) ?? admission.defaultRole ?? undefined;

/** Whether rules may change somebody's role from the one to the other. */
export const mayChangeRole = ({ mayMakeAdmins }: Admission, from: Role, to: Role): boolean =>
  from !== to && (mayMakeAdmins || (from !== 'admin' && to !== 'admin'));

/** All that a claim says, as text; the name as it stands goes before a path. */
export function valuesOf(claims: Claims, name: string): string[] {
  const found = Object.hasOwn(claims, name)
    ? claims[name]
    : name.split('.').reduce<unknown>((inner, key) => (isOpen(inner, key) ? inner[key] : undefined), claims);
  return [found].flat().flatMap((value) => (isPlain(value) ? [String(value)] : []));
}

const isOpen = (value: unknown, key: string): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, key);
const isPlain = (value: unknown): value is string | number | boolean =>
  ['string', 'number', 'boolean'].includes(typeof value);
