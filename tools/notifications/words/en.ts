/** What people read of notifications, in English. */
export const words = {
  youHaveReadAllYourNotifications: 'You have read all your notifications already.',
  markedAsRead: (unread: string): string => `${unread} marked as read.`,
  nothingNew: 'Nothing new.',
  andOlderOnes: (value: number): string => `… and ${value} older ones.`,
  unreadNotification: 'unread notification',
  nothingNewTheLatest: 'Nothing new. The latest were:',
  sayMarkAllReadWhenYou: 'Say "mark all read" when you are done with them.',
} as const;
