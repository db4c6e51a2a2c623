/** What an import comes to: who is here already and what differs, who is new, who comes on which roster. Pure. */
import { type CalledChange, displayName, type Names, type PersonView } from '../../school/people/index.ts';
import { fold } from '../tables/index.ts';
import type { ClassBook, NamedClass } from './class-book.ts';
import { displayNameOf, type LineFault, type PersonLine } from './entries.ts';
import { type Entry, faultOf } from './gather.ts';
import { isOfAnother, newNames } from './plan-names.ts';
import type { ListedRole } from './roles.ts';
import { words } from './words/en.ts';

export interface FieldChange {
  field: 'name' | 'familyName' | 'givenName' | 'email' | 'externalId';
  from: string | null;
  to: string | null;
}

export interface PlannedLine {
  line: PersonLine;
  /** Classes on whose roster the person comes by this line, and those that they teach by it. */
  joins: NamedClass[];
  teaches: NamedClass[];
}

export interface PlannedPerson extends Names {
  id: string;
  isNew: boolean;
  role: ListedRole;
  email: string | null;
  externalId: string | null;
  entry: Entry;
  lines: PlannedLine[];
  changes: FieldChange[];
  /** What `changes` come to, where there are any. */
  called: CalledChange | null;
  cards: string[];
}

/** A roster, looked up for every line of a file. */
export interface StandingRoster {
  has: (personId: string) => boolean;
  /** Everybody of this folded name. */
  called: (name: string) => readonly string[];
}

/** What stands already. */
export interface Standing {
  byEmail: ReadonlyMap<string, PersonView>;
  byNumber: ReadonlyMap<string, PersonView>;
  /** Addresses and numbers of accounts that were merged into those whom they lead to. */
  formerKeys: ReadonlySet<string>;
  /** Who is on the roster of a class. */
  rosters: ReadonlyMap<string, StandingRoster>;
  taught: ReadonlySet<string>;
  byId: ReadonlyMap<string, PersonView>;
  /** Folded names of students who are here. */
  names: ReadonlySet<string>;
  cardHolders: ReadonlyMap<string, string>;
  /** Who was made by an earlier try of the same task. */
  begun: ReadonlySet<string>;
}

export interface PeoplePlan {
  people: PlannedPerson[];
  faults: LineFault[];
  /** Classes that lines name, faulty ones too, with the people named for each. */
  named: ReadonlyMap<string, ReadonlySet<string>>;
}

export const placeKey = (classId: string, personId: string): string => `${classId} ${personId}`;

export function planPeople(
  entries: readonly Entry[],
  standing: Standing,
  book: ClassBook,
  {
    idOf,
    defaultRole,
    keepsAddresses,
  }: {
    idOf: (entry: Entry) => string;
    defaultRole: ListedRole;
    /** Whoever imports may change nobody's address; a differing one is noted. */
    keepsAddresses: boolean;
  },
): PeoplePlan {
  const people: PlannedPerson[] = [];
  const faults: LineFault[] = [];
  const named = new Map<string, Set<string>>();
  const cards = new Map<string, { line: number; personId: string }>();
  for (const entry of entries) {
    const read = entry.lines.map((line) => ({
      line,
      classes: book.read(line.classes, line.classTitle),
      taught: book.read(line.teaches, null),
      later: book.readKnown(line.later ?? []),
    }));
    const ownId = idOf(entry);
    const found = standing.begun.has(ownId)
      ? { person: undefined }
      : findPerson(
          entry,
          read.flatMap(({ classes }) => ('classes' in classes ? classes.classes : [])),
          standing,
        );
    const person = 'fault' in found ? undefined : found.person;
    const id = person?.id ?? ownId;
    for (const { classes, later } of read)
      for (const one of [...('classes' in classes ? classes.classes : []), ...later])
        named.set(one.id, (named.get(one.id) ?? new Set<string>()).add(id));
    const fault = 'fault' in found ? found.fault : findEntryFault(entry, person);
    if (fault) {
      faults.push(...entry.lines.map((line) => faultOf(line, fault)));
      continue;
    }
    const role = roleOf(entry, person, defaultRole);
    const lines: PlannedLine[] = [];
    for (const { line, classes, taught } of read) {
      const planned = planLine(
        { line, classes, taught, role, id, isToldRole: entry.role !== null, person },
        standing,
        cards,
      );
      if ('reason' in planned) faults.push(faultOf(line, planned));
      else lines.push(planned);
    }
    if (lines.length > 0) people.push(personOf({ entry, id, person, role, lines, standing, keepsAddresses }));
  }
  return { people, faults, named };
}

type Fault = Pick<LineFault, 'field' | 'reason'>;

/** By number first, then by address; somebody with neither by the name on the rosters that they are named for. */
function findPerson(
  entry: Entry,
  classes: readonly NamedClass[],
  { byNumber, byEmail, rosters, byId, names, begun }: Standing,
): { person: PersonView | undefined } | { fault: Fault } {
  const ofNumber = entry.externalId === null ? undefined : byNumber.get(entry.externalId);
  const ofEmail = entry.email === null ? undefined : byEmail.get(entry.email);
  if (ofNumber && ofEmail && ofNumber.id !== ofEmail.id && isOfAnother(entry, ofEmail)) {
    entry.lines[0]?.notes.push(words.addressIsHeld({ name: ofEmail.name, email: entry.email ?? '' }));
    entry.email = null;
    return { person: ofNumber };
  }
  if (ofNumber && ofEmail && ofNumber.id !== ofEmail.id)
    return { fault: { field: 'email', reason: words.isSomebodyElses({ key: entry.email ?? '', name: ofEmail.name }) } };
  if (entry.externalId !== null || entry.email !== null) return { person: ofNumber ?? ofEmail };
  const name = fold(displayNameOf(entry.names));
  const alike = new Set(
    classes.flatMap(({ id }) => rosters.get(id)?.called(name) ?? []).filter((one) => !begun.has(one)),
  );
  if (alike.size > 1) return { fault: { field: 'name', reason: words.severalOfThisNameAreHere } };
  const [only] = alike;
  if (only === undefined && names.has(name)) entry.lines[0]?.notes.push(words.somebodyOfThisNameIsHere);
  return { person: only === undefined ? undefined : byId.get(only) };
}

function findEntryFault(entry: Entry, person: PersonView | undefined): Fault | undefined {
  const who = person?.email ?? person?.name ?? '';
  // Anybody can sign up with anybody's address: on a roster they would be in without an admin having looked.
  if (person?.status === 'pending') return { field: 'email', reason: words.waitsForApprovalLetThem(who) };
  if (person?.role === 'admin') return { field: 'role', reason: words.isHereAsAnAdmin(who) };
  if (person && entry.role !== null && person.role !== entry.role)
    return { field: 'role', reason: words.isHereAsA({ who, role: person.role }) };
  if (person?.status === 'deactivated') return { field: 'email', reason: words.isDeactivated(who) };
  if (!person && displayNameOf(entry.names) === '') return { field: 'name', reason: words.isMissingOfSomebodyNew };
  return undefined;
}

/** Whoever is listed with nothing but what they teach is a teacher. */
function roleOf(entry: Entry, person: PersonView | undefined, defaultRole: ListedRole): ListedRole {
  if (person) return person.role === 'admin' ? 'teacher' : person.role;
  const onlyTeaches = entry.lines.every(({ classes, teaches }) => classes.length === 0 && teaches.length > 0);
  return entry.role ?? (onlyTeaches ? 'teacher' : defaultRole);
}

interface LineToPlan {
  line: PersonLine;
  classes: ReturnType<ClassBook['read']>;
  taught: ReturnType<ClassBook['read']>;
  role: ListedRole;
  id: string;
  isToldRole: boolean;
  person: PersonView | undefined;
}

function planLine(
  { line, classes, taught, role, id, isToldRole, person }: LineToPlan,
  { rosters, taught: teaching, cardHolders }: Standing,
  cards: Map<string, { line: number; personId: string }>,
): PlannedLine | Fault {
  if ('reason' in classes) return { field: 'classes', reason: classes.reason };
  if ('reason' in taught) return { field: 'teaches', reason: taught.reason };
  if (role !== 'teacher' && taught.classes.length > 0) return { field: 'teaches', reason: words.onlyTeachersTeach };
  if (role === 'guardian' && classes.classes.length > 0)
    return { field: 'classes', reason: words.guardiansAreOnNoRoster };
  // A list of pupils does not make somebody who happens to be in it a teacher of the class.
  if (role === 'teacher' && person && !isToldRole && classes.classes.length > 0)
    return { field: 'role', reason: words.isHereAsA({ who: person.email ?? person.name, role }) };
  for (const card of line.cards) {
    const holder = cardHolders.get(card);
    const earlier = cards.get(card.toUpperCase());
    if (holder !== undefined && holder !== id) return { field: 'card', reason: words.cardIsSomebodyElses };
    if (earlier && earlier.personId !== id) return { field: 'card', reason: words.cardIsOnLineAlready(earlier.line) };
    cards.set(card.toUpperCase(), { line: line.line, personId: id });
  }
  if (role !== 'student' && line.guardians.length > 0) line.notes.push(words.guardiansAreOfStudents);
  const teaches = role === 'teacher' ? [...classes.classes, ...taught.classes] : [];
  // What an earlier try of the task wrote for somebody new is told again.
  return {
    line,
    joins: role === 'student' ? classes.classes.filter((one) => !person || rosters.get(one.id)?.has(id) !== true) : [],
    teaches: teaches.filter((one) => !person || !teaching.has(placeKey(one.id, id))),
  };
}

function personOf({
  entry,
  id,
  person,
  role,
  lines,
  standing,
  keepsAddresses,
}: Pick<PlannedPerson, 'entry' | 'id' | 'role' | 'lines'> & {
  person: PersonView | undefined;
  standing: Standing;
  keepsAddresses: boolean;
}): PlannedPerson {
  const cards = [
    ...new Map(lines.flatMap(({ line }) => line.cards).map((card) => [card.toUpperCase(), card])).values(),
  ];
  const base = {
    id,
    entry,
    role,
    lines: onceEach(lines),
    cards: cards.filter(
      (card) => !standing.cardHolders.has(card) || (!person && standing.cardHolders.get(card) === id),
    ),
  };
  const { email, externalId } = entry;
  const former = [externalId, email].find((key) => key !== null && standing.formerKeys.has(key));
  if (!person) {
    const { familyName, givenName } = entry.names;
    const name = entry.names.name ?? displayName({ familyName, givenName }) ?? '';
    return { ...base, isNew: true, name, familyName, givenName, email, externalId, changes: [], called: null };
  }
  const before = {
    ...{ id, name: person.name, familyName: person.familyName, givenName: person.givenName },
    ...{ email: person.email, externalId: person.externalId },
  };
  // What a line says of a closed account is not what the one that stays is called.
  if (former) {
    entry.lines[0]?.notes.push(words.wasMerged({ key: former, name: person.name }));
    return { ...base, ...before, isNew: false, changes: [], called: null };
  }
  if (keepsAddresses && email !== null && email !== person.email) entry.lines[0]?.notes.push(words.addressStays(email));
  const after = {
    ...before,
    ...newNames(person, entry.names),
    email: keepsAddresses ? person.email : (email ?? person.email),
    externalId: externalId ?? person.externalId,
  };
  const changes = (['name', 'familyName', 'givenName', 'email', 'externalId'] as const)
    .filter((field) => before[field] !== after[field])
    .map((field) => ({ field, from: before[field], to: after[field] }));
  return { ...base, ...before, isNew: false, changes, called: changes.length > 0 ? { before, after } : null };
}

/** On several lines of one person each class is joined by the first that names it. */
function onceEach(lines: readonly PlannedLine[]): PlannedLine[] {
  const [joined, taught] = [new Set<string>(), new Set<string>()];
  const first = (seen: Set<string>, classes: readonly NamedClass[]): NamedClass[] =>
    classes.filter(({ id }) => !seen.has(id) && seen.add(id));
  return lines.map(({ line, joins, teaches }) => ({
    line,
    joins: first(joined, joins),
    teaches: first(taught, teaches),
  }));
}
