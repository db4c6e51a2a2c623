/** Accounts: signing up and in, passwords, links, linked chat accounts, API keys, invitations. */
export { createAccountNotices, type AccountNotices } from './account/account-notices.ts';
export { createAddressProofs, type AddressProofs } from './links/address-proofs.ts';
export { createAccounts, type Accounts } from './accounts.ts';
export { apiKeySchema, createApiKeys, newKeySchema, type ApiKeys } from './api-keys/api-keys.ts';
export type { ClientDetails } from './signing-in/client-details.ts';
export { deviceSchema, type Devices, type IdleLimits } from './signing-in/devices.ts';
export { createCodes } from './factors/codes.ts';
export { proofSchema } from './factors/fresh-proofs.ts';
export { createPasskeyLinks, type PasskeyLinks } from './links/passkey-links.ts';
export {
  createPasskeys,
  newPasskeySchema,
  passkeyNameSchema,
  usedPasskeySchema,
  type UsedPasskey,
} from './factors/passkeys.ts';
export { createSecondFactors, secondFactorsSchema } from './factors/second-factors.ts';
export { createTickets } from './account/tickets.ts';
export { createInvitations, type Invitations, type PrintedInvitation, type WhomToInvite } from './links/invitations.ts';
export { deviceMarkLifeS } from './signing-in/known-devices.ts';
export { createLinkedAccounts, type LinkedAccount, type LinkedAccounts } from './links/linked-accounts.ts';
export { createProfilePictures, type ProfilePictures } from './account/profile-pictures.ts';
export { createPurgeExpired } from './purge-expired.ts';
export { createPasswordLinks, type PasswordLinks } from './links/password-links.ts';
export { createServerAccounts } from './server-accounts.ts';
export { createSetUp, type SetUp } from './set-up.ts';
export type { Marked, OldClientSignIn } from './signing-in/sign-in.ts';
export { createSignUp, signUpSchema, type SignUp, type SignUpOptions } from './signing-in/sign-up.ts';
export { issuedTokensSchema, type IssuedTokens } from './signing-in/tokens.ts';
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
