/**
 * Devices on which somebody has signed in before (OWASP's "device cookies"): each keeps a mark that only this service can
 * make, and guesses from elsewhere do not keep it out. A mark opens nothing: the password is asked for all the same.
 */
import { randomBytes } from 'node:crypto';
import type { Clock } from '../../kernel/clock.ts';
import { digestsEqual, keyedDigest } from '../../security/privacy/index.ts';

/** Counted from the last sign-in, which gives a new mark. */
export const deviceMarkLifeS = 400 * 24 * 3600;
const purpose = 'known-device';
/** When it was given (seconds, base 36), what makes it its own, and the digest over both and whose it is. */
const form = /^([0-9a-z]{1,8})\.([\w-]{16})\.([\w-]{43})$/;

export type KnownDevices = ReturnType<typeof createKnownDevices>;

export function createKnownDevices({ digestKey, clock }: { digestKey: Buffer; clock: Clock }) {
  const nowS = (): number => Math.floor(clock.now().getTime() / 1000);
  const digest = (personId: string, givenAt: string, nonce: string): Buffer =>
    keyedDigest(digestKey, purpose, personId, givenAt, nonce);

  /** A new mark for a device on which this person has just signed in; it does not tell whose it is. */
  function giveMark(personId: string): string {
    const givenAt = nowS().toString(36);
    const nonce = randomBytes(12).toString('base64url');
    return `${givenAt}.${nonce}.${digest(personId, givenAt, nonce).toString('base64url')}`;
  }

  /** Which of its marks says that this person has signed in on the device: what is its own in it. */
  function recognise(personId: string, marks: readonly string[]): string | undefined {
    for (const mark of marks) {
      const [, givenAt = '', nonce = '', signature = ''] = form.exec(mark) ?? [];
      const isOfPerson = digestsEqual(Buffer.from(signature, 'base64url'), digest(personId, givenAt, nonce));
      if (isOfPerson && parseInt(givenAt, 36) + deviceMarkLifeS > nowS()) return nonce;
    }
    return undefined;
  }

  return { giveMark, recognise };
}
