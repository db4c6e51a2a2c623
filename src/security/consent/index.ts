/** Consent to what needs it. */
export { consentText, createConsents, type ConsentText, type Consents } from './consent.ts';
