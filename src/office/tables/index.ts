/** Tables as schools have them: what a file's bytes say, whatever wrote them, and what its columns mean. */
export { encodings } from './decode.ts';
export { fold, joiningWords, squash } from './fold.ts';
export {
  type ColumnMatch,
  type Head,
  type MatchHeader,
  countKnownBy,
  faultOfRow,
  findHead,
  foldHeader,
  matcherOf,
  warningsOfColumns,
} from './head.ts';
export { type Bundle, type SourceTable, type TableRow, readSource, sourceSchema } from './read-source.ts';
export { writeCsv, writeWorkbook, writeZip } from './write-tables.ts';
