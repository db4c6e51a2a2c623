/**
 * Words that are known for who writes: the codes of their own classes, whatever they look like ("CHOIR", "10B", "Q1
 * DEU"), and the names of a guardian's wards, each of which is a person.
 */
import { isNameWord } from './person-name.ts';
import { readPhrase, type Phrase, type Word } from './phrase.ts';

export interface KnownWords {
  /** Codes of the person's own classes. */
  ownClasses?: readonly string[];
  /** Names of the students for whom the person may ask. */
  wards?: readonly string[];
}

/** A sentence in which own classes stand as one word, and wards as "my child" with their name. */
export const readKnown = (text: string, { ownClasses = [], wards = [] }: KnownWords): Phrase =>
  markWards(markClasses(readPhrase(text), ownClasses), wards);

/** The own class that somebody names with these words and no others. */
export const ownClassCalled = (typed: string, { ownClasses = [] }: KnownWords): string | undefined =>
  ownClasses.find((code) => squash(code) === squash(typed));

const fold = (text: string): string[] =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((part) => part !== '');
const squash = (text: string): string => fold(text).join('');
const withoutOwner = (raw: string): string => raw.replace(/'s$/i, '');

const longestCode = 4;
/** These the grammar knows as codes by themselves. */
const isPlainCode = (code: string): boolean => /^[a-z]{2,8}-?\d{1,4}[a-z]?$/i.test(code);
/** A day of the month, a length of time or a mere number could be meant by these, wherever they stand. */
const isNoCode = (code: string): boolean => /^(?:\d+(?:st|nd|rd|th)?)$/i.test(code);
/** Others are told from the words of a sentence by how they are made, or else by being written as the class is. */
const isUnmistakable = (code: string): boolean =>
  fold(code).length > 1 || (/\p{L}/u.test(code) && /\d/.test(code) && !/^\d+(?:m|h|min|am|pm)$/i.test(code));

function markClasses(phrase: Phrase, codes: readonly string[]): Phrase {
  const unusual = codes.filter((code) => !isPlainCode(code) && !isNoCode(code) && squash(code) !== '');
  if (unusual.length === 0) return phrase;
  const byWords = new Map(unusual.map((code) => [fold(code).join(' '), code]));
  const bySquash = new Map(unusual.map((code) => [squash(code), code]));
  const isShouted = !phrase.some(({ raw }) => /\p{Ll}/u.test(raw));
  const codeAt = (from: number, many: number): string | undefined => {
    const typed = withoutOwner(
      phrase
        .slice(from, from + many)
        .map(({ raw }) => raw)
        .join(' '),
    );
    const code = byWords.get(fold(typed).join(' ')) ?? (many === 1 ? bySquash.get(squash(typed)) : undefined);
    if (code === undefined || from + many > phrase.length || isUnmistakable(code)) return code;
    return typed === code && /\p{Lu}/u.test(code) && !isShouted ? code : undefined;
  };
  const marked: Word[] = [];
  for (let at = 0; at < phrase.length;) {
    const many = [...Array(longestCode).keys()]
      .map((index) => longestCode - index)
      .find((length) => at + length <= phrase.length && codeAt(at, length) !== undefined);
    const code = many === undefined ? undefined : codeAt(at, many);
    marked.push(code === undefined ? phrase[at]! : { raw: code, plain: `${squash(code)}_`, code });
    at += many ?? 1;
  }
  return marked;
}

const children = /^(?:son|daughter|child|kid|ward)$/;
/** Names that are words of other things too count where somebody is said to be or to do something. */
const alsoWords =
  /^(?:will|may|april|june|august|mark|do|so|in|on|sunday|monday|tuesday|wednesday|thursday|friday|saturday|summer|kid|son|child|ward|daughter|day|grace|hope)$/;
const saysOfSomebody = /^(?:is|was|has|will|cannot|can't|won't|doing|feels|had)$/;

function markWards(phrase: Phrase, wards: readonly string[]): Phrase {
  if (wards.length === 0) return phrase;
  const names = wards.map((name) => new Set([...name.split(/\s+/).map(squash), ...fold(name)]));
  const nameOf = ({ raw }: Word): string => squash(withoutOwner(raw));
  /** How many words from here on are of one ward's name. */
  const lengthAt = (from: number): number =>
    Math.max(
      ...names.map((parts) => {
        const rest = phrase.slice(from);
        const end = rest.findIndex((word) => word.plain === ',' || !parts.has(nameOf(word)));
        return end === -1 ? rest.length : end;
      }),
    );
  const isMeant = (at: number): boolean => {
    const [before, word, after] = [phrase[at - 1]?.plain, phrase[at]!, phrase[at + 1]?.plain ?? ''];
    const plain = nameOf(word);
    if (isNameWord(plain) && !alsoWords.test(plain)) return true;
    return !/^(?:my|our|the)$/.test(before ?? '') && /^\p{Lu}/u.test(word.raw) && saysOfSomebody.test(after);
  };
  const marked: Word[] = [];
  for (let at = 0; at < phrase.length;) {
    const many = lengthAt(at);
    if (many === 0 || (many === 1 && !isMeant(at))) {
      marked.push(phrase[at]!);
      at += 1;
      continue;
    }
    if (!children.test(marked.at(-1)?.plain ?? ''))
      marked.push({ raw: 'my', plain: 'my' }, { raw: 'child', plain: 'child' });
    for (const { raw } of phrase.slice(at, at + many))
      marked.push({ raw, plain: `${squash(withoutOwner(raw))}_${/'s$/i.test(raw) ? "'s" : ''}` });
    at += many;
  }
  return marked;
}
