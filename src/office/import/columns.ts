/** Columns of a list of people: which is which, whatever they are called. Pure. */
import { type MatchHeader, fold, joiningWords, matcherOf, squash } from '../tables/index.ts';
import type { PeopleField } from './fields.ts';
import { eitherName, guardianParts, guardianWords, synonyms } from './synonyms.ts';

const matchPlain = matcherOf(synonyms);
const either = new Set(eitherName.map(squash));

export const matchPeopleHeader: MatchHeader<PeopleField> = (header) =>
  either.has(squash(header)) ? 'name' : (matchGuardian(header)?.field ?? matchPlain(header));

/** The longest first: "parent guardian" is one word of them, not two. */
const guardianTerms = guardianWords
  .flatMap(({ words, relation }) => words.map((word) => ({ word: fold(word), relation })))
  .sort((a, b) => b.word.length - a.word.length);
const partsByName = new Map(
  Object.entries(guardianParts).flatMap(([part, names]) => names.map((name) => [squash(name), part] as const)),
);
/** Words that only join the others, and what else does not say which part of a guardian it is. */
const joining = new RegExp(String.raw`\b(${joiningWords.join('|')}|s|r|n|in|legal|\d)\b`, 'g');

/**
 * A guardian's column: "Parent 2 E-Mail", "Mutter Nachname", "Email of guardian". The father is the second where the
 * mother is the first.
 */
export function matchGuardian(header: string): { field: PeopleField; relation: string | null } | undefined {
  const text = ` ${fold(header).replace(/(\p{L})(\d)/gu, '$1 $2')} `;
  const term = guardianTerms.find(({ word }) => text.includes(` ${word} `) || text.includes(` ${word}s `));
  if (!term) return undefined;
  const isSecond = term.relation === 'father' || text.includes(' 2 ');
  const rest = text.replace(new RegExp(` ${term.word}s? `), '  ').replace(joining, ' ');
  const part = partsByName.get(squash(rest)) ?? (matchPlain(rest) === 'email' ? 'Email' : undefined);
  return part === undefined
    ? undefined
    : { field: `guardian${isSecond ? '2' : ''}${part}` as PeopleField, relation: term.relation };
}

/**
 * "Name" beside "Vorname" is the family's, "Nome" beside "Cognome" one's own; alone it is the whole name. So it is of
 * guardians.
 */
export function settleNames(fields: readonly (PeopleField | null)[]): (PeopleField | null)[] {
  const settled = new Map<PeopleField | null, PeopleField>();
  for (const [whole, family, given] of namesOfWhom) {
    const [hasFamily, hasGiven] = [fields.includes(family), fields.includes(given)];
    // A whole name that is there besides both parts is how they are called.
    if (hasFamily !== hasGiven) settled.set(whole, hasFamily ? given : family);
  }
  return fields.map((field) => settled.get(field) ?? field);
}

const namesOfWhom = [
  ['name', 'familyName', 'givenName'],
  ['guardianName', 'guardianFamilyName', 'guardianGivenName'],
  ['guardian2Name', 'guardian2FamilyName', 'guardian2GivenName'],
] as const;
