/**
 * Passwords that are tried first: those that leaked most often, rows of the keyboard, and what is made of somebody's own
 * name.
 */

/** Fewer different characters than this are a pattern: aaaaaaaa, 12121212. */
const fewestCharacters = 4;
/** Fewer letters than this beside the own words are no secret. */
const fewestOwnLetters = 4;
/** Shorter parts of a name are in too many words; together they count. */
const shortestOwnWord = 3;
/** One jump in so many characters still makes a walk over the keyboard: 1qaz2wsx. */
const charactersAJump = 5;

/** Signs that are written for letters. */
const written: Readonly<Record<string, string>> = {
  '@': 'a',
  '4': 'a',
  '3': 'e',
  '1': 'i',
  '!': 'i',
  '0': 'o',
  $: 's',
  '5': 's',
  '7': 't',
};
const unwritten = (text: string): string => text.replace(/[@431!0$57]/g, (sign) => written[sign] ?? sign);

/** As lists have it: wide letters as the usual ones, capitals as small ones. */
const plainOf = (text: string): string => text.normalize('NFKC').trim().toLowerCase();
const coreOf = (text: string): string => text.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, '');

/**
 * Whether it is on the list, also with capitals, wide letters, digits and signs around it (`!Password1!`) or for letters
 * (`p@ssw0rd`), or said twice; or a walk over the keyboard, or over the alphabet.
 */
export async function isCommon(password: string): Promise<boolean> {
  // Twelve megabytes in memory, for when somebody first chooses a password.
  const { leaked, besides } = await import('./leaked-passwords.ts');
  const isListed = (text: string): boolean => formsOf(text).some((form) => leaked.has(form));
  const plain = plainOf(password);
  if (new Set(plain).size < fewestCharacters || isWalk(plain, besides)) return true;
  const repeated = /^(.+?)\1+$/su.exec(plain)?.[1];
  if (repeated !== undefined && (repeated.length <= fewestCharacters || isListed(repeated))) return true;
  return isListed(plain);
}

const formsOf = (plain: string): string[] => [
  plain,
  coreOf(plain),
  unwritten(plain),
  coreOf(unwritten(plain)),
  unwritten(coreOf(plain)),
];

/** Keys beside each key, as a walk over a keyboard goes from one to the next. */
type Keyboard = ReadonlyMap<string, ReadonlySet<string>>;

function isWalk(plain: string, keyboard: Keyboard): boolean {
  const characters = [...plain];
  const jumps = characters.filter((character, index) => {
    const before = characters[index - 1];
    return before !== undefined && !isStep(keyboard, before, character);
  }).length;
  return jumps <= Math.floor(characters.length / charactersAJump);
}

const isStep = (keyboard: Keyboard, from: string, to: string): boolean =>
  from === to ||
  Math.abs((from.codePointAt(0) ?? 0) - (to.codePointAt(0) ?? 0)) === 1 ||
  keyboard.get(from)?.has(to) === true;

/** Whether nearly nothing is left of it without the words that others know of its owner, however they are spelled. */
export function isMadeOf(password: string, known: readonly string[]): boolean {
  const words = [...new Set(known.flatMap(ownWordsOf))].sort((a, b) => b.length - a.length);
  return [squeeze(password), squeeze(unwritten(plainOf(password)))].some((typed) => {
    let rest = typed;
    for (const word of words) rest = rest.replaceAll(word, '');
    return rest !== typed && rest.replace(/[^\p{L}]/gu, '').length < fewestOwnLetters;
  });
}

/** The parts of a name, and all of it in one, either way round: short names are typed as one word. */
function ownWordsOf(text: string): string[] {
  return spellingsOf(text).flatMap((spelled) => {
    const parts = spelled.split(/[^\p{L}\p{N}]+/u).filter((part) => part !== '');
    return [...parts, parts.join(''), parts.toReversed().join('')].filter((word) => word.length >= shortestOwnWord);
  });
}

/** Without accents, and with the two letters that stand for an umlaut. */
const spellingsOf = (text: string): string[] => {
  const plain = plainOf(text);
  const inTwo = plain.replace(/[äöüæøåß]/g, (letter) => twoLetters[letter] ?? letter);
  return [plain, inTwo].map(bare);
};
const twoLetters: Readonly<Record<string, string>> = { ä: 'ae', ö: 'oe', ü: 'ue', æ: 'ae', ø: 'oe', å: 'aa', ß: 'ss' };

const bare = (plain: string): string => plain.normalize('NFKD').replace(/\p{M}/gu, '');
const squeeze = (text: string): string => bare(plainOf(text)).replace(/[^\p{L}\p{N}]/gu, '');
