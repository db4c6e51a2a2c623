/** Who is on the rosters of the classes that a file names and not in the file: nobody leaves unless it is few. Pure. */
import { fold } from '../tables/index.ts';
import type { LineFault } from './entries.ts';

export interface Vanished {
  personId: string;
  name: string;
  classId: string;
  code: string;
}

export interface Sync {
  /** Places on these rosters before. */
  of: number;
  vanished: Vanished[];
  /** More than a tenth: a file that is cut off looks the same. */
  isTooMany: boolean;
}

const mostShare = 0.1;

/** A cell of any column: a name, a number or an address. */
const formsOf = (cell: string): string[] => [fold(cell), cell.trim(), cell.trim().toLowerCase()];

export function findVanished(
  rosters: ReadonlyMap<
    string,
    readonly { id: string; name: string; email?: string | null; externalId: string | null }[]
  >,
  codes: ReadonlyMap<string, string>,
  named: ReadonlyMap<string, ReadonlySet<string>>,
  faults: readonly LineFault[],
): Sync {
  // Whom a line means that cannot be used is not gone.
  const meant = new Set(
    faults
      .filter(({ isSkipped }) => !isSkipped)
      .flatMap(({ name, externalId, said = [] }) => [fold(name), externalId ?? '', ...said.flatMap(formsOf)]),
  );
  meant.delete('');
  let of = 0;
  const vanished: Vanished[] = [];
  for (const [classId, people] of named) {
    const roster = rosters.get(classId) ?? [];
    of += roster.length;
    for (const { id, name, email, externalId } of roster)
      if (!people.has(id) && ![fold(name), email, externalId].some((key) => key && meant.has(key)))
        vanished.push({ personId: id, name, classId, code: codes.get(classId) ?? '' });
  }
  return { of, vanished, isTooMany: vanished.length > of * mostShare };
}
