/** Bytes to text: which encoding a file is in is said by its first bytes, else found by what would read as words. Pure. */
// chardet: the n-gram detectors of ICU, MIT, no dependencies. iconv-lite: every encoding that spreadsheets write, MIT.
import { analyse } from 'chardet';
import iconv from 'iconv-lite';
import { AppError } from '../../kernel/errors.ts';
import { alphabets } from './alphabets.ts';
import { words } from './words/en.ts';

export interface Decoded {
  text: string;
  encoding: string;
  /** False where it was found by content: then somebody should look at the names. */
  isSure: boolean;
}

/** Those of one byte a letter are told apart by what reads as words; the rest only where the detector is sure. */
const singleByte = [
  'windows-1252',
  'iso-8859-15',
  'windows-1250',
  'iso-8859-2',
  'windows-1254',
  'windows-1257',
  'windows-1251',
  'koi8-r',
  'iso-8859-5',
  'windows-1253',
  'windows-1255',
  'windows-1256',
  'macintosh',
  'cp850',
  'cp852',
] as const;
const multiByte = ['shift_jis', 'euc-jp', 'gb18030', 'big5', 'euc-kr'] as const;
export const encodings = ['utf-8', 'utf-16le', 'utf-16be', ...singleByte, ...multiByte] as const;

/** As much as is looked at: of a long file its first rows and some of the rest say it. */
const sampleBytes = 256 * 1024;

/**
 * @param named what the sender says it is in, which is believed
 * @throws AppError `invalidInput` for what is no text
 */
export function decode(bytes: Buffer, named?: string): Decoded {
  const decoded = named === undefined ? find(bytes) : { encoding: named, isSure: true };
  // The byte order mark, where there is one, goes.
  const text = iconv.decode(bytes, decoded.encoding).replace(/^\uFEFF/, '');
  if (text.includes('\0')) throw new AppError('invalidInput', { field: 'file', detail: words.fileIsNoTable });
  return { ...decoded, text };
}

function find(bytes: Buffer): Omit<Decoded, 'text'> {
  const starts = (...mark: number[]): boolean => mark.every((byte, index) => bytes[index] === byte);
  if (starts(0xef, 0xbb, 0xbf)) return { encoding: 'utf-8', isSure: true };
  if (starts(0xff, 0xfe)) return { encoding: 'utf-16le', isSure: true };
  if (starts(0xfe, 0xff)) return { encoding: 'utf-16be', isSure: true };
  const wide = findWide(bytes.subarray(0, sampleBytes));
  if (wide) return { encoding: wide, isSure: true };
  if (isMostlyUtf8(bytes)) return { encoding: 'utf-8', isSure: true };
  return { encoding: findByContent(bytes), isSure: false };
}

/** Two bytes a letter without a mark: what is Latin in it has every other byte zero. */
function findWide(sample: Buffer): 'utf-16le' | 'utf-16be' | undefined {
  const zeros = [0, 0];
  for (const [index, byte] of sample.entries()) if (byte === 0) zeros[index % 2] = (zeros[index % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = zeros;
  const enough = sample.length / 8;
  if (odd > enough && even < odd / 8) return 'utf-16le';
  if (even > enough && odd < even / 8) return 'utf-16be';
  return undefined;
}

/**
 * One broken letter does not make a file of another encoding: the rows with it are told. Bytes of another encoding are
 * nearly never letters of this one.
 */
function isMostlyUtf8(bytes: Buffer): boolean {
  const letters = bytes.toString('utf8').match(/[^\x00-\x7f]/gu) ?? [];
  const broken = letters.filter((letter) => letter === '\uFFFD').length;
  const whole = letters.length - broken;
  return broken === 0 || whole >= 2 * broken;
}

function findByContent(bytes: Buffer): string {
  const sample = sampleOf(bytes);
  const found = analyse(sample);
  const confidenceOf = (encoding: string): number =>
    (found.find(({ name }) => sameEncoding(name, encoding))?.confidence ?? 0) / 100;
  const candidates: { encoding: string; score: number }[] = [];
  for (const encoding of [...singleByte, ...multiByte]) {
    const score = scoreText(iconv.decode(sample, encoding)) + confidenceOf(encoding) / 4;
    // Almost anything reads as Chinese: only the detector and whole words speak for it.
    const isLikely = singleByte.some((one) => one === encoding) || confidenceOf(encoding) >= 0.1;
    if (isLikely) candidates.push({ encoding, score });
  }
  // Of equals the first, which is the most usual.
  return candidates.reduce((best, one) => (one.score > best.score + 1e-6 ? one : best)).encoding;
}

/** Only the lines that say something: those with bytes beyond ASCII. */
function sampleOf(bytes: Buffer): Buffer {
  const latin = bytes.toString('latin1');
  const lines = latin.split(/\r\n|\n|\r/).filter((line) => /[\x80-\xff]/.test(line));
  return Buffer.from(lines.join('\n').slice(0, sampleBytes), 'latin1');
}

const sameEncoding = (chardet: string, ours: string): boolean => {
  const name = chardet.toLowerCase();
  return name === ours || (name === 'iso-8859-1' && ours === 'windows-1252') || name === alsoCalled[ours];
};
const alsoCalled: Readonly<Record<string, string>> = {
  'windows-1250': 'iso-8859-2',
  'windows-1254': 'iso-8859-9',
  'windows-1253': 'iso-8859-7',
  'windows-1255': 'iso-8859-8',
  'windows-1256': 'iso-8859-6',
};

/** How much a text reads like words of one language, a letter beyond ASCII on average; below 0 where it is nonsense. */
function scoreText(text: string): number {
  const letters = [...text];
  let [count, broken] = [0, 0];
  const seen = new Map<string, number>();
  for (const [index, letter] of letters.entries()) {
    const [before, after] = [letters[index - 1] ?? ' ', letters[index + 1] ?? ' '];
    // An apostrophe is in all words of all languages, and says nothing.
    if (letter <= '\x7f' || /['’‘·]/.test(letter)) continue;
    count += 1;
    if (/[\uFFFD\x80-\x9f\uE000-\uF8FF]/.test(letter)) broken += 4;
    else if (!/\p{L}/u.test(letter)) broken += weighSign(letter, before, after);
    else {
      broken += weighLetter(letter, before, after);
      const small = letter.toLowerCase();
      seen.set(small, (seen.get(small) ?? 0) + 1);
    }
  }
  if (count === 0) return 0;
  const inWords = Math.max(...[...alphabets, ideographs].map((alphabet) => countIn(seen, alphabet)));
  return (inWords - broken) / count;
}

const ideographs = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;
const countIn = (seen: ReadonlyMap<string, number>, alphabet: string | RegExp): number =>
  [...seen].reduce(
    (sum, [letter, times]) =>
      sum + ((typeof alphabet === 'string' ? alphabet.includes(letter) : alphabet.test(letter)) ? times : 0),
    0,
  );

/** Signs stand between words, not in them. */
function weighSign(sign: string, before: string, after: string): number {
  const touches = [before, after].filter((letter) => /\p{L}/u.test(letter)).length;
  if (/[°ºª–—«»“”„€§]/.test(sign)) return touches === 2 ? 2 : 0;
  return touches > 0 ? 2 : 1;
}

/** A capital within small letters, or letters of two scripts in one word, are no word. */
function weighLetter(letter: string, before: string, after: string): number {
  const isCapital = letter !== letter.toLowerCase();
  const isWithin = isCapital && (/\p{Ll}/u.test(before) || (/\p{Lu}/u.test(before) && /\p{Ll}/u.test(after)));
  const wrongCase = isWithin || (!isCapital && /\p{Lu}/u.test(after)) ? 1 : 0;
  const isLatin = /\p{Script=Latin}/u.test(letter);
  const mixes = [before, after].some((other) => /\p{L}/u.test(other) && /\p{Script=Latin}/u.test(other) !== isLatin);
  return wrongCase + (mixes ? 1.5 : 0);
}
