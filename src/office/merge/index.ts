/** Merging two accounts of one person. */
export { mergeChoicesSchema, mergeReportSchema } from './merge.schema.ts';
export { createMerge, type Merge } from './merge.ts';
