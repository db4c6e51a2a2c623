/** The schema as one text: its files in the order of their names. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const schemaFolder = join(import.meta.dirname, 'schema');

export const readSchema = (): string =>
  readdirSync(schemaFolder)
    .filter((name) => name.endsWith('.prisma'))
    .sort()
    .map((name) => readFileSync(join(schemaFolder, name), 'utf8'))
    .join('\n');
