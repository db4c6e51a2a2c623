/** Passwords that are tried first: those that leaked most often, and what is made of somebody's own name. */
/** Fewer different characters than this are a pattern: aaaaaaaa, 12121212. */
const fewestCharacters = 4;
/** Fewer letters than this beside the own words are no secret. */
const fewestOwnLetters = 4;
/** Shorter parts of a name are in too many words. */
const shortestOwnWord = 3;

/** Whether it is on the list, also with capitals, or with digits and signs at its end: `Password1!`. */
export async function isCommon(password: string): Promise<boolean> {
  // Twelve megabytes in memory, for when somebody first chooses a password.
  const { leaked } = await import('./leaked-passwords.ts');
  const plain = password.trim().toLowerCase();
  return leaked.has(plain) || leaked.has(plain.replace(/[^\p{L}]+$/u, '')) || new Set(plain).size < fewestCharacters;
}

/** Whether nearly nothing is left of it without the words that others know of its owner. */
export function isMadeOf(password: string, known: readonly string[]): boolean {
  const words = known
    .flatMap((text) => text.toLowerCase().split(/[^\p{L}\p{N}]+/u))
    .filter((word) => word.length >= shortestOwnWord)
    .sort((a, b) => b.length - a.length);
  let rest = password.toLowerCase();
  for (const word of words) rest = rest.replaceAll(word, ' ');
  return rest.trim() !== password.toLowerCase().trim() && rest.replace(/[^\p{L}]/gu, '').length < fewestOwnLetters;
}
