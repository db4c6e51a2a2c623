/** Calendars of elsewhere: imported from files, or subscribed to by their address. */
export { importAnswerSchema, importSchema, newSubscriptionSchema, subscriptionSchema } from './calendars.schema.ts';
export { createCalendars, type Calendars } from './calendars.ts';
