/**
 * The role that the service works as. It reads and writes rows and owns nothing: it can change no table, no trigger and
 * no entry of the audit. Migrations run as the owner, who is needed for nothing else.
 */
import pg from 'pg';

export interface ServiceRole {
  readonly name: string;
  /** Makes the role where it is not there; without one it has to be. */
  readonly password?: string;
}

/** Of several processes that start at once one after the other looks. */
const lockKey = 7_266_838;
const schemas = ['public', 'pgboss'];
/** Written once, and never again: the triggers say so too, but triggers are the owner's. */
const appendOnly = ['audit_entry', 'audit_seal'];

/**
 * Gives the role what it needs of every table that is there by now.
 * @param ownerUrl as whom migrations run
 * @throws Error when the role is not there and may not be made
 */
export async function readyServiceRole(ownerUrl: string, role: ServiceRole): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl, application_name: 'muster-roles' });
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [lockKey]);
    if (role.password !== undefined) await ensureRole(client, role.name, role.password);
    for (const statement of await grantsFor(client, role.name)) await client.query(statement);
  } finally {
    await client.end();
  }
}

async function ensureRole(client: pg.Client, name: string, password: string): Promise<void> {
  const { rowCount } = await client.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [name]);
  if (rowCount === 0)
    await client.query(
      `CREATE ROLE ${pg.escapeIdentifier(name)} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD ${pg.escapeLiteral(password)}`,
    );
}

/** What is still missing; nothing, when an earlier start has given it. */
async function grantsFor(client: pg.Client, name: string): Promise<string[]> {
  const { rows: open } = await client.query<{ schema: string }>(
    `SELECT DISTINCT n.nspname AS schema FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname = ANY ($2) AND c.relkind IN ('r', 'p') AND NOT has_table_privilege($1, c.oid, 'SELECT')`,
    [name, schemas],
  );
  const role = pg.escapeIdentifier(name);
  const { rows } = await client.query<{ database: string; restricted: boolean }>(
    `SELECT current_database() AS database, NOT EXISTS (
       SELECT 1 FROM unnest($2::text[]) AS t WHERE has_table_privilege($1, t, 'UPDATE') OR has_table_privilege($1, t, 'DELETE')
     ) AND NOT has_schema_privilege($1, 'public', 'CREATE') AS restricted`,
    [name, appendOnly],
  );
  const [here] = rows;
  if (open.length === 0 && here?.restricted) return [];
  return [
    'BEGIN',
    'REVOKE CREATE ON SCHEMA public FROM PUBLIC',
    `REVOKE CREATE, TEMPORARY ON DATABASE ${pg.escapeIdentifier(here?.database ?? '')} FROM PUBLIC`,
    ...open.flatMap(({ schema }) => [
      `GRANT USAGE ON SCHEMA ${schema} TO ${role}`,
      `GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${schema} TO ${role}`,
      `GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA ${schema} TO ${role}`,
    ]),
    ...appendOnly.map((table) => `REVOKE UPDATE, DELETE ON ${table} FROM ${role}`),
    `REVOKE INSERT, UPDATE, DELETE ON _prisma_migrations FROM ${role}`,
    'COMMIT',
  ];
}

/** Whether whoever works through this address could change the tables themselves. */
export async function ownsTables(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, application_name: 'muster-roles' });
  await client.connect();
  try {
    const { rows } = await client.query<{ owns: boolean }>(
      "SELECT pg_has_role(c.relowner, 'USAGE') AS owns FROM pg_class c WHERE c.oid = 'audit_entry'::regclass",
    );
    return rows[0]?.owns ?? false;
  } finally {
    await client.end();
  }
}
