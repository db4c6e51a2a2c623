/** "Both are ill tomorrow": what a guardian says of several wards at once is said of each. */
import type { KnownWords } from './known-words.ts';

const everyWard = new RegExp(
  [
    String.raw`\b(?:(?:both|all)(?: of)? (?:my |the )?(?:two |three |four )?(?:children|kids|sons|daughters|boys|girls|wards)`,
    '(?:both (?:of )?)?my (?:two |three |four )?(?:children|kids|sons|daughters|boys|girls|wards)',
    String.raw`(?:both|all) of them|they both|both(?= (?:are|were|have|will|cannot|can't|won't)\b))`,
  ].join('|'),
  'i',
);
const oneOfEach = /\bmy (?:son|daughter|child|kid)s? and (?:my )?(?:son|daughter|child|kid)s?\b/i;
/** The answer to "For whom do you ask?" that means all. */
export const meansAll = (answer: string): boolean =>
  /^(?:for )?(?:both|all|each|everyone|(?:both|all|each) of them|(?:both |all )?my (?:children|kids))$/i.test(answer);

/** The sentence once for each ward that it is about; itself where it is about one, or none. */
export function spellOutWards(text: string, { wards = [] }: KnownWords): string[] {
  if (wards.length === 0) return [text];
  const listed = findListed(text, wards);
  const all = everyWard.exec(text) ?? (wards.length === 2 ? oneOfEach.exec(text) : null);
  const named = listed ?? (all ? { at: all.index, length: all[0].length, names: wards } : undefined);
  if (!named) return [text];
  const [before, after] = [text.slice(0, named.at), text.slice(named.at + named.length)];
  return named.names.map(
    (name) =>
      `${singular(before, /(\bare|\bwere|\bhave|\bdo)(?=\s+$)/i)}my child ${name}${singular(after, /(?<=^\s+)(are|were|have)\b/i)}`,
  );
}

const singulars: Readonly<Record<string, string>> = { are: 'is', were: 'was', have: 'has', do: 'does' };
const singular = (text: string, verb: RegExp): string =>
  text.replace(/^\s+both\b/i, '').replace(verb, (plural: string) => singulars[plural.toLowerCase()] ?? plural);

/** "Tom and Tim", "Tom Kid, Ann Kid and Tim". */
function findListed(
  text: string,
  wards: readonly string[],
): { at: number; length: number; names: string[] } | undefined {
  const escape = (name: string): string => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const forms = wards.flatMap((name) => [name, ...name.split(/\s+/)]).filter((name) => name.length > 1);
  const named = [...new Set(forms)]
    .sort((a, b) => b.length - a.length)
    .map(escape)
    .join('|');
  const one = `(?:my (?:son|daughter|child|kid) )?(?:${named})`;
  const list = new RegExp(
    String.raw`(?<![\p{L}\p{N}])${one}(?:(?:\s*,\s*(?:and )?|\s+and\s+|\s*&\s*)${one})+(?![\p{L}\p{N}])`,
    'iu',
  ).exec(text);
  if (!list) return undefined;
  const names = list[0].match(new RegExp(`(?<![\\p{L}\\p{N}])(?:${named})(?![\\p{L}\\p{N}])`, 'giu')) ?? [];
  return { at: list.index, length: list[0].length, names };
}
