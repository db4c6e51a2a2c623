/** What is the same whoever typed it: case, accents, punctuation and runs of space do not tell headers or names apart. */

const ligatures: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
};

/** Words of small letters and digits, one space apart. */
export const fold = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[ßæœøłđðþı]/g, (letter) => ligatures[letter] ?? letter)
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

/** Words that only join the others, in seven languages. */
export const joiningWords =
  'of the der die das dem den des de du d l le la les del el los las di il lo i gli dei degli dello della delle do da dos das o os a as van het een'.split(
    ' ',
  );
const isJoining = new Set(joiningWords);
const numberWords = new Set(['n', 'no', 'nr', 'num', 'nro', 'numero', 'nummer', 'number']);

/**
 * The same whatever joins the words and however a number is shortened: "Nº de matrícula" is "número matrícula". Empty for
 * one word, which has nothing to join.
 */
export function squashLoosely(text: string): string {
  const parts = fold(text)
    .split(' ')
    .filter((part) => !isJoining.has(part));
  return parts.length < 2 ? '' : parts.map((part) => (numberWords.has(part) ? '#' : part)).join('');
}

/** The same without spaces: "E-Mail" is "email". */
export const squash = (text: string): string => fold(text).replaceAll(' ', '');
