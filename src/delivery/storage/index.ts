/** Stored files, sealed with their owner's key. */
export { createStorage, type OpenedFile, type Storage } from './storage.ts';
