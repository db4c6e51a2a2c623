/** Passkeys in the browser: made and used, and what went wrong in words. */
// @simplewebauthn/browser: turns the service's options into what browsers take, and back; MIT, no dependencies, 8 kB.
import {
  browserSupportsWebAuthn,
  startAuthentication,
  startRegistration,
  WebAuthnError,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
} from '@simplewebauthn/browser';
import { Problem, request } from '../api/problem.ts';

/** Browsers make none without TLS, except on the machine itself, and none for an address of numbers. */
export const canUsePasskeys = (): boolean =>
  window.isSecureContext && browserSupportsWebAuthn() && !/^[\d.]+$|:/.test(location.hostname);

/** Asks for a passkey of this service. @throws Problem when there is none, or its holder says no. */
export async function usePasskey(): Promise<unknown> {
  const asked = await request('/api/v2/auth/passkeys/options', { method: 'POST' });
  const optionsJSON = (await asked.json()) as PublicKeyCredentialRequestOptionsJSON;
  return told(
    () => startAuthentication({ optionsJSON }),
    'No passkey was used. Please try again, or come in another way.',
  );
}

/** Makes a passkey with these options. @throws Problem when none was made. */
export const makePasskey = (options: unknown): Promise<unknown> =>
  told(
    () => startRegistration({ optionsJSON: options as PublicKeyCredentialCreationOptionsJSON }),
    'No passkey was made. Please try again.',
  );

async function told<Made>(work: () => Promise<Made>, otherwise: string): Promise<Made> {
  try {
    return await work();
  } catch (cause) {
    const isThere = cause instanceof WebAuthnError && cause.code === 'ERROR_AUTHENTICATOR_PREVIOUSLY_REGISTERED';
    throw new Problem(isThere ? 'This device has a passkey of yours already.' : otherwise, { code: 'passkey', cause });
  }
}

/** What this device is called in the list. */
export function nameOfThis(): string {
  const [, system = 'this device'] =
    /(iPhone|iPad|Android|Windows|Mac OS X|CrOS|Linux)/.exec(navigator.userAgent) ?? [];
  return `Made on ${system.replace('Mac OS X', 'Mac').replace('CrOS', 'Chromebook')}`;
}
