/** Guardians beside their pupils: who of them is here, who is made, and whose they become. Pure. */
import { newId } from '../../kernel/ids.ts';
import { displayName, type Names, type NewLink, type PersonView } from '../../school/people/index.ts';
import { fold } from '../tables/index.ts';
import { displayNameOf, type GuardianLine, type LinkLine, type PersonLine } from './entries.ts';
import type { Entry } from './gather.ts';
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
}

export function planGuardians(
  people: readonly PlannedPerson[],
  entryOf: ReadonlyMap<PersonLine, Entry>,
  linkLines: readonly LinkLine[],
  known: KnownGuardians,
): GuardianPlan {
  const made = new Map<string, NewGuardian>();
  const links: NewLink[] = [];
  const byLine = new Map<PersonLine, string[]>();
  const linked = new Set(known.links.map(({ guardianId, studentId }) => `${guardianId} ${studentId}`));
  const standing = new Set(known.links.map(({ guardianName, studentId }) => `${fold(guardianName)} ${studentId}`));
  const inFile = new Map(people.flatMap((person) => (person.email === null ? [] : [[person.email, person] as const])));
  const byEntry = new Map(people.map((person) => [person.entry, person]));

  function link(line: PersonLine, guardianId: string, name: string, studentId: string, relation: string): void {
    if (linked.has(`${guardianId} ${studentId}`)) return;
    linked.add(`${guardianId} ${studentId}`);
    links.push({ guardianId, studentId, relation });
    byLine.set(line, [...(byLine.get(line) ?? []), name]);
  }

  /** Who it is: somebody of the file, somebody who is here, or somebody new. Undefined with a note why nobody. */
  function find(
    student: PlannedPerson,
    line: PersonLine,
    guardian: GuardianLine,
  ): { id: string; name: string } | undefined {
    const isOwn = guardian.email !== null && guardian.email === student.email;
    if (isOwn) line.notes.push(words.guardianHasTheirOwnAddress(guardian.email ?? ''));
    const email = isOwn ? null : guardian.email;
    const name = displayNameOf(guardian.names);
    if (email === null && (isOwn ? name === student.email : name === '')) return undefined;
    const here = email === null ? undefined : (inFile.get(email) ?? known.byEmail.get(email));
    if (here && here.role !== 'guardian') {
      line.notes.push(words.guardianIsHereAsA({ who: email ?? name, role: here.role }));
      return undefined;
    }
    if (here && 'status' in here && here.status !== 'active') {
      line.notes.push(words.guardianIsNotIn(email ?? name));
      return undefined;
    }
    if (here) return { id: here.id, name: here.name };
    if (standing.has(`${fold(name)} ${student.id}`)) return undefined;
    // Without an address the same name is the same person only for pupils of one family.
    const key = email ?? `${fold(name)}\n${fold(student.familyName ?? student.name.split(' ').pop() ?? '')}`;
    const { familyName, givenName } = guardian.names;
    const one = made.get(key) ?? {
      id: newId(),
      email,
      name: guardian.names.name ?? displayName({ familyName, givenName }) ?? name,
      familyName,
      givenName,
    };
    made.set(key, one);
    return one;
  }

  for (const student of people) {
    if (student.role !== 'student') continue;
    for (const { line } of student.lines)
      for (const guardian of line.guardians) {
        const found = find(student, line, guardian);
        if (found) link(line, found.id, found.name, student.id, guardian.relation);
      }
  }
  for (const { guardian, student, relation } of linkLines) {
    const [one, other] = [guardian, student]
      .map((line) => entryOf.get(line))
      .map((entry) => entry && byEntry.get(entry));
    if (one?.role === 'guardian' && other?.role === 'student') link(student, one.id, one.name, other.id, relation);
  }
  return { made: [...made.values()], links, byLine };
}
