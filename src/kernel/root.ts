/**
 * The folder of the repository: migrations, models and the page lie in it, whether the sources run or what was bundled
 * of them.
 */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

export const rootDir = folderOfPackage(import.meta.dirname);

/** The nearest folder above with a package.json; what is bundled lies below node_modules/.cache, which has none. */
function folderOfPackage(folder: string): string {
  const above = dirname(folder);
  return existsSync(join(folder, 'package.json')) || above === folder ? folder : folderOfPackage(above);
}
