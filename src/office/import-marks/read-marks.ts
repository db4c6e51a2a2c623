/** A table of marks, a list or a grid, to single marks: who, when and what. */
import { setImmediate } from 'node:timers/promises';
import { AppError } from '../../kernel/errors.ts';
import {
  countKnownBy,
  faultOfRow,
  findHead,
  fold,
  type Head,
  type SourceTable,
  type TableRow,
} from '../tables/index.ts';
import { type MarksColumn, type MarksField, matchMarksHeader } from './columns.ts';
import { type DayOrder, findOrder, readMoment, type ReadMoment, settle, type WrittenMoment } from './dates.ts';
import { isNothing, tidyWord } from './status-words.ts';
import type { MarksOptions } from './marks.schema.ts';
import { readTimes, type StatedZone, type Times } from './times.ts';
import { words } from './words/en.ts';

export interface Whom {
  externalId: string | null;
  email: string | null;
  /** As somebody would write it: in any order, with or without a comma. */
  name: string;
}

export interface WrittenMark {
  line: number;
  /** The header of the day, in a grid. */
  column: string | null;
  whom: Whom;
  classCode: string | null;
  day: string;
  time: string | null;
  end: string | null;
  /** In which zone the time and the end are said; empty: by the clock of the campus. */
  zone: string | null;
  endZone: string | null;
  word: string;
  reason: string | null;
}

export interface MarkFault extends Pick<WrittenMark, 'line' | 'column' | 'whom'> {
  day: string | null;
  field: string;
  reason: string;
}

export interface ReadMarks {
  head: Head<MarksColumn>;
  table: SourceTable;
  marks: WrittenMark[];
  faults: MarkFault[];
  dayOrder: DayOrder | null;
}

/** After so many rows others are let in; each may have a cell for every day of a year. */
const rowsAtOnce = 50;

export const countKnownMarks = countKnownBy(matchMarksHeader);

/** @throws AppError `invalidInput` for what is neither a list nor a grid, saying what was found */
export async function readMarks(
  tables: readonly SourceTable[],
  { mapping = {}, dayOrder }: Pick<MarksOptions, 'mapping' | 'dayOrder'>,
  today: string,
): Promise<ReadMarks> {
  const heads = tables.flatMap((table) => {
    const head = findHead<MarksColumn>(table.rows, matchMarksHeader, mapping);
    return head ? [{ table, head: withNames(settled(head)) }] : [];
  });
  const isOfMarks = ({ columns }: Head<MarksColumn>): boolean => {
    const has = (field: MarksColumn): boolean => columns.some((column) => column.field === field);
    return has('day') || (has('date') && has('status'));
  };
  const found = heads.find(({ head }) => isOfMarks(head));
  if (!found) {
    const columns = heads[0]?.head.columns.map(({ header }) => header) ?? tables[0]?.rows[0]?.cells ?? [];
    throw new AppError('invalidInput', {
      field: 'file',
      detail: words.nothingSaysMarks(columns.slice(0, 20).join(', ')),
    });
  }
  const isGrid = found.head.columns.some(({ field }) => field === 'day');
  return { ...found, ...(await (isGrid ? readGrid : readList)(found.head, dayOrder, today)) };
}

/** "Name" beside one part of names is the other one. */
function settled(head: Head<MarksColumn>): Head<MarksColumn> {
  const has = (wanted: MarksColumn): boolean => head.columns.some(({ field }) => field === wanted);
  if (!has('name') || has('familyName') === has('givenName')) return head;
  const meant = has('familyName') ? ('givenName' as const) : ('familyName' as const);
  return {
    ...head,
    columns: head.columns.map((column) => (column.field === 'name' ? { ...column, field: meant } : column)),
  };
}

/** Where nothing says whom the rows are about, the first column of a grid does. */
function withNames(head: Head<MarksColumn>): Head<MarksColumn> {
  const isSaid = head.columns.some(
    ({ field }) => field !== null && ['email', 'name', 'sortableName', 'familyName', 'externalId'].includes(field),
  );
  const first = head.columns.findIndex(({ field }) => field === null);
  if (isSaid || first < 0) return head;
  const areAddresses = head.rows.slice(0, 5).every(({ cells }) => (cells[first] ?? '').includes('@'));
  const columns = head.columns.map((column, index) =>
    index === first ? { ...column, field: areAddresses ? ('email' as const) : ('name' as const) } : column,
  );
  return { ...head, columns };
}

function cellsOf({ columns }: Head<MarksColumn>, cells: readonly string[]) {
  return (field: MarksField): string | null => {
    const texts = columns.flatMap((column, index) =>
      column.field === field ? [(cells[index] ?? '').replace(/[\s\u00a0]+/g, ' ').trim()] : [],
    );
    return texts.filter(Boolean).join(' ') || null;
  };
}

function whomOf(cell: (field: MarksField) => string | null): Whom {
  const parts = [cell('givenName'), cell('familyName')].filter((part) => part !== null).join(' ');
  return {
    externalId: cell('externalId'),
    email: cell('email')?.toLowerCase() ?? null,
    name: cell('name') ?? cell('sortableName') ?? parts,
  };
}
const isNobody = ({ externalId, email, name }: Whom): boolean => externalId === null && email === null && name === '';

/** Rows that can be read, and those of which it is not sure which cell is of which column. */
function separateUnsure(head: Head<MarksColumn>): { rows: TableRow[]; faults: MarkFault[] } {
  const headers = head.columns.map(({ header }) => header);
  const rows: TableRow[] = [];
  const faults: MarkFault[] = [];
  for (const row of head.rows) {
    const reason = faultOfRow(headers, row);
    if (reason === undefined) rows.push(row);
    else {
      const whom = whomOf(cellsOf(head, row.cells));
      faults.push({ line: row.line, column: null, whom, day: null, field: 'line', reason });
    }
  }
  return { rows, faults };
}

async function readList(head: Head<MarksColumn>, said: DayOrder | undefined, today: string) {
  const moments = head.rows.flatMap(({ cells }) => readMoment(cellsOf(head, cells)('date') ?? '') ?? []);
  const order = said ?? findOrder(moments, today);
  const marks: WrittenMark[] = [];
  const { rows, faults } = separateUnsure(head);
  for (const [at, { line, cells }] of rows.entries()) {
    if (at % rowsAtOnce === 0) await setImmediate();
    const cell = cellsOf(head, cells);
    const whom = whomOf(cell);
    const fault = (field: string, reason: string): number =>
      faults.push({ line, column: null, whom, day: null, field, reason });
    const typed = cell('date') ?? '';
    const moment = readMoment(typed);
    const word = tidyWord(cell('status') ?? '');
    if (isNobody(whom)) fault('name', words.isMissing);
    else if (!moment) fault('date', typed === '' ? words.isMissing : words.isNoDay(typed));
    else if (isNothing(word)) fault('status', words.isMissing);
    else {
      const settled = settleOr(moment, order, typed, today);
      const times = 'fault' in settled ? { ...settled, field: 'date' } : timesOf(settled, cell('time'), cell('end'));
      if ('fault' in times) fault(times.field, times.fault);
      else
        marks.push({
          ...{ line, column: null, whom, classCode: cell('class'), word, reason: cell('reason') },
          ...times,
        });
    }
  }
  return { marks, faults, dayOrder: usedOrder(moments, order) };
}

type Span = Pick<WrittenMark, 'day' | 'time' | 'end' | 'zone' | 'endZone'>;
type FieldFault = { field: string; fault: string };

/** From when to when, of columns of their own before the column of days; one that says a zone alone says not enough. */
function timesOf(moment: ReadMoment, time: string | null, end: string | null): Span | FieldFault {
  const [start, finish] = [time, end].map((text) => (text === null ? null : readTimes(text)));
  if (start === undefined) return { field: 'time', fault: words.isNoTime(time ?? '') };
  if (finish === undefined) return { field: 'end', fault: words.isNoTime(end ?? '') };
  // A day that was stored as its midnight is a day, where the time stands beside it.
  const isDayOnly = start !== null && (moment.time === null || moment.time === '00:00');
  if (start !== null && !isDayOnly && moment.zone?.name !== start.zone?.name)
    return { field: 'time', fault: words.zonesDiffer };
  const from: Times = start ?? moment;
  const until = finish === null ? { end: from.end ?? moment.end, zone: from.zone } : { ...finish, end: finish.time };
  return spanOf({ ...from, day: moment.day, end: until.end }, until.zone);
}

function spanOf({ day, time, end, zone }: ReadMoment, endZone: StatedZone | null): Span | FieldFault {
  const unsure = [zone, endZone].find((one) => one !== null && !one.isSure);
  if (unsure) return { field: zone === unsure ? 'time' : 'end', fault: words.zoneIsUnsure(unsure.name) };
  if (end !== null && (zone === null) !== (endZone === null)) return { field: 'end', fault: words.zonesDiffer };
  return { day, time, end, zone: zone?.name ?? null, endZone: endZone?.name ?? null };
}

async function readGrid(head: Head<MarksColumn>, said: DayOrder | undefined, today: string) {
  const days = head.columns.flatMap(({ header, field }, index) => {
    const moment = field === 'day' ? readMoment(header) : undefined;
    return moment ? [{ header, index, moment }] : [];
  });
  const order =
    said ??
    findOrder(
      days.map(({ moment }) => moment),
      today,
    );
  const keyOf = (read: ReturnType<typeof settleOr>): string =>
    'fault' in read ? '' : `${read.day} ${read.time ?? ''} ${read.zone?.name ?? ''}`;
  const settled = days.map((day) => ({ ...day, read: settleOr(day.moment, order, day.header, today) }));
  const columnsOf = new Map<string, number>();
  for (const { read } of settled) columnsOf.set(keyOf(read), (columnsOf.get(keyOf(read)) ?? 0) + 1);
  const meant = settled.map(({ header, index, read }) => {
    if ('fault' in read) return { header, index, day: null, span: read };
    const isTwice = (columnsOf.get(keyOf(read)) ?? 0) > 1;
    const span = isTwice ? { fault: words.severalColumnsOfOneDay } : spanOf(read, read.zone);
    return { header, index, day: read.day, span };
  });
  const marks: WrittenMark[] = [];
  const { rows, faults } = separateUnsure(head);
  for (const [at, { line, cells }] of rows.entries()) {
    if (at % rowsAtOnce === 0) await setImmediate();
    const cell = cellsOf(head, cells);
    const [whom, classCode] = [whomOf(cell), cell('class')];
    for (const { header, index, day, span } of meant) {
      const word = tidyWord(cells[index] ?? '');
      if (isNothing(word)) continue;
      if (isNobody(whom)) faults.push({ line, column: header, whom, day, field: 'name', reason: words.isMissing });
      else if ('fault' in span) faults.push({ line, column: header, whom, day, field: 'date', reason: span.fault });
      else marks.push({ line, column: header, whom, classCode, word, reason: null, ...span });
    }
  }
  return {
    marks,
    faults,
    dayOrder: usedOrder(
      days.map(({ moment }) => moment),
      order,
    ),
  };
}

function settleOr(moment: WrittenMoment, order: DayOrder | undefined, typed: string, today: string) {
  const isOpen = moment.kind === 'either' && !moment.isDotted && moment.first !== moment.second;
  const isDay = (['dmy', 'mdy'] as const).some((one) => settle(moment, one, today) !== undefined);
  if (isOpen && isDay && order === undefined) return { fault: words.dayOrMonthFirst(typed) };
  const read = settle(moment, order ?? 'dmy', today);
  if (!read) return { fault: words.isNoDay(typed) };
  return read.day > today ? { fault: words.isToCome } : read;
}

const usedOrder = (moments: readonly WrittenMoment[], order: DayOrder | undefined): DayOrder | null =>
  moments.some(({ kind }) => kind === 'either') ? (order ?? null) : null;

/** The same person whichever way their name is written. */
export const nameKeys = (name: string): string[] => {
  const parts = fold(name).split(' ');
  return [fold(name), [...parts].sort().join(' ')];
};
