/** The password of the embedded database: made once, readable by us alone. */
import { createHmac, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The file in the data folder. */
export const passwordFileOf = (dataDir: string): string => join(dataDir, 'postgres.password');

/**
 * @param isNew - no cluster knows a password yet, so one may be made
 * @throws Error when a cluster is there, but not its password
 */
export function readPassword(dataDir: string, isNew: boolean): string {
  const path = passwordFileOf(dataDir);
  if (existsSync(path)) {
    const password = readFileSync(path, 'utf8').trim();
    if (password !== '') return password;
  }
  if (!isNew)
    throw new Error(
      `The file ${path} is missing: without it the database of this folder cannot be opened. Put it back.`,
    );
  const password = randomBytes(24).toString('base64url');
  writeFileSync(path, `${password}\n`, { mode: 0o600 });
  return password;
}

/** The password of the role that the service works as: derived, so that there is no second file to lose. */
export const servicePassword = (password: string): string =>
  createHmac('sha256', password).update('muster_service').digest('base64url');
