/**
 * Paths on a command line: npm runs scripts in the folder of the repository, but whoever typed the path may stand
 * elsewhere.
 */
import { resolve } from 'node:path';

export const typedPath = (path: string): string => resolve(process.env['INIT_CWD'] ?? '', path);
