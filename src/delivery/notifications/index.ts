/** Notifications on the page, and the outbox for mail and chat. */
export { createMailer, type Mailer } from './mail.ts';
export { notificationPageSchema } from './notifications.schema.ts';
export { createNotifications, type NewNotification, type Notifications } from './notifications.ts';
export { createOutbox, type NewMessage, type Outbox, type Sender } from './outbox.ts';
export type { OutboundChannel } from './outbox.repo.ts';
