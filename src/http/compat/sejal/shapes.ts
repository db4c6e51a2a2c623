/** The words of the sejal backend: what its clients send, and how they are told of sessions and of who was there. */
import { z } from 'zod';
import { shownLine } from '../../../kernel/shown-text.ts';
import type { OldClientSignIn } from '../../../accounts/index.ts';
import { addDays, attach, dayOf, formatInstant } from '../../../kernel/days.ts';
import type { ClassView } from '../../../school/classes/index.ts';
import type { HistoryRow, Summed, Totals } from '../../../reporting/statistics/index.ts';
import { emailSchema } from '../../../school/people/index.ts';
import type { SessionView } from '../../../school/sessions/index.ts';
import { day } from '../../shapes.ts';
import { optional } from '../compat.ts';
import { words } from '../words/en.ts';

export interface Meeting {
  session: SessionView;
  view: ClassView;
}

/** These clients know no pages: so many rows, the newest. */
export const mostRows = 20_000;
export const photo = { field: 'image_file', maxFiles: 1 } as const;
export const image_file = optional(z.string());
export const newAccount = z.object({
  email_id: emailSchema,
  name: shownLine(200),
  passwd_hash: z.string().min(8, words.needsAtLeast8Characters).max(200),
  image_file,
});
export const credentials = z.object({ email_id: z.string().min(1).max(254), passwd_hash: z.string().min(1).max(200) });
/** Sent along by these clients, and of no use. */
const unused = z.unknown().optional();
export const own = z.object({ email_id: emailSchema, name: unused });
export const ofTeacher = z.object({ teacher_email_id: emailSchema });
export const ofStudent = z.object({ student_email_id: emailSchema });
const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, words.isNoTimeSuchAs09);
export const meeting = {
  class_name: shownLine(200),
  class_date: day,
  start_time: time,
  end_time: time,
};
export type Sought = z.infer<z.ZodObject<typeof meeting>>;

export const exampleMeeting = {
  class_name: 'Biology',
  class_date: '2026-11-23',
  start_time: '09:00',
  end_time: '10:30',
};
export const exampleCounts = { present: 11, late: 1, absent: 2, excused: 0, total: 14, percentage: 85.7 };
export const exampleStudent = { student_email_id: 'ada@school.example', student_name: words.adaLovelace };
export const exampleAccount = {
  token: 'eyJhbGciOiJIUzI1NiIs…',
  user_type: 'student',
  email_id: 'ada@school.example',
  name: words.adaLovelace,
};

export const tellAccount = ({ token, person }: OldClientSignIn) => ({
  token,
  user_type: person.role,
  email_id: person.email,
  name: person.name,
});

/** Instants of a day and two times on the campus's clock; an end that is not after the start is on the next day. */
export function spanOf(
  { class_date, start_time, end_time }: Sought,
  timeZone: string,
): { startsAt: Date; endsAt: Date } {
  const lastDay = end_time <= start_time ? addDays(class_date, 1) : class_date;
  return {
    startsAt: attach(`${class_date}T${start_time}`, timeZone),
    endsAt: attach(`${lastDay}T${end_time}`, timeZone),
  };
}

function tellSpan(title: string, timeZone: string, { startsAt, endsAt }: { startsAt: Date; endsAt: Date }) {
  return {
    class_name: title,
    class_date: dayOf(startsAt, timeZone),
    start_time: formatInstant(startsAt, timeZone, 'HH:mm'),
    end_time: formatInstant(endsAt, timeZone, 'HH:mm'),
  };
}

export const tellMeeting = ({ session, view }: Meeting) => tellSpan(view.title, view.timeZone, session);
export const tellRow = (row: HistoryRow) => tellSpan(row.title, row.timeZone, row);
export const wasThere = ({ status }: HistoryRow): boolean => status === 'present' || status === 'late';
/** When somebody came. */
export const tellTime = (row: HistoryRow) =>
  wasThere(row) && row.markedAt
    ? [
        {
          ...tellRow(row),
          student_email_id: row.email ?? '',
          student_name: row.name,
          status: row.status,
          marked_at: row.markedAt,
        },
      ]
    : [];

/** One that opens itself is open from its start, whenever that is written down. */
export const stateOf = ({ status, opensItself, startsAt, endsAt }: SessionView, now: Date): string =>
  status === 'scheduled' && opensItself && startsAt <= now && endsAt > now ? 'open' : status;

export const tellCounts = ({ present, late, absent, excused, percentage }: Summed<Totals>) => ({
  present,
  late,
  absent,
  excused,
  total: present + late + absent + excused,
  percentage,
});

export const tellStudent = ({
  title,
  email,
  name,
  ...counts
}: Summed<Totals> & { title: string; email: string | null; name: string }) => ({
  class_name: title,
  student_email_id: email ?? '',
  student_name: name,
  ...tellCounts(counts),
});
