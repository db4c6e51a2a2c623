/** Merging two accounts of one person. */
export { createMerge, type Merge } from './merge.ts';
