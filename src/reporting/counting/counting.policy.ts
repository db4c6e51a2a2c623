/**
 * What counts, pure: the one rule that sheets, figures, dashboards, histories, chat, the minimum and the older APIs
 * share. Counts in the database (the views `session_count`, `student_count`) follow the same table.
 *
 * | the session is                    | the student then          | mark       | shown as     | counts |
 * | --------------------------------- | ------------------------- | ---------- | ------------ | ------ |
 * | open or closed                    | anybody, also before they | present,   | the mark     | yes    |
 * |                                   | came or after they left   | late, …    |              |        |
 * | open or closed                    | on the roster for some of | none, or   | not marked   | no     |
 * |                                   | it, and in its groups     | taken back |              |        |
 * | open or closed                    | not on the roster         | none       | not enrolled | no     |
 * | scheduled, over: not taken        | on the roster             | none       | not taken    | ahead  |
 * | scheduled, to come                | on the roster             | none       | planned      | ahead  |
 * | cancelled before it was held      | anybody                   | none       | left out     | no     |
 * | void: cancelled after it was held | anybody                   | kept       | left out     | no     |
 *
 * "Ahead" counts only where the class takes its percentages over all planned lessons. Who left during a session, or
 * came back, is on the roster for some of it: closing writes nobody absent who was not on it all along.
 */
import { type Member, membershipDuring } from '../../school/classes/index.ts';
import type { SessionView } from '../../school/sessions/index.ts';

export type MarkedStatus = 'present' | 'late' | 'absent' | 'excused';
/** How a student stands in a session; null: it is left out for everybody. */
export type Standing = MarkedStatus | 'notMarked' | 'notEnrolled' | 'ahead';

type CountedSession = Pick<SessionView, 'status' | 'startsAt' | 'endsAt' | 'groupIds'>;

/** @param mark what stands in the register; null when nothing does */
export function standingIn(session: CountedSession, member: Member, mark: MarkedStatus | null): Standing | null {
  if (session.status === 'cancelled') return null;
  const wasThere = membershipDuring(member, session) !== 'none';
  if (session.status === 'scheduled') return wasThere ? 'ahead' : 'notEnrolled';
  return mark ?? (wasThere ? 'notMarked' : 'notEnrolled');
}

export const isMark = (standing: Standing | null): standing is MarkedStatus =>
  standing === 'present' || standing === 'late' || standing === 'absent' || standing === 'excused';
