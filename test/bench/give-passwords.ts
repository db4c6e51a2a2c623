/** Everybody of a bench's school has the admin's password: hashing a thousand would take longer than the bench. */
import pg from 'pg';
import { adminEmail } from '../support/muster.ts';

export async function givePasswords(databaseUrl: string): Promise<void> {
  const database = new pg.Client({ connectionString: databaseUrl });
  await database.connect();
  await database.query(
    `UPDATE person SET password_hash = (SELECT password_hash FROM person WHERE email = $1) WHERE email LIKE '%@load.example'`,
    [adminEmail],
  );
  await database.end();
}
