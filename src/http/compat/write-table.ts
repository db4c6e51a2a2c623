/** For authors: `npm run compat:table` writes the table of the older backends' routes into the README. */
import { readFileSync, writeFileSync } from 'node:fs';
import { writeCompatTables } from './table.ts';

const readmeUrl = new URL('../../../README.md', import.meta.url);
const [begin, end] = ['<!-- routes of older backends -->', '<!-- end of routes -->'];

const readme = readFileSync(readmeUrl, 'utf8');
const [before, rest] = readme.split(begin);
const after = rest?.split(end)[1];
if (before === undefined || after === undefined) throw new Error(`The README needs the lines ${begin} and ${end}.`);
writeFileSync(readmeUrl, `${before}${begin}\n${writeCompatTables()}\n${end}${after}`);
