/** App Home and the assistant's prompts: what a person sees before asking anything. */
import type { KnownBlock } from '@slack/types';
import { DateTime } from 'luxon';
import type { Actor, Role } from '../../src/security/access/index.ts';
import type { TodaySession } from '../../src/attendance/register/index.ts';

const maxSessions = 40;
const section = (text: string): KnownBlock => ({ type: 'section', text: { type: 'plain_text', text, emoji: true } });
const header = (text: string): KnownBlock => ({ type: 'header', text: { type: 'plain_text', text } });
const context = (text: string): KnownBlock => ({ type: 'context', elements: [{ type: 'plain_text', text }] });

/** Of somebody who is linked: today's sessions, and what can be said. */
export function homeOf(actor: Actor, sessions: readonly TodaySession[], now: Date): KnownBlock[] {
  const zone = sessions[0]?.timeZone ?? 'UTC';
  const day = DateTime.fromJSDate(now, { zone }).toFormat('cccc, d LLLL');
  const rows = sessions
    .slice(0, maxSessions)
    .map((one) =>
      section(
        `${clock(one.session.startsAt, one)}–${clock(one.session.endsAt, one)}   ${one.code} ${one.title}\n${standing(one)}`,
      ),
    );
  return [
    header(`Today, ${day}`),
    ...(rows.length > 0 ? rows : [section('Your classes have no sessions today.')]),
    { type: 'divider' },
    context(
      `You are ${actor.name} (${actor.role}). ${actor.role === 'student' ? 'To check in, send me a selfie or the code shown in the room.' : 'Send me a photo of the room with "roll call", or ask "who is missing?".'} Say "help" for everything else.`,
    ),
  ];
}

/** Of somebody who is not: how to link, and nothing else. */
export const homeOfStranger = (howToLink: string): KnownBlock[] => [header('Muster'), section(howToLink)];

const clock = (instant: Date, { timeZone }: TodaySession): string =>
  DateTime.fromJSDate(instant, { zone: timeZone }).toFormat('HH:mm');
const marks = { present: '✅ present', late: '🕐 late', absent: '❌ absent', excused: '📄 excused' } as const;
const states = { scheduled: 'not open yet', open: 'open now', closed: 'closed', cancelled: 'cancelled' } as const;

function standing({ status, here, session }: TodaySession): string {
  if (here) return `${states[session.status]}, ${here.count} of ${here.of} here`;
  return status
    ? `${marks[status]} (${states[session.status]})`
    : states[session.status] === 'open now'
      ? '🔵 open now: you are not checked in yet'
      : states[session.status];
}

const prompts: Readonly<Record<Role, { title: string; message: string }[]>> = {
  student: [
    { title: 'How is my attendance?', message: 'my attendance this month' },
    { title: 'What can I do here?', message: 'help' },
  ],
  teacher: [
    { title: 'Who is missing?', message: 'who is missing?' },
    { title: 'Open a session', message: 'open a session' },
    { title: 'Sheet of this month', message: 'sheet for this month' },
    { title: 'What can I do here?', message: 'help' },
  ],
  admin: [
    { title: 'How did this week go?', message: 'how was attendance this week?' },
    { title: 'What can I do here?', message: 'help' },
  ],
  guardian: [{ title: 'What can I do here?', message: 'help' }],
};

export const promptsOf = (
  role: Role,
): [{ title: string; message: string }, ...{ title: string; message: string }[]] => {
  const [first = { title: 'Help', message: 'help' }, ...rest] = prompts[role];
  return [first, ...rest];
};
