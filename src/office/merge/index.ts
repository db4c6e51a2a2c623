/** Merging two accounts of one person. */
export { mergeReportSchema } from './merge.schema.ts';
export { createMerge, type Merge } from './merge.ts';
