/** Columns of a list of people: which is which, whatever they are called. Pure. */
import { type MatchHeader, fold, matcherOf, squash } from '../tables/index.ts';
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
/** Words that only join the others. */
const joining = /\b(s|of|de|des|du|d|del|della|do|da|van|the|legal|r|n|in|a|o|\d)\b/g;

/**
 * A guardian's column: "Parent 2 E-Mail", "Mutter Nachname", "Email of guardian". The father is the second where the
 * mother is the first.
 */
export function matchGuardian(header: string): { field: PeopleField; relation: string | null } | undefined {
  const text = ` ${fold(header).replace(/(\p{L})(\d)/gu, '$1 $2')} `;
  const term = guardianTerms.find(({ word }) => text.includes(` ${word} `) || text.includes(` ${word}s `));
  if (!term) return undefined;
  const isSecond = term.relation === 'father' || text.includes(' 2 ');
  const part = partsByName.get(squash(text.replace(new RegExp(` ${term.word}s? `), '  ').replace(joining, ' ')));
  return part === undefined
    ? undefined
    : { field: `guardian${isSecond ? '2' : ''}${part}` as PeopleField, relation: term.relation };
}

/** "Name" beside "Vorname" is the family's, "Nome" beside "Cognome" one's own; alone it is the whole name. */
export function settleNames(fields: readonly (PeopleField | null)[]): (PeopleField | null)[] {
  const has = (field: PeopleField): boolean => fields.includes(field);
  // A whole name that is there besides both parts is how they are called.
  const meant = has('familyName') === has('givenName') ? 'name' : has('familyName') ? 'givenName' : 'familyName';
  return fields.map((field) => (field === 'name' ? meant : field));
}
