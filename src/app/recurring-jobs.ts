/** What recurs, and when: each job is an operation of its module. */
import type { RecurringJob } from '../delivery/jobs/index.ts';
import type { Modules } from './modules.ts';

/** What recurs, in UTC. */
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
  return [
    { name: 'sessions.open-due', cron: '* * * * *', run: sessions.openDue },
    { name: 'sessions.close-due', cron: '* * * * *', run: attendance.closeDueSessions },
    { name: 'faces.re-embed', cron: '* * * * *', run: faces.reEmbed },
    { name: 'audit.seal', cron: '* * * * *', run: audit.sealPending },
    { name: 'audit.forward', cron: '* * * * *', run: auditForwarder.forward },
    // The whole chain is read: by night.
    { name: 'audit.verify', cron: '13 2 * * *', run: chainAlarm.check },
    { name: 'storage.sweep', cron: '*/10 * * * *', run: storage.sweep },
    { name: 'inbound.sweep', cron: '17 * * * *', run: inbound.sweep },
    { name: 'notify.remind', cron: '* * * * *', run: reminders.remindDue },
    { name: 'access.sweep', cron: '23 3 * * *', run: purgeExpired },
    { name: 'held-acts.sweep', cron: '21 * * * *', run: heldActs.sweep },
    { name: 'budgets.sweep', cron: '11 * * * *', run: budgets.sweep },
    { name: 'budgets.sweep-streams', cron: '*/10 * * * *', run: openStreams.sweep },
    { name: 'calendars.fetch-due', cron: '*/5 * * * *', run: calendars.fetchDue },
    { name: 'tasks.sweep', cron: '37 * * * *', run: tasks.sweep },
    { name: 'notifications.sweep', cron: '47 3 * * *', run: notifications.sweep },
    { name: 'geofence.sweep', cron: '57 3 * * *', run: geofence.sweepAnswers },
    { name: 'attendance.sweep-place-requests', cron: '7 * * * *', run: placeRequests.sweep },
    { name: 'roll-call.sweep-sightings', cron: '33 * * * *', run: roomCamera.sweep },
    { name: 'challenge.sweep', cron: '33 3 * * *', run: challenges.sweep },
    { name: 'focus.sweep', cron: '43 3 * * *', run: focus.sweep },
    { name: 'notify.sweep', cron: '27 * * * *', run: outbox.sweep },
  ];
}
