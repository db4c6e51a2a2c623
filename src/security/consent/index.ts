/** Consent to what needs it. */
export { consentStateSchema } from './consent.schema.ts';
export { consentText, createConsents, type ConsentText, type Consents } from './consent.ts';
