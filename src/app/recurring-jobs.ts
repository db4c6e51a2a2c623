/** What recurs, and when: each job is an operation of its module. */
import type { RecurringJob } from '../delivery/jobs/index.ts';
import type { Modules } from './modules.ts';

/** When, in UTC. */
export const jobTimes = {
  'sessions.open-due': '* * * * *',
  'sessions.close-due': '* * * * *',
  'faces.re-embed': '* * * * *',
  'audit.seal': '* * * * *',
  'audit.forward': '* * * * *',
  // The whole chain is read: by night.
  'audit.verify': '13 2 * * *',
  'storage.sweep': '*/10 * * * *',
  'inbound.sweep': '17 * * * *',
  'notify.remind': '* * * * *',
  'access.sweep': '23 3 * * *',
  'held-acts.sweep': '21 * * * *',
  'budgets.sweep': '11 * * * *',
  'budgets.sweep-streams': '*/10 * * * *',
  'calendars.fetch-due': '*/5 * * * *',
  'tasks.sweep': '37 * * * *',
  'notifications.sweep': '47 3 * * *',
  'geofence.sweep': '57 3 * * *',
  'attendance.sweep-place-requests': '7 * * * *',
  'roll-call.sweep-sightings': '33 * * * *',
  'challenge.sweep': '33 3 * * *',
  'focus.sweep': '43 3 * * *',
  'notify.sweep': '27 * * * *',
} as const;

/** Each with what it runs. */
export function recurringJobs({
  faces,
  sessions,
  attendance,
  challenges,
  audit,
  auditForwarder,
  chainAlarm,
  storage,
  inbound,
  outbox,
  notifications,
  tasks,
  reminders,
  geofence,
  calendars,
  placeRequests,
  roomCamera,
  focus,
  purgeExpired,
  heldActs,
  budgets,
  openStreams,
}: Modules): RecurringJob[] {
  const runs: Record<keyof typeof jobTimes, RecurringJob['run']> = {
    'sessions.open-due': sessions.openDue,
    'sessions.close-due': attendance.closeDueSessions,
    'faces.re-embed': faces.reEmbed,
    'audit.seal': audit.sealPending,
    'audit.forward': auditForwarder.forward,
    'audit.verify': chainAlarm.check,
    'storage.sweep': storage.sweep,
    'inbound.sweep': inbound.sweep,
    'notify.remind': reminders.remindDue,
    'access.sweep': purgeExpired,
    'held-acts.sweep': heldActs.sweep,
    'budgets.sweep': budgets.sweep,
    'budgets.sweep-streams': openStreams.sweep,
    'calendars.fetch-due': calendars.fetchDue,
    'tasks.sweep': tasks.sweep,
    'notifications.sweep': notifications.sweep,
    'geofence.sweep': geofence.sweepAnswers,
    'attendance.sweep-place-requests': placeRequests.sweep,
    'roll-call.sweep-sightings': roomCamera.sweep,
    'challenge.sweep': challenges.sweep,
    'focus.sweep': focus.sweep,
    'notify.sweep': outbox.sweep,
  };
  return Object.entries(jobTimes).map(([name, cron]) => ({ name, cron, run: runs[name as keyof typeof jobTimes] }));
}
