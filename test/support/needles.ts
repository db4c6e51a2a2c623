/** Looks for pieces of secrets in haystacks of bytes: any stretch of a photo or a template, whatever it begins with. */

export interface Needles {
  /** @returns the names of the secrets of which a piece lies in the bytes. */
  findIn(haystack: Buffer): string[];
}

export interface Secret {
  name: string;
  bytes: Buffer;
  /** A run of this many bytes of the secret anywhere counts as found; the whole secret when it is shorter. */
  windowBytes: number;
}

const keyBits = 24;

/**
 * Cuts each secret into blocks of half a window: whatever window of it lies in a haystack, one whole block lies there
 * too. Blocks are found by a table over their first four bytes, so that a haystack is read once for all of them.
 */
export function createNeedles(secrets: readonly Secret[]): Needles {
  const mayBegin = new Uint8Array(2 ** keyBits);
  const blocks = new Map<number, { name: string; bytes: Buffer }[]>();
  for (const { name, bytes, windowBytes } of secrets) {
    const length = Math.min(windowBytes / 2, bytes.length);
    for (let at = 0; at + length <= bytes.length; at += length) {
      const block = bytes.subarray(at, at + length);
      // Runs of one value, as of padding, are in every file.
      if (new Set(block).size < 5 || block.readUInt32LE(0) === 0) continue;
      const key = hash(block.readUInt32LE(0));
      mayBegin[key] = 1;
      blocks.set(key, [...(blocks.get(key) ?? []), { name, bytes: block }]);
    }
  }

  function findIn(haystack: Buffer): string[] {
    const found = new Set<string>();
    let four = 0;
    for (let end = 0; end < haystack.length; end += 1) {
      four = (four >>> 8) | (haystack[end]! << 24);
      const key = hash(four);
      if (mayBegin[key] === 0) continue;
      const at = end - 3;
      for (const block of blocks.get(key) ?? []) {
        if (at >= 0 && haystack.subarray(at, at + block.bytes.length).equals(block.bytes)) found.add(block.name);
      }
    }
    return [...found];
  }

  return { findIn };
}

const hash = (four: number): number => Math.imul(four, 0x9e3779b1) >>> (32 - keyBits);

/** A text, and a text alone: found as it is. */
export const textSecret = (name: string, text: string): Secret => ({
  name,
  bytes: Buffer.from(text),
  windowBytes: 2 * Buffer.byteLength(text),
});

/** A file, raw, in base64 and in hex, by any 64 bytes of it. */
export function fileSecrets(name: string, file: Buffer): Secret[] {
  return [
    { name, bytes: file, windowBytes: 64 },
    { name: `${name} in base64`, bytes: Buffer.from(file.toString('base64')), windowBytes: 64 },
    { name: `${name} in hex`, bytes: Buffer.from(file.toString('hex')), windowBytes: 128 },
  ];
}
