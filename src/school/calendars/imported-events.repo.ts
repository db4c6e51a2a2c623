/** Which session was made of which event, and what the calendar last said of it. */
import type { Tx } from '../../db/index.ts';

export interface ImportedRow {
  sessionId: string;
  classId: string;
  calendar: string;
  uid: string;
  recurrence: string;
  seriesStart: string | null;
  title: string | null;
  startsAt: Date;
  endsAt: Date;
  /** The calendar called it off, by saying so or by naming it no more. */
  isCancelled: boolean;
}

export interface KnownEvent extends ImportedRow {
  /** `cancelledAt` is when a person or a holiday cancelled it; a calendar leaves it empty. */
  session: { status: string; title: string | null; startsAt: Date; endsAt: Date; cancelledAt: Date | null };
}

/** Everything that was ever imported into the class. */
export const findKnown = (tx: Tx, classId: string): Promise<KnownEvent[]> =>
  tx.importedEvent.findMany({
    where: { classId },
    include: { session: { select: { status: true, title: true, startsAt: true, endsAt: true, cancelledAt: true } } },
    orderBy: [{ startsAt: 'asc' }, { sessionId: 'asc' }],
  });

/** Notes that the calendar called these sessions off, so that it can give them back. */
export async function noteCancelled(tx: Tx, sessionIds: readonly string[]): Promise<void> {
  await tx.importedEvent.updateMany({
    where: { sessionId: { in: [...sessionIds] } },
    data: { isCancelled: true },
  });
}

/** Writes what calendars say now; names may go from one session to another. */
export async function replaceEvents(tx: Tx, rows: readonly ImportedRow[]): Promise<void> {
  await tx.importedEvent.deleteMany({ where: { sessionId: { in: rows.map((row) => row.sessionId) } } });
  await tx.importedEvent.createMany({ data: [...rows] });
}
