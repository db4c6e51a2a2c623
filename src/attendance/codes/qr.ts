/** What a rotating QR code says: a session, a quarter of a minute, and a signature that both are the service's own. */
import { digestsEqual, keyedDigest } from '../../security/privacy/index.ts';

/** A code is shown for so long, and taken for `marginMs` more: time to scan and send, too little to forward. */
const stepMs = 15_000;
const marginMs = 5_000;
const macBytes = 16;

const macOf = (key: Buffer, sessionId: string, step: number): Buffer =>
  keyedDigest(key, 'qr-code', sessionId, String(step)).subarray(0, macBytes);

/** The text of the code for this moment: `<step>.<mac>`. */
export function writeQr(key: Buffer, sessionId: string, now: Date): { text: string; expiresAt: Date } {
  const step = Math.floor(now.getTime() / stepMs);
  return {
    text: `${step.toString(36)}.${macOf(key, sessionId, step).toString('base64url')}`,
    expiresAt: new Date((step + 1) * stepMs),
  };
}

/** Whether it is the session's code of this moment, or the one before while the margin lasts. */
export function isCurrentQr(key: Buffer, sessionId: string, text: string, now: Date): boolean {
  const [stepText = '', mac = ''] = text.split('.');
  const step = Number.parseInt(stepText, 36);
  const age = now.getTime() - step * stepMs;
  if (!Number.isSafeInteger(step) || age < 0 || age >= stepMs + marginMs) return false;
  return digestsEqual(Buffer.from(mac, 'base64url'), macOf(key, sessionId, step));
}
