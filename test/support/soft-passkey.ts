/**
 * A passkey in software: answers as an authenticator does (WebAuthn, P-256, attestation `none`), rightly or, where a test
 * says so, wrongly in one place.
 */
import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';

export interface Wrongly {
  origin?: string;
  rpId?: string;
  /** Without the holder having shown who they are. */
  unverified?: true;
  counter?: number;
  challenge?: string;
  userHandle?: string;
  /** Signs something else. */
  forged?: true;
}

interface Asked {
  challenge: string;
  user?: { id: string };
}

export function createSoftPasskey(at: { origin: string; rpId: string }) {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const id = randomBytes(32);
  let counter = 0;
  let handle = '';

  const clientData = (type: 'webauthn.create' | 'webauthn.get', challenge: string, wrongly: Wrongly): Buffer =>
    Buffer.from(
      JSON.stringify({
        type,
        challenge: wrongly.challenge ?? challenge,
        origin: wrongly.origin ?? at.origin,
        crossOrigin: false,
      }),
    );

  function authenticatorData(wrongly: Wrongly, attested?: Buffer): Buffer {
    counter += 1;
    const flags = 0x01 | (wrongly.unverified ? 0 : 0x04) | (attested ? 0x40 : 0);
    const counted = Buffer.alloc(4);
    counted.writeUInt32BE(wrongly.counter ?? counter);
    return Buffer.concat([sha256(wrongly.rpId ?? at.rpId), Buffer.from([flags]), counted, attested ?? Buffer.alloc(0)]);
  }

  /** What a browser hands back for `POST …/passkeys/options`. */
  function create({ challenge, user }: Asked, wrongly: Wrongly = {}) {
    handle = user?.id ?? '';
    const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
    // COSE: {1: 2 (EC2), 3: -7 (ES256), -1: 1 (P-256), -2: x, -3: y}.
    const key = Buffer.concat([
      Buffer.from([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20]),
      Buffer.from(x, 'base64url'),
      Buffer.from([0x22, 0x58, 0x20]),
      Buffer.from(y, 'base64url'),
    ]);
    const attested = Buffer.concat([Buffer.alloc(16), Buffer.from([0, id.length]), id, key]);
    const data = authenticatorData(wrongly, attested);
    // CBOR: {"fmt": "none", "attStmt": {}, "authData": bytes}.
    const attestationObject = Buffer.concat([
      Buffer.from([0xa3]),
      text('fmt'),
      text('none'),
      text('attStmt'),
      Buffer.from([0xa0]),
      text('authData'),
      Buffer.from([0x58, data.length]),
      data,
    ]);
    return {
      ...credential(),
      response: {
        clientDataJSON: clientData('webauthn.create', challenge, wrongly).toString('base64url'),
        attestationObject: attestationObject.toString('base64url'),
      },
    };
  }

  /** What a browser hands back for a sign-in or a proof. */
  function use({ challenge }: Asked, wrongly: Wrongly = {}) {
    const client = clientData('webauthn.get', challenge, wrongly);
    const data = authenticatorData(wrongly);
    const signed = wrongly.forged ? randomBytes(64) : Buffer.concat([data, sha256(client)]);
    return {
      ...credential(),
      response: {
        clientDataJSON: client.toString('base64url'),
        authenticatorData: data.toString('base64url'),
        signature: sign('sha256', signed, privateKey).toString('base64url'),
        userHandle: wrongly.userHandle ?? handle,
      },
    };
  }

  const credential = () => ({
    id: id.toString('base64url'),
    rawId: id.toString('base64url'),
    type: 'public-key' as const,
    clientExtensionResults: {},
  });

  return { create, use };
}

const sha256 = (bytes: string | Buffer): Buffer => createHash('sha256').update(bytes).digest();
/** A CBOR text of fewer than 24 characters. */
const text = (value: string): Buffer => Buffer.concat([Buffer.from([0x60 + value.length]), Buffer.from(value)]);
