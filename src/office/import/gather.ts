/** Lines to people: lines that agree are about one person, and only those that contradict each other are wrong. Pure. */
import { fold } from '../tables/index.ts';
import { displayNameOf, type LineFault, type LineNames, type PersonLine } from './entries.ts';
import type { ListedRole } from './roles.ts';
import { words } from './words/en.ts';

export interface Entry {
  /** In the order of the file; the first one is where they are met. */
  lines: PersonLine[];
  names: LineNames;
  email: string | null;
  externalId: string | null;
  role: ListedRole | null;
}

export interface Gathered {
  entries: Entry[];
  faults: LineFault[];
  entryOf: ReadonlyMap<PersonLine, Entry>;
}

export function gather(lines: readonly PersonLine[]): Gathered {
  const entries: Entry[] = [];
  const faults: LineFault[] = [];
  const entryOf = new Map<PersonLine, Entry>();
  const [byNumber, byEmail] = [new Map<string, Entry>(), new Map<string, Entry>()];
  const keyless = createKeyless();
  for (const line of lines) {
    const ofNumber = line.externalId === null ? undefined : byNumber.get(line.externalId);
    const holder = line.email === null ? undefined : byEmail.get(line.email);
    const shares = holder !== undefined && isSharedBy(line, holder);
    const ofEmail = shares ? undefined : holder;
    const earlier = ofNumber ?? ofEmail;
    const fault =
      earlier === undefined
        ? keyless.findTwin(line)
        : (ofNumber && ofEmail && ofNumber !== ofEmail && contradicts(ofEmail, 'email', 'number')) ||
          findContradiction(line, earlier, earlier === ofNumber ? 'externalId' : 'email');
    if (fault) {
      faults.push(faultOf(line, fault));
      continue;
    }
    const entry = earlier ?? { lines: [], names: line.names, email: null, externalId: null, role: null };
    if (!earlier) entries.push(entry);
    join(entry, line, shares);
    if (shares) line.notes.push(words.addressIsShared({ line: holder.lines[0]?.line ?? 0, email: line.email ?? '' }));
    entryOf.set(line, entry);
    if (entry.externalId !== null) byNumber.set(entry.externalId, entry);
    if (entry.email !== null) byEmail.set(entry.email, entry);
  }
  return { entries, faults, entryOf };
}

/**
 * Brothers and sisters may have one address: whoever has another number and another name is another person, and comes in
 * without it.
 */
function isSharedBy(line: PersonLine, { externalId, names }: Entry): boolean {
  const [name, before] = [fold(displayNameOf(line.names)), fold(displayNameOf(names))];
  const haveNumbers = line.externalId !== null && externalId !== null && line.externalId !== externalId;
  return haveNumbers && name !== '' && before !== '' && name !== before;
}

type Contradiction = Pick<LineFault, 'field' | 'reason'>;

const contradicts = (earlier: Entry, field: string, what: string): Contradiction => ({
  field,
  reason: words.isOnLineAlready({ line: earlier.lines[0]?.line ?? 0, what }),
});

function findContradiction(line: PersonLine, earlier: Entry, field: 'email' | 'externalId'): Contradiction | undefined {
  const differs = (one: string | null, other: string | null): boolean =>
    one !== null && other !== null && one !== other;
  const [name, before] = [fold(displayNameOf(line.names)), fold(displayNameOf(earlier.names))];
  if (name !== '' && before !== '' && name !== before) return contradicts(earlier, field, 'name');
  if (differs(line.externalId, earlier.externalId)) return contradicts(earlier, field, 'number');
  if (differs(line.email, earlier.email)) return contradicts(earlier, field, 'address');
  if (differs(line.role, earlier.role)) return contradicts(earlier, field, 'role');
  return undefined;
}

function join(entry: Entry, line: PersonLine, isWithoutAddress: boolean): void {
  entry.lines.push(line);
  if (!isWithoutAddress) entry.email ??= line.email;
  entry.externalId ??= line.externalId;
  entry.role ??= line.role;
  if (displayNameOf(entry.names) === '') entry.names = line.names;
}

/** Those with neither number nor address: two of one name are two people, where their classes tell them apart. */
function createKeyless() {
  const seen = new Map<string, number>();
  return {
    findTwin: (line: PersonLine): Contradiction | undefined => {
      if (line.externalId !== null || line.email !== null) return undefined;
      const name = fold(displayNameOf(line.names));
      const inClass = `${name}\n${line.classes.map(fold).sort().join('\n')}`;
      const twin = seen.get(inClass);
      const namesake = seen.get(name);
      if (twin !== undefined) return { field: 'name', reason: words.theSameNameTwiceInOneClass(twin) };
      if (namesake !== undefined) line.notes.push(words.theSameNameIsOn(namesake));
      seen.set(inClass, line.line);
      if (namesake === undefined) seen.set(name, line.line);
      return undefined;
    },
  };
}

export const faultOf = (line: PersonLine, { field, reason }: Contradiction): LineFault => ({
  ...{ line: line.line, file: line.file, email: line.email ?? '', externalId: line.externalId, field, reason },
  name: displayNameOf(line.names),
});
