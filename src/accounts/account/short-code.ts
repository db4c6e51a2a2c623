/** Codes that people read from a screen or a letter and type: 58 bits, in groups of four. */
import { randomInt } from 'node:crypto';

/** No 0/O, 1/I/L, U/V: nothing that is taken for something else. Twelve of 29 are 58 bits. */
const alphabet = '23456789ABCDEFGHJKMNPQRSTWXYZ';
const codeLength = 12;

/** A fresh code, such as ABCD-EFGH-JKMN. */
export const newShortCode = (): string =>
  Array.from({ length: codeLength }, () => alphabet[randomInt(alphabet.length)])
    .join('')
    .replace(/(.{4})(?=.)/g, '$1-');

/** As people type it: any case, with or without the hyphens. */
export const plainCode = (typed: string): string => typed.toUpperCase().replace(/[^0-9A-Z]/g, '');
