/** Files to tables: a table that somebody writes, in whatever way, reads back the same. */
import { stringify } from 'csv-stringify/sync';
import fc from 'fast-check';
import { zipSync } from 'fflate';
import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import {
  countKnownBy,
  faultOfRow,
  findHead,
  matcherOf,
  readSource,
  writeWorkbook,
} from '../../../src/office/tables/index.ts';

const match = matcherOf({ email: ['e mail'], name: [], classes: ['klasse'] });
const countKnown = countKnownBy(match);
const rowsOf = async (bytes: Buffer): Promise<string[][]> => {
  const source = await readSource(bytes, { countKnown });
  if (source.format === 'bundle') throw new Error('It is a bundle');
  return source.tables[0]!.rows.map(({ cells }) => cells);
};

/** Letters that all of these encodings have. */
const letters = [...'abcXYZ 019,;|\t"\'/@.-_()äöüßéè'];
const cell = fc.string({ unit: fc.constantFrom(...letters), maxLength: 12 });
/** No row of nothing, which is none. */
const row = fc.tuple(fc.string({ unit: fc.constantFrom(...'abcdeäöüé'), minLength: 1, maxLength: 8 }), cell, cell);

describe('any table', () => {
  it('written with any separator, line end, encoding and title above reads back the same', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { minLength: 1, maxLength: 12 }),
        fc.constantFrom(',', ';', '\t', '|'),
        fc.constantFrom('\n', '\r\n', '\r'),
        fc.constantFrom('utf-8', 'utf-8 with mark', 'utf-16le with mark', 'utf-16be with mark'),
        fc.constantFrom('', 'sep', 'title'),
        fc.boolean(),
        async (rows, delimiter, lineEnd, dialect, above, isQuoted) => {
          const table = [['E-Mail', 'Name', 'Klasse'], ...rows];
          const body = stringify(table, { delimiter, record_delimiter: lineEnd, quoted: isQuoted });
          const title = { '': '', sep: `sep=${delimiter}${lineEnd}`, title: `Schule am Park${lineEnd}${lineEnd}` }[
            above
          ];
          const [encoding = '', mark] = dialect.split(' ');
          const bytes = iconv.encode(`${mark === undefined ? '' : '\uFEFF'}${title}${body}`, encoding, {
            addBOM: false,
          });
          const read = await rowsOf(bytes);
          expect(above === 'title' ? read.slice(1) : read).toEqual(table);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('of text reads back the same from a workbook', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 6 }), async (rows) => {
        const table = [['email', 'name', 'classes'], ...rows];
        // What a row ends with, if it is nothing, is not kept by workbooks.
        const trimmed = (cells: string[][]): string[][] => cells.map((one) => [...one, '', ''].slice(0, 3));
        expect(trimmed(await rowsOf(await writeWorkbook('People', table)))).toEqual(trimmed(table));
      }),
      { numRuns: 50 },
    );
  });
});

describe('a quote too many or too few', () => {
  const read = async (...lines: string[]): Promise<unknown[]> => {
    const source = await readSource(Buffer.from(['email,name,class', ...lines].join('\n')), { countKnown });
    if (source.format === 'bundle') throw new Error('a bundle');
    return source.tables[0]!.rows.slice(1).map(({ line, cells, isBroken }) => [line, isBroken ?? cells]);
  };
  const good = (name: string): string[] => [`${name}@b.c`, name, 'RA'];
  const plain = (name: string): string => good(name).join(',');

  it.each<[string, string[], unknown[]]>([
    [
      'that nobody closed breaks its row and no other',
      [plain('ann'), '"bo@b.c,bo,RA', plain('cy')],
      [
        [2, good('ann')],
        [3, true],
        [4, good('cy')],
      ],
    ],
    [
      'takes no row with it that has quotes of its own',
      ['"bo@b.c,bo,RA', 'cy@b.c,"Lee, Cy",RA', plain('di')],
      [
        [2, true],
        [3, ['cy@b.c', 'Lee, Cy', 'RA']],
        [4, good('di')],
      ],
    ],
    [
      'leaves cells of several lines whole',
      ['ann@b.c,"Ann', 'Lee",RA', 'bo@b.c,"bo,RA', plain('cy')],
      [
        [2, ['ann@b.c', 'Ann\nLee', 'RA']],
        [4, true],
        [5, good('cy')],
      ],
    ],
    [
      'within a cell is one of its letters',
      ['ann@b.c,Ann "Jo" Lee,RA', 'bo@b.c,bo"s,RA', plain('cy')],
      [
        [2, ['ann@b.c', 'Ann "Jo" Lee', 'RA']],
        [3, ['bo@b.c', 'bo"s', 'RA']],
        [4, good('cy')],
      ],
    ],
  ])('%s', async (_what, lines, rows) => {
    expect(await read(...lines)).toEqual(rows);
    expect(await read(...[...lines, ''].map((line) => `${line}\r`))).toEqual(rows);
  });
});

describe('a head', () => {
  const headOf = (text: string) =>
    findHead(
      text.split('\n').map((line, index) => ({ line: index + 1, cells: line.split(',') })),
      match,
    );

  it('is the first row that knows most, below titles, and remarks in brackets do not hide a name', () => {
    expect(headOf('Name of the school\n\nE-Mail (school),NAME*,Room\na@b.c,Ann,7')).toMatchObject({
      line: 3,
      columns: [
        { header: 'E-Mail (school)', field: 'email' },
        { header: 'NAME*', field: 'name' },
        { header: 'Room', field: null },
      ],
    });
  });

  it('is none where nothing is known', () => {
    expect(headOf('1,2\n3,4')).toBeUndefined();
  });
});

describe('a row', () => {
  const faultIn = (head: string, row: string): string | undefined =>
    faultOfRow(head.split(';'), { line: 2, cells: row.split(';') });

  it.each([
    ['email;name', 'a@b.c;Ann;RA', '"RA"'],
    ['email;name;;', 'a@b.c;Ann;;RB', '"RB"'],
    ['email;name', 'a@b.c;Ann;;;', undefined],
    ['email;name;;', 'a@b.c;Ann;;', undefined],
    [';email;name', '1;a@b.c;Ann', undefined],
    ['email;name', 'a@b.c', undefined],
  ])('with more filled cells than the head names columns is not read: %s above %s', (head, row, told) => {
    const fault = faultIn(head, row);
    if (told === undefined) expect(fault).toBeUndefined();
    else expect(fault).toContain(told);
  });
});

describe('what is no table', () => {
  const refusalOf = async (bytes: Buffer): Promise<string> =>
    readSource(bytes, { countKnown }).then(
      () => 'was read',
      (error: unknown) => (error as Error).message,
    );

  it.each([
    ['a workbook of the old kind', Buffer.from('d0cf11e0a1b11ae100000000', 'hex'), 'XLS'],
    ['a web page that is called a workbook', Buffer.from('<html><table><tr><td>email</td></tr></table>'), 'web page'],
    ['nothing', Buffer.alloc(0), 'empty'],
    ['only white space', Buffer.from(' \r\n \r\n'), 'empty'],
    ['an archive of something else', Buffer.from(zipSync({ 'a.txt': Buffer.from('x') })), 'archive'],
  ])('is refused, saying what it is: %s', async (_what, bytes, word) => {
    expect(await refusalOf(bytes)).toContain(word);
  });

  it('is an archive that is small and unpacks to more than there is room for', async () => {
    const bomb = Buffer.from(zipSync({ 'users.csv': new Uint8Array(80 * 2 ** 20), 'b.csv': new Uint8Array(1) }));
    expect(bomb.byteLength).toBeLessThan(2 ** 20);
    expect(await refusalOf(bomb)).toContain('64 MB');
  });
});
