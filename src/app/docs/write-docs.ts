/** For authors: `npm run docs` writes what docs/ says of the code from the code. */
import { readFileSync, writeFileSync } from 'node:fs';
import { replaceBetween } from './replace-between.ts';
import { writeGeneratedDocs } from './generated-docs.ts';

for (const { file, mark, text } of writeGeneratedDocs()) {
  const url = new URL(`../../../docs/${file}`, import.meta.url);
  writeFileSync(url, replaceBetween(readFileSync(url, 'utf8'), mark, text));
  console.log(`docs/${file}`);
}
