/** Card readers: signed events that check students in. */
export { cardSchema, readerEventSchema, readerOutcomeSchema, readerSchema } from './card-readers.schema.ts';
export { createCardReaders, type CardReaders } from './card-readers.ts';
