/** What the service told the person. */
export const notifications = {
  title: 'Notifications',
  none: 'Nothing yet',
  noneText: 'Changes of your record, decisions and announcements are listed here.',
  readAll: 'Mark all as read',
  older: 'Show older ones',
} as const;
