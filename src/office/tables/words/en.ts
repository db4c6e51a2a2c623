/** What people read of tables in files, in English. */
export const words = {
  fileIsEmpty: 'file: is empty',
  fileIsNoTable: 'file: is no table: save it as CSV or XLSX and send that',
  fileIsAnOldWorkbook: 'file: is a workbook of the old kind (XLS); save it as XLSX or CSV and send that',
  fileIsAWebPage:
    'file: is a web page, whatever its name ends in; open it in the spreadsheet program and save it as XLSX or CSV',
  fileIsAnotherArchive: 'file: is an archive with neither a workbook, nor one table, nor a OneRoster bundle in it',
  fileIsDamaged: 'file: is damaged and cannot be unpacked',
  fileIsTooLargeUnpacked: (megabytes: number): string => `file: is larger than ${megabytes} MB when it is unpacked`,
  fileHasTooManyRows: (most: number): string => `file: has more than ${most} rows; please divide it`,
  cellIsTooLong: ({ line, maxCellLength }: Record<'line' | 'maxCellLength', number>): string =>
    `file: line ${line} has a cell of more than ${maxCellLength} characters, which is no name, address or reason`,
  sheetIsTooWide: (most: number): string =>
    `file: has a sheet with a row beyond ${most}, or too many merged cells; save it as CSV and send that`,
  rowIsBroken: 'its quotes do not match: close the quote, or write it twice where it is a letter',
  rowHasMoreCells: ({ columns, beyond }: { columns: number; beyond: string }): string =>
    `has more cells than the ${columns} columns that the head names (${beyond}): put a cell with the separator in it into quotes, or name the column`,
  columnHasNoName: (column: number): string => `Column ${column} has no name in the head, and was not read.`,
  encodingIsNoneOf: (known: string): string => `encoding: is none of ${known}`,
} as const;
