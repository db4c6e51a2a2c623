/** Keys of persons, and sealing with them. */
export { open, openJson, seal, sealJson } from './cipher.ts';
export { createKeyring, digestsEqual, keyedDigest, type Keyring } from './keyring.ts';
export { createVault, requireKey, type PersonKey, type Vault } from './vault.ts';
