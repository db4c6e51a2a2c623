/** Names that people take for each other: equal ones, and such as look alike though their letters are others (UTS #39). */
// unhomoglyph: the table of Unicode's confusable characters; MIT, nothing else in it, without dependencies.
import unhomoglyph from 'unhomoglyph';
import { words } from './words/en.ts';

/** The same for all texts that look alike; to be compared, and never shown. Capitals and spaces tell nobody apart. */
const skeletonOf = (text: string): string =>
  unhomoglyph(text.normalize('NFD').replace(/\p{Default_Ignorable_Code_Point}/gu, ''))
    .toLowerCase()
    .normalize('NFKD')
    .replace(/\s+/g, ' ')
    .trim();

/** By id, the ids of those among all whose name looks like theirs; whoever has none is not in it. */
export function findLookAlikes(
  people: readonly { id: string; name: string }[],
  among: readonly { id: string; name: string }[] = people,
): Map<string, string[]> {
  const bySkeleton = new Map<string, string[]>();
  for (const { id, name } of among) {
    const skeleton = skeletonOf(name);
    bySkeleton.set(skeleton, [...(bySkeleton.get(skeleton) ?? []), id]);
  }
  return new Map(
    people.flatMap(({ id, name }) => {
      const others = (bySkeleton.get(skeletonOf(name)) ?? []).filter((other) => other !== id);
      return others.length === 0 ? [] : [[id, others] as const];
    }),
  );
}

/** By id, what to call each in a list: with their number where the name alone might be another's. */
export function tellApart(
  people: readonly { id: string; name: string; externalId: string | null }[],
): Map<string, string> {
  const alike = findLookAlikes(people);
  return new Map(
    people.map(({ id, name, externalId }) => [
      id,
      alike.has(id) ? words.withNumber({ name, number: externalId ?? words.noNumber }) : name,
    ]),
  );
}
