/** Reads a CSV of people: which line says what, and what is wrong with it. Pure. */
// csv-parse: quotes, separators and byte order marks as spreadsheets write them; MIT, no dependencies.
import { parse } from 'csv-parse/sync';
import { z } from 'zod';
import { AppError } from '../../kernel/errors.ts';
import { emailSchema, roleSchema } from '../../school/people/index.ts';
import { words } from './words/en.ts';

/** As many as are written well within the time of one transaction. */
const maxLines = 5000;

const columns = {
  email: 'email',
  name: 'name',
  role: 'role',
  externalid: 'externalId',
  number: 'externalId',
  class: 'classes',
  classes: 'classes',
} as const;

const lineSchema = z.object({
  email: z.string().trim().pipe(emailSchema),
  name: z.string().trim().min(1, words.isMissing).max(200),
  role: z.preprocess(
    (value) => (typeof value === 'string' && value.trim() !== '' ? value.trim().toLowerCase() : 'student'),
    roleSchema.exclude(['admin']),
  ),
  externalId: z.preprocess(
    (value) => (typeof value === 'string' && value.trim() !== '' ? value.trim() : null),
    z.string().max(64).nullable(),
  ),
  classes: z
    .string()
    .default('')
    .transform((codes) =>
      codes
        .split(/[;|]/)
        .map((code) => code.trim().toUpperCase())
        .filter(Boolean),
    )
    .transform((codes) => [...new Set(codes)]),
});

export interface PersonLine extends z.infer<typeof lineSchema> {
  /** As an editor counts them: the header is line 1. */
  line: number;
}

export interface LineFault {
  line: number;
  /** As it is written there. */
  email: string;
  field: string;
  reason: string;
}

/**
 * @param bytes UTF-8, separated by comma or semicolon, with a header: email, name, and as wanted role (student),
 * externalId, classes (CS101;MA201).
 * @returns the lines that can be read, and what is wrong with the others
 * @throws AppError `invalidInput` when it is no such file at all
 */
export function readPeopleCsv(bytes: Buffer): { lines: PersonLine[]; faults: LineFault[] } {
  const records = parseRecords(bytes);
  const [head, ...rest] = records;
  if (!head) throw new AppError('invalidInput', { field: 'file', detail: words.fileIsEmpty });
  if (rest.length > maxLines)
    throw new AppError('invalidInput', {
      field: 'file',
      detail: words.fileHasMoreThanLinesPlease(maxLines),
    });
  const names = head.record.map(
    (title) =>
      columns[
        title
          .trim()
          .toLowerCase()
          .replace(/[^a-z]/g, '') as keyof typeof columns
      ],
  );
  for (const wanted of ['email', 'name'] as const) {
    if (!names.includes(wanted))
      throw new AppError('invalidInput', { field: 'file', detail: words.fileLine1NamesNoColumn(wanted) });
  }
  const lines: PersonLine[] = [];
  const faults: LineFault[] = [];
  for (const { line, record } of rest) {
    const cells = Object.fromEntries(names.flatMap((name, index) => (name ? [[name, record[index] ?? '']] : [])));
    const parsed = lineSchema.safeParse(cells);
    if (parsed.success) lines.push({ line, ...parsed.data });
    else
      for (const issue of parsed.error.issues)
        faults.push({ line, email: (cells['email'] ?? '').trim(), field: issue.path.join('.'), reason: issue.message });
  }
  return { lines, faults: [...faults, ...findTwins(lines)] };
}

function parseRecords(bytes: Buffer): { line: number; record: string[] }[] {
  const text = bytes.toString('utf8');
  if (text.includes('�') || text.includes('\0'))
    throw new AppError('invalidInput', { field: 'file', detail: words.fileIsNotUtf8Text });
  const delimiter =
    (text.split('\n', 1)[0] ?? '').includes(';') && !(text.split('\n', 1)[0] ?? '').includes(',') ? ';' : ',';
  try {
    const records = parse(text, {
      bom: true,
      delimiter,
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
    }) as unknown as { info: { lines: number }; record: string[] }[];
    return records.map(({ info, record }) => ({ line: info.lines, record }));
  } catch (cause) {
    const { lines, message } = cause as { lines?: number; message?: string };
    throw new AppError('invalidInput', {
      field: 'file',
      detail: words.fileLineCannotBeRead({ lines: lines ?? '?', message: message ?? 'malformed' }),
      cause,
    });
  }
}

/** Two lines about one address are a mistake that only the sender can mend; one number for two people likewise. */
function findTwins(lines: readonly PersonLine[]): LineFault[] {
  const faults: LineFault[] = [];
  for (const field of ['email', 'externalId'] as const) {
    const first = new Map<string, number>();
    for (const { line, email, [field]: key } of lines) {
      if (key === null) continue;
      const earlier = first.get(key);
      if (earlier === undefined) first.set(key, line);
      else faults.push({ line, email, field, reason: words.isOnLineAlready(earlier) });
    }
  }
  return faults;
}
