/** Shapes of notifications. */
import { z } from 'zod';

const notificationKinds = [
  'status',
  'manualChange',
  'session',
  'leave',
  'appeal',
  'announcement',
  'missedCheckIn',
  'account',
  'task',
  'feedback',
  'system',
] as const;
export type NotificationKind = (typeof notificationKinds)[number];

const notificationSchema = z.object({
  id: z.uuid(),
  kind: z.enum(notificationKinds),
  title: z.string(),
  text: z.string(),
  subject: z.object({ type: z.string(), id: z.uuid() }).nullable(),
  createdAt: z.date(),
  readAt: z.date().nullable(),
});
export type NotificationView = z.infer<typeof notificationSchema>;

/** A page of somebody's notifications, newest first. */
export const notificationPageSchema = z.object({
  notifications: z.array(notificationSchema),
  next: z.uuid().nullable().describe('Give it as `before` for the next page.'),
  unread: z.number().int(),
});
export type NotificationPage = z.infer<typeof notificationPageSchema>;
