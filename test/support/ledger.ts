/** What the ledger of a database must look like at any moment, whatever was killed: counts of rows that break it. */
import { runSql } from './owners.ts';

/** Each counts faults, and is zero in a sound ledger. */
const faults = {
  // One more that was answered "you were already recorded" marks nobody.
  'students whom two check-ins marked in one session': `SELECT count(*)::int AS n FROM (SELECT 1 FROM check_in WHERE decision = 'accepted' AND NOT receipt->'reasons' @> '[{"rule":"register"}]'
    GROUP BY session_id, person_id HAVING count(*) > 1) AS twice`,
  'students with two records in one session': `SELECT count(*)::int AS n FROM (SELECT 1 FROM attendance_record GROUP BY session_id, person_id HAVING count(*) > 1) AS twice`,
  'accepted check-ins without a record': `SELECT count(*)::int AS n FROM check_in c WHERE decision = 'accepted' AND NOT EXISTS (SELECT 1 FROM attendance_record r WHERE r.session_id = c.session_id AND r.person_id = c.person_id)`,
  'records whose history does not end where they stand': `SELECT count(*)::int AS n FROM attendance_record r WHERE (SELECT count(*) FROM record_change h WHERE h.record_id = r.id) <> r.version
    OR NOT EXISTS (SELECT 1 FROM record_change h WHERE h.record_id = r.id AND h.version = r.version AND h.after IS NOT DISTINCT FROM r.status)`,
  'check-ins that are not in the audit once': `SELECT count(*)::int AS n FROM check_in c WHERE (SELECT count(*) FROM audit_entry a WHERE a.action = 'checkIn.decided' AND a.facts->>'checkInId' = c.id::text) <> 1`,
  'audited check-ins that are not there': `SELECT count(*)::int AS n FROM audit_entry a WHERE a.action = 'checkIn.decided' AND NOT EXISTS (SELECT 1 FROM check_in c WHERE c.id::text = a.facts->>'checkInId')`,
} as const;

export const soundLedger: Record<string, number> = Object.fromEntries(Object.keys(faults).map((name) => [name, 0]));

/** @returns the number of each fault, to be compared with `soundLedger`. */
export async function inspectLedger(url: string): Promise<Record<string, number>> {
  const found: Record<string, number> = {};
  for (const [name, sql] of Object.entries(faults)) found[name] = (await runSql<{ n: number }>(url, sql))[0]?.n ?? -1;
  return found;
}

/** The check-ins of a session that stand in the register: person by check-in id. */
export async function readRegister(url: string, sessionId: string): Promise<Map<string, string>> {
  const rows = await runSql<{ check_in_id: string; person_id: string }>(
    url,
    `SELECT check_in_id, person_id FROM attendance_record WHERE session_id = '${sessionId}' AND status = 'present'`,
  );
  return new Map(rows.map((row) => [row.check_in_id, row.person_id]));
}
