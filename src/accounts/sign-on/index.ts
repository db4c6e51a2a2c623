/** The school's own sign-in: OpenID Connect and SAML, with the rules over whom they let in. */
export { admissionSchema, mayChangeRole, requireSound, roleByRule, roleOfNew, type Admission } from './admission.ts';
export { refusals, type Refusal } from './identity.ts';
export type { Providers } from './providers.ts';
export {
  buttonSchema,
  policySchema,
  providerInputSchema,
  providerSchema,
  signOnLinkSchema,
  type SignOnButton,
} from './providers.schema.ts';
export { createSignOn, type SignOn } from './sign-on.ts';
