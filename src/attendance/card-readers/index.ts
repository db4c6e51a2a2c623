/** Card readers: signed events that check students in. */
export { cardSchema, readerEventSchema, readerOutcomeSchema, readerSchema } from './card-readers.schema.ts';
export { createReaders, type Readers } from './card-readers.ts';
