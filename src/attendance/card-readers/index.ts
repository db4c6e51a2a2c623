/** Card readers: signed events that check students in. */
export { createReaders, readerEventSchema, readerOutcomes, type Readers } from './card-readers.ts';
