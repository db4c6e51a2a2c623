/** What an operation answers, as its document says. */
import type { paths } from './schema.d.ts';

type Content<Operation> = Operation extends { responses: { 200: { content: { 'application/json': infer Answer } } } }
  ? Answer
  : never;

/** @template Path of an operation that is read */
export type Answer<Path extends keyof paths> = Content<paths[Path]['get']>;
/** @template Path of an operation that does something and answers with what it did */
export type Done<Path extends keyof paths, Method extends 'post' | 'put' = 'post'> = Content<paths[Path][Method]>;
