/** Stored sessions that follow a calendar of elsewhere. */
import type { Tx } from '../../db/index.ts';

export interface CalendarChange {
  id: string;
  title: string | null;
  startsAt: Date;
  endsAt: Date;
  isCancelled: boolean;
  /** It was cancelled by its calendar, and takes place after all; what a person cancelled meanwhile stays. */
  isOnAgain: boolean;
}

/** Changes scheduled sessions in one statement: one that was opened or cancelled meanwhile stays as it is. */
export async function followCalendar(tx: Tx, rows: readonly CalendarChange[]): Promise<void> {
  await tx.$executeRaw`
    UPDATE session s SET title = c.title, starts_at = c."startsAt", ends_at = c."endsAt", status = CASE WHEN c."isCancelled" THEN 'cancelled' ELSE 'scheduled' END::"SessionStatus",
      status_before = CASE WHEN c."isCancelled" THEN 'scheduled'::"SessionStatus" END, cancelled_at = NULL, cancelled_by_id = NULL, cancel_reason = NULL, holiday_id = NULL
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS c(id uuid, title text, "startsAt" timestamptz, "endsAt" timestamptz, "isCancelled" boolean, "isOnAgain" boolean)
    WHERE s.id = c.id AND (s.status = 'scheduled' OR (c."isOnAgain" AND s.status = 'cancelled' AND s.merged_into_id IS NULL
      AND s.cancelled_at IS NULL AND coalesce(s.status_before, 'scheduled') = 'scheduled'))`;
}

/** @returns the ids of those that were cancelled. */
export async function cancelUnused(tx: Tx, sessionIds: readonly string[]): Promise<string[]> {
  const rows = await tx.session.updateManyAndReturn({
    where: { id: { in: [...sessionIds] }, status: 'scheduled', records: { none: {} }, checkIns: { none: {} } },
    data: { status: 'cancelled', statusBefore: 'scheduled' },
    select: { id: true },
  });
  return rows.map((row) => row.id);
}
