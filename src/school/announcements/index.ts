/** Announcements, reminders and feedback from users. */
export { announcementSchema } from './announcements.schema.ts';
export { createAnnouncements, type Announcements } from './announcements.ts';
export { createReminders } from './reminders.ts';
export { createFeedback, feedbackSchema, type Feedback } from './user-feedback.ts';
