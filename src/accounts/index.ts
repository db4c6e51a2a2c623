/** Accounts: signing up and in, passwords, links, linked chat accounts, API keys, invitations. */
export { createAccountNotices, type AccountNotices } from './account-notices.ts';
export { createAddressProofs, type AddressProofs } from './address-proofs.ts';
export { createAccounts, type Accounts } from './accounts.ts';
export { apiKeySchema, createApiKeys, newKeySchema, type ApiKeys } from './api-keys.ts';
export type { Origin } from './guess-limits.ts';
export { createInvitations, type Invitations, type PrintedInvitation, type WhomToInvite } from './invitations.ts';
export { deviceMarkLifeS } from './known-devices.ts';
export { createLinkedAccounts, type LinkedAccount, type LinkedAccounts } from './linked-accounts.ts';
export { createProfilePictures, type ProfilePictures } from './profile-pictures.ts';
export { createPurgeExpired } from './purge-expired.ts';
export { createPasswordLinks, type PasswordLinks } from './password-links.ts';
export { createServerAccounts } from './server-accounts.ts';
export { createSetUp, type SetUp } from './set-up.ts';
export type { OldClientSignIn } from './sign-in.ts';
export { createSignUp, signUpSchema, type SignUp, type SignUpOptions } from './sign-up.ts';
export { issuedTokensSchema } from './tokens.ts';
