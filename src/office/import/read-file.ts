/** A file of people to lines: which table of it, which columns, and what is told of how it was read. */
import type { z } from 'zod';
import { AppError } from '../../kernel/errors.ts';
import {
  countKnownBy,
  findHead,
  fold,
  foldHeader,
  readSource,
  warningsOfColumns,
  type Head,
  type SourceTable,
  type sourceSchema,
} from '../tables/index.ts';
import { matchPeopleHeader, settleNames } from './columns.ts';
import { peopleFields, type PeopleField } from './fields.ts';
import type { ReadLines } from './entries.ts';
import type { ImportOptions, ImportReport } from './import.schema.ts';
import { isDelta, isOneRoster, readOneRoster, titlesOf } from './read-one-roster.ts';
import { readPeople } from './read-people.ts';
import { words } from './words/en.ts';

export interface ReadFile extends ReadLines, Pick<ImportReport, 'columns' | 'unmatched' | 'warnings'> {
  source: z.infer<typeof sourceSchema>;
  /** What classes are called, where the file has a list of them. */
  titleOf: (code: string) => string | undefined;
}

const countKnown = countKnownBy(matchPeopleHeader);

/**
 * @throws AppError `invalidInput` for what is no list of people, saying what was found and what to do; for a full sync
 * with a bundle of changes
 */
export async function readFile(
  bytes: Buffer,
  { mapping = {}, encoding, fullSync }: Pick<ImportOptions, 'mapping' | 'encoding' | 'fullSync'>,
  today: string,
): Promise<ReadFile> {
  const source = await readSource(bytes, { countKnown, ...(encoding === undefined ? {} : { encoding }) });
  if (source.format === 'bundle') {
    const users = source.bundle.get('users.csv');
    if (!isOneRoster(source.bundle) || !users)
      throw new AppError('invalidInput', { field: 'file', detail: words.bundleHasNoUsers });
    const isPartial = isDelta(source.bundle);
    if (isPartial && fullSync)
      throw new AppError('invalidInput', { field: 'fullSync', detail: words.aDeltaIsNotWhole });
    const titles = titlesOf(source.bundle);
    return {
      ...readOneRoster(source.bundle, today),
      ...{ columns: [], unmatched: [], warnings: [...warningsOf(users, []), ...(isPartial ? [words.isADelta] : [])] },
      source: { ...describe(users), format: 'oneroster', headLine: 1 },
      titleOf: (code) => titles.get(code),
    };
  }
  const { table, head } = chooseTable(source.tables, mapping);
  const fields = settleNames(head.columns.map(({ field }) => field));
  const columns = head.columns.map(({ header }, index) => ({ header, field: fields[index] ?? null }));
  const lines = readPeople(head);
  return {
    ...lines,
    columns,
    unmatched: columns.filter(({ header, field }) => field === null && header !== '').map(({ header }) => header),
    warnings: [...warningsOf(table, fields, lines), ...warningsOfColumns(head)],
    source: { ...describe(table), format: source.format, headLine: head.line },
    titleOf: () => undefined,
  };
}

const describe = ({ encoding, isEncodingSure, separator, sheet }: SourceTable) => ({
  ...{ encoding, isEncodingSure, separator, sheet },
});

/** The first sheet with a head that knows most. @throws AppError where none says whom it is about */
function chooseTable(
  tables: readonly SourceTable[],
  mapping: NonNullable<ImportOptions['mapping']>,
): { table: SourceTable; head: Head<PeopleField> } {
  const cells = new Set(tables.flatMap(({ rows }) => rows.slice(0, 50).flatMap((row) => row.cells.map(foldHeader))));
  const strange = Object.keys(mapping).filter((header) => !cells.has(fold(header)));
  if (strange.length > 0)
    throw new AppError('invalidInput', { field: 'mapping', detail: words.mappingNamesNoColumn(quote(strange)) });
  let best: { table: SourceTable; head: Head<PeopleField>; known: number } | undefined;
  for (const table of tables) {
    const head = findHead(table.rows, matchPeopleHeader, mapping);
    const known = new Set(head?.columns.map(({ field }) => field)).size;
    if (head && known > (best?.known ?? 0)) best = { table, head, known };
  }
  if (!best) {
    const first = tables.find(({ rows }) => rows.length > 0)?.rows[0]?.cells ?? [];
    throw new AppError('invalidInput', {
      field: 'file',
      detail: words.nothingNamesPeople({ found: quote(first), known: peopleFields.slice(0, 9).join(', ') }),
    });
  }
  const { head } = best;
  const has = (...fields: PeopleField[]): boolean =>
    head.columns.some(({ field }) => field !== null && fields.includes(field));
  const hasName = has('name', 'sortableName', 'familyName', 'givenName');
  const isAboutKnown =
    has('email', 'externalId') && has('classes', 'classTitle', 'teaches', 'card', 'guardianName', 'guardianEmail');
  if (!hasName && !isAboutKnown)
    throw new AppError('invalidInput', {
      field: 'file',
      detail: words.lacksAName(quote(head.columns.map(({ header }) => header))),
    });
  return best;
}

const quote = (cells: readonly string[]): string =>
  cells
    .slice(0, 20)
    .map((cell) => `"${cell.trim().slice(0, 60)}"`)
    .join(', ');

function warningsOf(table: SourceTable, fields: readonly (PeopleField | null)[], read?: ReadLines): string[] {
  const isRespelt = read?.lines
    .slice(0, 5000)
    .some(({ names }) => /Ã[\u0080-\u00bf¤¶¼©¨§]|â€/.test(JSON.stringify(names)));
  return [
    ...(table.isEncodingSure || table.encoding === null ? [] : [words.encodingWasFound(table.encoding)]),
    ...(isRespelt ? [words.looksSavedWrongly] : []),
    ...(fields.includes('group') ? [words.groupsAreNotUsed] : []),
  ];
}
