/** Guardians beside their pupils: who of them is here, who is made, and whose they become. Pure. */
import { displayName, type Names, type NewLink, type PersonView } from '../../school/people/index.ts';
import { fold } from '../tables/index.ts';
import { displayNameOf, type GuardianLine, type LinkLine, type PersonLine } from './entries.ts';
import type { Entry } from './gather.ts';
import { groupBy } from './group-by.ts';
import type { PlannedPerson } from './plan.ts';
import { words } from './words/en.ts';

export interface NewGuardian extends Names {
  id: string;
  email: string | null;
}

export interface GuardianPlan {
  made: NewGuardian[];
  links: NewLink[];
  /** Names of those who become a guardian by the line. */
  byLine: ReadonlyMap<PersonLine, string[]>;
}

export interface KnownGuardians {
  byEmail: ReadonlyMap<string, PersonView>;
  /** Who stands in for whom already. */
  links: readonly { guardianId: string; guardianName: string; studentId: string }[];
  /** The id of somebody new, by what tells them apart in the file. */
  makeId: (key: string) => string;
}

export const linkKey = (guardianId: string, studentId: string): string => `${guardianId} ${studentId}`;

type Found = Pick<PlannedPerson, 'id' | 'name' | 'isNew'>;

export function planGuardians(
  people: readonly PlannedPerson[],
  entryOf: ReadonlyMap<PersonLine, Entry>,
  linkLines: readonly LinkLine[],
  known: KnownGuardians,
): GuardianPlan {
  const made = new Map<string, NewGuardian>();
  const links: NewLink[] = [];
  const byLine = new Map<PersonLine, string[]>();
  const linked = new Set(known.links.map(({ guardianId, studentId }) => linkKey(guardianId, studentId)));
  const standing = groupBy(known.links, ({ guardianName, studentId }) => `${fold(guardianName)} ${studentId}`);
  const planned = new Set<string>();
  const inFile = new Map(people.flatMap((person) => (person.email === null ? [] : [[person.email, person] as const])));
  const byEntry = new Map(people.map((person) => [person.entry, person]));

  function link(line: PersonLine, guardian: Found, student: PlannedPerson, relation: string): void {
    const key = linkKey(guardian.id, student.id);
    // What an earlier try of the task wrote for somebody new is told again.
    if (planned.has(key) || (linked.has(key) && !guardian.isNew && !student.isNew)) return;
    planned.add(key);
    links.push({ guardianId: guardian.id, studentId: student.id, relation });
    byLine.set(line, [...(byLine.get(line) ?? []), guardian.name]);
  }

  /** Who it is: somebody of the file, somebody who is here, or somebody new. Undefined with a note why nobody. */
  function find(student: PlannedPerson, line: PersonLine, guardian: GuardianLine): Found | undefined {
    const isOwn = guardian.email !== null && guardian.email === student.email;
    if (isOwn) line.notes.push(words.guardianHasTheirOwnAddress(guardian.email ?? ''));
    const email = isOwn ? null : guardian.email;
    const name = displayNameOf(guardian.names);
    if (email === null && (isOwn ? name === student.email : name === '')) return undefined;
    // Without an address the same name is the same person only for pupils of one family.
    const key = email ?? `${fold(name)}\n${fold(student.familyName ?? student.name.split(' ').pop() ?? '')}`;
    const ownId = known.makeId(key);
    const found = email === null ? undefined : (inFile.get(email) ?? known.byEmail.get(email));
    const here = found?.id === ownId ? undefined : found;
    if (here && here.role !== 'guardian') {
      line.notes.push(words.guardianIsHereAsA({ who: email ?? name, role: here.role }));
      return undefined;
    }
    if (here && 'status' in here && here.status !== 'active') {
      line.notes.push(words.guardianIsNotIn(email ?? name));
      return undefined;
    }
    if (here) return { id: here.id, name: here.name, isNew: 'isNew' in here && here.isNew };
    const alike = standing.get(`${fold(name)} ${student.id}`) ?? [];
    if (alike.some(({ guardianId }) => guardianId !== ownId)) return undefined;
    const { familyName, givenName } = guardian.names;
    const one = made.get(key) ?? {
      id: ownId,
      email,
      name: guardian.names.name ?? displayName({ familyName, givenName }) ?? name,
      familyName,
      givenName,
    };
    made.set(key, one);
    return { id: one.id, name: one.name, isNew: true };
  }

  for (const student of people) {
    if (student.role !== 'student') continue;
    for (const { line } of student.lines)
      for (const guardian of line.guardians) {
        const found = find(student, line, guardian);
        if (found) link(line, found, student, guardian.relation);
      }
  }
  for (const { guardian, student, relation } of linkLines) {
    const [one, other] = [guardian, student]
      .map((line) => entryOf.get(line))
      .map((entry) => entry && byEntry.get(entry));
    if (one?.role === 'guardian' && other?.role === 'student') link(student, one, other, relation);
  }
  return { made: [...made.values()], links, byLine };
}
