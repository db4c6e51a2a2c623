/** Shapes of the providers at which people sign in. */
import { X509Certificate } from 'node:crypto';
import { z } from 'zod';
import { shownLine } from '../../kernel/shown-text.ts';
import { admissionSchema } from './admission.ts';
import { words } from './words/en.ts';

const address = z.url({ protocol: /^https?$/ }).max(1000);
const name = shownLine(100);
const domain = z
  .string()
  .trim()
  .toLowerCase()
  .max(253)
  .regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/);
const attribute = z.string().trim().min(1).max(300).nullable().default(null);

const oidcSettingsSchema = z.discriminatedUnion('dialect', [
  z.strictObject({
    dialect: z.literal('standard').describe('Keycloak and everything else that is discovered by its issuer.'),
    issuer: address,
    clientId: z.string().min(1).max(300),
    scopes: z
      .array(z.string().regex(/^[\w:./-]+$/))
      .max(20)
      .default([])
      .describe('Beside openid, email and profile.'),
  }),
  z.strictObject({
    dialect: z.literal('entra'),
    tenantIds: z.array(z.uuid()).min(1).max(20).describe('People of these tenants come in, and of no other.'),
    authority: address.default('https://login.microsoftonline.com').describe('Another one in national clouds.'),
    clientId: z.string().min(1).max(300),
  }),
  z.strictObject({
    dialect: z.literal('google'),
    hostedDomain: domain.describe('The Workspace domain (`hd`): nobody else comes in.'),
    issuer: address.default('https://accounts.google.com'),
    clientId: z.string().min(1).max(300),
  }),
]);
export type OidcSettings = z.infer<typeof oidcSettingsSchema>;

/** A certificate, with or without its armour; kept with it. */
const certificate = z
  .string()
  .max(10_000)
  .transform((typed, context) => {
    const body = typed.replace(/-----(BEGIN|END) CERTIFICATE-----/g, '').replace(/\s/g, '');
    const pem = `-----BEGIN CERTIFICATE-----\n${body.replace(/.{64}(?=.)/g, '$&\n')}\n-----END CERTIFICATE-----\n`;
    try {
      new X509Certificate(pem);
      return pem;
    } catch {
      context.addIssue({ code: 'custom', message: words.isNoCertificate });
      return z.NEVER;
    }
  });

const samlSettingsSchema = z.strictObject({
  entityId: z.string().trim().min(1).max(1000).describe('Of the provider, as its metadata say.'),
  entryPoint: address.describe('Where it takes requests (HTTP-Redirect).'),
  certificates: z
    .array(certificate)
    .min(1)
    .max(2)
    .describe('PEM; two during a change: what either has signed is accepted.'),
  subjectAttribute: attribute.describe(
    'What names somebody for good; null: the NameID, which then may not be transient.',
  ),
  addressAttribute: attribute.describe('Their address; null: `mail` or `email` under their usual names.'),
  nameAttribute: attribute.describe('What they are called; null: `displayName` under its usual names.'),
  signOutUrl: address.nullable().default(null).describe('Where signing out here leads.'),
});
export type SamlSettings = z.infer<typeof samlSettingsSchema>;

const providerAdmissionSchema = admissionSchema.extend({
  createsPeople: z.boolean().default(false).describe('Whether somebody unknown gets an account.'),
  vouchesForAddresses: z
    .boolean()
    .default(false)
    .describe(
      'Entra and SAML: an admin says that only the owner of an address has it there. Others say so themselves, of each address.',
    ),
});
export type ProviderAdmission = z.infer<typeof providerAdmissionSchema>;

const common = {
  name: name.describe('As it stands on the button.'),
  domains: z
    .array(domain)
    .max(50)
    .default([])
    .describe('Addresses of these domains lead there, and nobody is linked by another address; none: by any.'),
  isEnabled: z.boolean().default(true),
  admission: providerAdmissionSchema.prefault({}),
};
const clientSecret = z.string().min(1).max(500).nullable().optional();

/** What an admin enters. */
export const providerInputSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('oidc'),
    ...common,
    settings: oidcSettingsSchema,
    clientSecret: clientSecret.describe('Kept sealed and never shown; left out in a change: it stays.'),
  }),
  z.strictObject({ kind: z.literal('saml'), ...common, settings: samlSettingsSchema }),
]);
export type ProviderInput = z.infer<typeof providerInputSchema>;

/** Where the provider reaches us, to be entered there. */
const ours = { redirectUri: z.string(), startUrl: z.string() };
const shown = {
  id: z.uuid(),
  createdAt: z.date(),
  name: z.string(),
  domains: z.array(z.string()),
  isEnabled: z.boolean(),
};
const shownAdmission = { admission: providerAdmissionSchema };

/** A provider as admins see it. */
export const providerSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('oidc'),
    ...shown,
    ...shownAdmission,
    settings: oidcSettingsSchema,
    hasSecret: z.boolean(),
    addresses: z.strictObject(ours),
  }),
  z.strictObject({
    kind: z.literal('saml'),
    ...shown,
    ...shownAdmission,
    settings: samlSettingsSchema.extend({ certificates: z.array(z.string()) }),
    addresses: z.strictObject({ ...ours, metadataUrl: z.string() }),
  }),
]);
export type ProviderView = z.infer<typeof providerSchema>;

export const policySchema = z.strictObject({
  isEnforced: z.boolean().describe('Whether passwords and faces are refused, and people come in by a provider only.'),
  breakGlassId: z.uuid().nullable().describe('The one admin who may use their password all the same.'),
});
export type SignOnPolicy = z.infer<typeof policySchema>;

/** A button of the sign-in page. */
export const buttonSchema = z.strictObject({ id: z.uuid(), name: z.string(), domains: z.array(z.string()) });
export type SignOnButton = z.infer<typeof buttonSchema>;

/** Whom an account at a provider is linked to, as admins see it. */
export const signOnLinkSchema = z.strictObject({
  id: z.uuid(),
  providerId: z.uuid(),
  provider: z.string(),
  linkedAt: z.date(),
});
export type SignOnLink = z.infer<typeof signOnLinkSchema>;
