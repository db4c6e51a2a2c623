/** Rows of a list of people to lines about them; each that cannot be read says which field it is, and why. Pure. */
import { findMisleading } from '../../kernel/shown-text.ts';
import { z } from 'zod';
import { emailSchema } from '../../school/people/index.ts';
import { type Head, type TableRow, faultOfRow, fold } from '../tables/index.ts';
import { matchGuardian, settleNames } from './columns.ts';
import type { PeopleField } from './fields.ts';
import {
  displayNameOf,
  type GuardianLine,
  type LineFault,
  type LineNames,
  type PersonLine,
  type ReadLines,
} from './entries.ts';
import { type ListedRole, isGone, isNo, isYes, readRole } from './roles.ts';
import { words } from './words/en.ts';

const longestName = 200;
const longestNumber = 64;
const longestCard = 100;
const emailOnly = z.string().pipe(emailSchema);

interface Columns {
  fields: (PeopleField | null)[];
  headers: string[];
  /** Whether the cells of whole names are "Family, Given". */
  isFamilyFirst: boolean;
}

export function readPeople(head: Head<PeopleField>): ReadLines {
  const fields = settleNames(head.columns.map(({ field }) => field));
  const columns = {
    fields,
    headers: head.columns.map(({ header }) => header),
    isFamilyFirst: isFamilyFirst(fields, head.rows),
  };
  const lines: PersonLine[] = [];
  const faults: LineFault[] = [];
  for (const row of head.rows) {
    const read = readLine(row, columns);
    if ('reason' in read) faults.push(read);
    else lines.push(read);
  }
  return { lines, faults, links: [] };
}

/** Nearly all of them have one comma: then it is no accident. */
function isFamilyFirst(fields: readonly (PeopleField | null)[], rows: readonly TableRow[]): boolean {
  const column = fields.indexOf('name');
  const names = column < 0 ? [] : rows.map(({ cells }) => cells[column] ?? '').filter((name) => name.trim() !== '');
  return names.length > 0 && names.filter((name) => /^[^,]+,[^,]+$/.test(name)).length >= 0.8 * names.length;
}

function readLine(row: TableRow, columns: Columns): PersonLine | LineFault {
  const { line, cells } = row;
  const all = (field: PeopleField): string[] =>
    columns.fields.flatMap((one, index) => (one === field ? [tidy(cells[index] ?? '')] : [])).filter(Boolean);
  const one = (field: PeopleField): string | null => all(field)[0] ?? null;
  const names = readNames(all, columns.isFamilyFirst);
  const [email, externalId] = [one('email'), one('externalId')];
  const fault = (field: string, reason: string, isSkipped?: true): LineFault => ({
    ...{ line, file: null, email: email ?? '', name: displayNameOf(names), externalId, field, reason },
    ...(isSkipped ? { isSkipped } : {}),
  });
  const unsure = faultOfRow(columns.headers, row);
  if (unsure !== undefined) return { ...fault('line', unsure), said: cells };
  if (cells.some((cell) => cell.includes('\uFFFD'))) return fault('file', words.hasABrokenLetter);
  const status = one('status');
  if (status !== null && isGone(status)) return fault('status', words.isNoLongerThere(status), true);
  if (all('isSuspended').some(isYes) || all('isEnabled').some(isNo))
    return fault('status', words.isNoLongerThere(one('isSuspended') ?? one('isEnabled') ?? ''), true);
  const address = email === null ? null : emailOnly.safeParse(email.replace(/^mailto:/i, ''));
  if (address && !address.success) return fault('email', words.isNoAddress);
  const name = displayNameOf(names);
  if (name === '' && email === null && externalId === null) return fault('name', words.isMissing);
  if (name.length > longestName) return fault('name', words.isTooLong(longestName));
  for (const [field, text] of [
    ['name', name],
    ['externalId', externalId],
    ['classTitle', one('classTitle')],
  ] as const) {
    const misleading = findMisleading(text ?? '');
    if (misleading !== undefined) return fault(field, misleading);
  }
  if (externalId !== null && externalId.length > longestNumber)
    return fault('externalId', words.isTooLong(longestNumber));
  const role = readRoleOf(one('role'));
  if (typeof role === 'object' && role !== null) return fault('role', role.reason);
  if (all('card').some((card) => card.length > longestCard)) return fault('card', words.isTooLong(longestCard));
  return {
    ...{ line, file: null, names, email: address?.data ?? null, externalId, role },
    ...{ classes: all('classes'), classTitle: one('classTitle'), teaches: all('teaches'), cards: all('card') },
    guardians: readGuardians(all, columns),
    notes: [...all('guardianEmail'), ...all('guardian2Email')]
      .filter((typed) => !emailOnly.safeParse(typed).success)
      .map(words.guardiansAddressIsNone),
  };
}

/** What is said in a cell: no spaces around it, none that do not break, and one between words. Breaks stay. */
const tidy = (cell: string): string =>
  cell
    .replace(/[\u00a0\u2007\u202f\t ]+/g, ' ')
    .replace(/[\u200b\u2060\ufeff]/g, '')
    .trim()
    .normalize('NFC');

function readRoleOf(cell: string | null): ListedRole | null | { reason: string } {
  if (cell === null) return null;
  const role = readRole(cell);
  if (role === undefined) return { reason: words.isNoRole(cell) };
  return role === 'admin' ? { reason: words.adminsAreMadeByHand } : role;
}

function readNames(all: (field: PeopleField) => string[], isFamilyFirst: boolean): LineNames {
  const oneLine = (text: string): string => text.replace(/\s+/g, ' ');
  const [prefix] = all('familyPrefix');
  const family = all('familyName').map(oneLine).join(' ');
  // A list has the prefix beside the name or in it.
  const familyName =
    prefix !== undefined && family !== '' && !fold(family).startsWith(`${fold(prefix)} `)
      ? `${prefix} ${family}`
      : family;
  const givenName = all('givenName').map(oneLine)[0] ?? '';
  const [whole] = all('name').map(oneLine);
  const sortable = all('sortableName').map(oneLine)[0] ?? (isFamilyFirst && whole?.includes(',') ? whole : undefined);
  if (familyName !== '' || givenName !== '')
    return { name: whole ?? null, familyName: familyName || null, givenName: givenName || null };
  if (sortable !== undefined) {
    const [last = '', ...first] = sortable.split(',').map((part) => part.trim());
    return { name: null, familyName: last || null, givenName: first.join(' ') || null };
  }
  return { name: whole ?? null, familyName: null, givenName: null };
}

function readGuardians(all: (field: PeopleField) => string[], { headers, fields }: Columns): GuardianLine[] {
  return (['guardian', 'guardian2'] as const).flatMap((slot): GuardianLine[] => {
    const names = {
      name: all(`${slot}Name`)[0] ?? null,
      familyName: all(`${slot}FamilyName`)[0] ?? null,
      givenName: all(`${slot}GivenName`)[0] ?? null,
    };
    const address = emailOnly.safeParse(all(`${slot}Email`)[0]);
    const email = address.success ? address.data : null;
    if (displayNameOf(names) === '' && email === null) return [];
    const said = headers.find(
      (_, index) => fields[index]?.startsWith(slot) && matchGuardian(headers[index] ?? '')?.relation,
    );
    const relation = all(`${slot}Relation`)[0] ?? (said === undefined ? undefined : matchGuardian(said)?.relation);
    // Whoever is known by their address alone is called by it until somebody says better.
    const named = displayNameOf(names) === '' ? { ...names, name: email } : names;
    return [{ names: named, email, relation: (relation ?? words.guardian).slice(0, 60) }];
  });
}
