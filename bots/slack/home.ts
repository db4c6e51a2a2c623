/** App Home and the assistant's prompts: what a person sees before asking anything. */
import type { KnownBlock } from '@slack/types';
import { formatInstant } from '../../src/kernel/days.ts';
import type { Actor, Role } from '../../src/security/access/index.ts';
import type { TodaySession } from '../../src/attendance/register/index.ts';
import { words } from './words/en.ts';

const maxSessions = 40;
const section = (text: string): KnownBlock => ({ type: 'section', text: { type: 'plain_text', text, emoji: true } });
const header = (text: string): KnownBlock => ({ type: 'header', text: { type: 'plain_text', text } });
const context = (text: string): KnownBlock => ({ type: 'context', elements: [{ type: 'plain_text', text }] });

/** Of somebody who is linked: today's sessions, and what can be said. */
export function homeOf(
  actor: Actor,
  sessions: readonly TodaySession[],
  { now, timeZone }: { now: Date; timeZone: string },
): KnownBlock[] {
  const day = formatInstant(now, timeZone, 'cccc, d LLLL');
  const rows = sessions
    .slice(0, maxSessions)
    .map((one) =>
      section(
        `${clock(one.session.startsAt, one)}–${clock(one.session.endsAt, one)}   ${one.code} ${one.title}\n${standing(one)}`,
      ),
    );
  return [
    header(words.today(day)),
    ...(rows.length > 0 ? rows : [section(words.yourClassesHaveNoSessionsToday)]),
    { type: 'divider' },
    context(
      words.youAreSayHelpForEverything({
        name: actor.name,
        role: actor.role,
        rest: actor.role === 'student' ? words.toCheckInSendMe : words.sendMeAPhoto,
      }),
    ),
  ];
}

/** Of somebody who is not: how to link, and nothing else. */
export const homeOfStranger = (howToLink: string): KnownBlock[] => [header('Muster'), section(howToLink)];

const clock = (instant: Date, { timeZone }: TodaySession): string => formatInstant(instant, timeZone, 'HH:mm');
const marks = { present: '✅ present', late: '🕐 late', absent: '❌ absent', excused: '📄 excused' } as const;
const states = { scheduled: words.notOpenYet, open: words.openNow, closed: 'closed', cancelled: 'cancelled' } as const;

function standing({ status, here, session }: TodaySession): string {
  if (here) return words.ofHere({ item: states[session.status], count: here.count, ofText: here.of });
  return status
    ? `${marks[status]} (${states[session.status]})`
    : states[session.status] === words.openNow
      ? words.openNowYouAreNotChecked
      : states[session.status];
}

const prompts: Readonly<Record<Role, { title: string; message: string }[]>> = {
  student: [
    { title: words.howIsMyAttendance, message: words.myAttendanceThisMonth },
    { title: words.whatCanIDoHere, message: 'help' },
  ],
  teacher: [
    { title: words.whoIsMissing, message: words.askWhoIsMissing },
    { title: words.openASession, message: words.askToOpenASession },
    { title: words.sheetOfThisMonth, message: words.sheetForThisMonth },
    { title: words.whatCanIDoHere, message: 'help' },
  ],
  admin: [
    { title: words.howDidThisWeekGo, message: words.howWasAttendanceThisWeek },
    { title: words.whatCanIDoHere, message: 'help' },
  ],
  guardian: [{ title: words.whatCanIDoHere, message: 'help' }],
};

export const promptsOf = (
  role: Role,
): [{ title: string; message: string }, ...{ title: string; message: string }[]] => {
  const [first = { title: 'Help', message: 'help' }, ...rest] = prompts[role];
  return [first, ...rest];
};
