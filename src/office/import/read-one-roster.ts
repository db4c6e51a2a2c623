/**
 * OneRoster 1.1 and 1.2 bundles (CSV) to lines about people: who they are, the classes they are enrolled in or teach, and
 * whose guardians they are. Demographics and what else such a bundle holds are not read. Pure.
 */
import { findMisleading } from '../../kernel/shown-text.ts';
import { emailSchema } from '../../school/people/index.ts';
import { AppError } from '../../kernel/errors.ts';
import { type Bundle, faultOfRow, squash } from '../tables/index.ts';
import type { LineFault, LinkLine, PersonLine, ReadLines } from './entries.ts';
import { isGone, isNo, readRole } from './roles.ts';
import { words } from './words/en.ts';

const longestCode = 32;

/** A row by the names of its columns, in small letters. */
interface BundleRow {
  line: number;
  of: (column: string) => string;
}

export const isOneRoster = (bundle: Bundle): boolean => bundle.has('users.csv');

/** Whether a file of it only has what changed, so that who is not in it is not gone. */
export const isDelta = (bundle: Bundle): boolean =>
  rowsOf(bundle, 'manifest.csv').some(
    (row) => row.of('propertyname').toLowerCase().startsWith('file.') && squash(row.of('value')) === 'delta',
  );

/** @param today what has ended before it is not read, YYYY-MM-DD */
export function readOneRoster(bundle: Bundle, today: string): ReadLines {
  const users = rowsOf(bundle, 'users.csv');
  const roles = rolesOf(bundle);
  const faults = faultsOfRows(bundle);
  const people = new Map<string, { line: PersonLine; row: BundleRow; word: string }>();
  for (const row of users) {
    const id = row.of('sourcedid');
    const word = row.of('role') || (roles.get(id) ?? '');
    const read = readUser(row, word);
    if ('reason' in read) faults.push(read);
    else people.set(id, { line: read, row, word });
  }
  faults.push(...enrol(bundle, people, today));
  return { lines: [...people.values()].map(({ line }) => line), faults, links: linksOf(people) };
}

/** Rows of which it is not sure which cell is of which column, with whoever they may mean. */
function faultsOfRows(bundle: Bundle): LineFault[] {
  const numbers = new Map(rowsOf(bundle, 'users.csv').map((row) => [row.of('sourcedid'), row.of('identifier')]));
  return ['users.csv', 'roles.csv', 'classes.csv', 'enrollments.csv'].flatMap((file) => {
    const [head, ...rows] = bundle.get(file)?.rows ?? [];
    return rows.flatMap((row): LineFault[] => {
      const reason = faultOfRow(head?.cells ?? [], row);
      if (reason === undefined) return [];
      const said = row.cells.flatMap((cell) => [cell, numbers.get(cell.trim()) ?? '']);
      return [{ ...{ line: row.line, file, email: '', name: '', externalId: null, field: 'line', reason }, said }];
    });
  });
}

function rowsOf(bundle: Bundle, file: string): BundleRow[] {
  const [head, ...all] = bundle.get(file)?.rows ?? [];
  const rows = all.filter((row) => faultOfRow(head?.cells ?? [], row) === undefined);
  const columns = new Map((head?.cells ?? []).map((cell, index) => [squash(cell), index]));
  if (file === 'users.csv' && head && !columns.has('sourcedid'))
    throw new AppError('invalidInput', { field: 'file', detail: words.bundleLacks('sourcedId') });
  return rows.map(({ line, cells }) => ({
    line,
    of: (column) => (cells[columns.get(column) ?? -1] ?? '').trim().normalize('NFC'),
  }));
}

/** Since 1.2 roles are in a file of their own; the primary one counts. */
function rolesOf(bundle: Bundle): Map<string, string> {
  const roles = new Map<string, string>();
  for (const row of rowsOf(bundle, 'roles.csv')) {
    if (isGone(row.of('status'))) continue;
    const id = row.of('usersourcedid');
    if (!roles.has(id) || squash(row.of('roletype')) === 'primary') roles.set(id, row.of('role'));
  }
  return roles;
}

function readUser(row: BundleRow, word: string): PersonLine | LineFault {
  const { line } = row;
  // What the school calls them, where the bundle says it, and else what the bundle does.
  const externalId = row.of('identifier') || row.of('sourcedid');
  const names = {
    name: null,
    familyName: row.of('familyname') || row.of('preferredlastname') || null,
    givenName: row.of('preferredfirstname') || row.of('givenname') || null,
  };
  const fault = (field: string, reason: string, isSkipped?: true): LineFault => ({
    ...{ line, file: 'users.csv', email: row.of('email'), externalId, field, reason },
    name: [names.givenName, names.familyName].filter((part) => part !== null).join(' '),
    ...(isSkipped ? { isSkipped } : {}),
  });
  if (isGone(row.of('status'))) return fault('status', words.isNoLongerThere(row.of('status')), true);
  if (isNo(row.of('enableduser'))) return fault('status', words.isNoLongerThere('enabledUser: false'), true);
  const role = readRole(word);
  // Whoever else works at a school is no fault of the bundle.
  if (role === undefined || role === 'admin') return fault('role', words.isNoRoleOfABundle(word || 'user'), true);
  if (externalId.length > 64) return fault('externalId', words.isTooLong(64));
  if (names.familyName === null && names.givenName === null) return fault('name', words.isMissing);
  const misleading = findMisleading([names.givenName, names.familyName, externalId].join(' '));
  if (misleading !== undefined) return fault('name', misleading);
  const email = row.of('email') === '' ? null : emailSchema.safeParse(row.of('email'));
  if (email && !email.success) return fault('email', words.isNoAddress);
  return {
    ...{ line, file: 'users.csv', names, email: email?.data ?? null, externalId, role },
    ...{ classes: [], classTitle: null, teaches: [], cards: [], guardians: [], notes: [] },
  };
}

function enrol(bundle: Bundle, people: ReadonlyMap<string, { line: PersonLine }>, today: string): LineFault[] {
  const codes = codesOf(bundle);
  const faults: LineFault[] = [];
  const known = new Set((bundle.get('users.csv')?.rows ?? []).flatMap(({ cells }) => cells.map((cell) => cell.trim())));
  for (const row of rowsOf(bundle, 'enrollments.csv')) {
    const [userId, classId] = [row.of('usersourcedid'), row.of('classsourcedid')];
    const [begin, end] = [row.of('begindate'), row.of('enddate')];
    if (isGone(row.of('status')) || (end !== '' && end < today)) continue;
    const line = people.get(userId)?.line;
    const code = codes.get(classId);
    const fault = (field: string, reason: string): LineFault => ({
      ...{
        line: row.line,
        file: 'enrollments.csv',
        email: line?.email ?? '',
        name: '',
        externalId: null,
        field,
        reason,
      },
    });
    // Those who are not brought in are told once, where they are listed.
    if (!line && !known.has(userId)) faults.push(fault('userSourcedId', words.enrolsNobodyKnown(userId)));
    else if (code === undefined) faults.push(fault('classSourcedId', words.enrolsInNoClass(classId)));
    else if (line && begin > today) putOff(line, code, begin);
    else if (line?.role === 'teacher') line.teaches.push(code);
    else if (line && readRole(row.of('role')) === 'student') line.classes.push(code);
  }
  return faults;
}

/** Whoever comes later is not on the roster today, and not missing in the file either. */
function putOff(line: PersonLine, code: string, begin: string): void {
  line.later = [...(line.later ?? []), code];
  line.notes.push(words.beginsLater({ code, begin }));
}

/** Codes of classes by the bundle's ids: the class code where it tells them apart, else the title, else the id. */
function codesOf(bundle: Bundle): Map<string, string> {
  const rows = rowsOf(bundle, 'classes.csv').filter((row) => !isGone(row.of('status')));
  const count = (column: string): Map<string, number> => {
    const times = new Map<string, number>();
    for (const row of rows) times.set(squash(row.of(column)), (times.get(squash(row.of(column))) ?? 0) + 1);
    return times;
  };
  const columns = ['classcode', 'title'].map((column) => ({ column, times: count(column) }));
  return new Map(
    rows.map((row) => {
      const apart = columns.find(({ column, times }) => {
        const value = row.of(column);
        return value !== '' && value.length <= longestCode && times.get(squash(value)) === 1;
      });
      return [row.of('sourcedid'), apart ? row.of(apart.column) : row.of('sourcedid').slice(0, longestCode)];
    }),
  );
}

/** Titles by code, for classes that are made. */
export function titlesOf(bundle: Bundle): Map<string, string> {
  const codes = codesOf(bundle);
  return new Map(
    rowsOf(bundle, 'classes.csv').flatMap((row) => {
      const code = codes.get(row.of('sourcedid'));
      return code === undefined || row.of('title') === '' ? [] : [[code.toUpperCase(), row.of('title')] as const];
    }),
  );
}

/** Agents are told of either: of pupils their guardians, of guardians their pupils. */
function linksOf(people: ReadonlyMap<string, { line: PersonLine; row: BundleRow; word: string }>): LinkLine[] {
  const links = new Map<string, LinkLine>();
  for (const [id, { line, row }] of people) {
    for (const agentId of row
      .of('agentsourcedids')
      .split(/[,;\s]+/)
      .filter(Boolean)) {
      const agent = people.get(agentId);
      const [guardianId, studentId] = line.role === 'guardian' ? [id, agentId] : [agentId, id];
      const [guardian, student] = [people.get(guardianId), people.get(studentId)];
      if (!agent || guardian?.line.role !== 'guardian' || student?.line.role !== 'student') continue;
      links.set(`${guardianId} ${studentId}`, {
        guardian: guardian.line,
        student: student.line,
        relation: guardian.word.toLowerCase() || words.guardian,
      });
    }
  }
  return [...links.values()];
}
