/** Accounts: signing up and in, passwords, links, linked chat accounts, API keys, invitations. */
export { createAccountNotices, type AccountNotices } from './account-notices.ts';
export { createAddressProofs, type AddressProofs } from './address-proofs.ts';
export { createAccounts, type Accounts } from './accounts.ts';
export { apiKeySchema, createApiKeys, newKeySchema, type ApiKeys } from './api-keys.ts';
export type { ClientDetails } from './client-details.ts';
export { deviceSchema, type Devices, type IdleLimits } from './devices.ts';
export { createCodes } from './codes.ts';
export { proofSchema } from './fresh-proofs.ts';
export { createPasskeyLinks, type PasskeyLinks } from './passkey-links.ts';
export {
  createPasskeys,
  newPasskeySchema,
  passkeyNameSchema,
  usedPasskeySchema,
  type UsedPasskey,
} from './passkeys.ts';
export { createSecondFactors, secondFactorsSchema } from './second-factors.ts';
export { createTickets } from './tickets.ts';
export { createInvitations, type Invitations, type PrintedInvitation, type WhomToInvite } from './invitations.ts';
export { deviceMarkLifeS } from './known-devices.ts';
export { createLinkedAccounts, type LinkedAccount, type LinkedAccounts } from './linked-accounts.ts';
export { createProfilePictures, type ProfilePictures } from './profile-pictures.ts';
export { createPurgeExpired } from './purge-expired.ts';
export { createPasswordLinks, type PasswordLinks } from './password-links.ts';
export { createServerAccounts } from './server-accounts.ts';
export { createSetUp, type SetUp } from './set-up.ts';
export type { Marked, OldClientSignIn } from './sign-in.ts';
export { createSignUp, signUpSchema, type SignUp, type SignUpOptions } from './sign-up.ts';
export { issuedTokensSchema, type IssuedTokens } from './tokens.ts';
export {
  buttonSchema,
  createSignOn,
  policySchema,
  providerInputSchema,
  providerSchema,
  refusals,
  signOnLinkSchema,
  type Refusal,
  type SignOn,
  type SignOnButton,
} from './sign-on/index.ts';
export {
  ScimFault,
  connectionSchema,
  createScim,
  enterpriseUrn,
  groupUrn,
  listQuerySchema,
  listSchema,
  listUrn,
  mostResults,
  newConnectionSchema,
  patchSchema,
  resourceSchema,
  userUrn,
  type Connection,
  type Scim,
} from './scim/index.ts';
