/** Which Muster this is. */
import { join } from 'node:path';
import { rootDir } from '../kernel/root.ts';
import { readFileSync } from 'node:fs';

export const version = (JSON.parse(readFileSync(join(rootDir, 'package.json'), 'utf8')) as { version: string }).version;
