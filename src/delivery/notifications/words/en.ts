/** What people read of notifications, in English. */
export const words = {
  theMailServerRefused: (responseCode: number): string => `The mail server refused it (${responseCode})`,
  isNotSetUp: (channel: string): string => `${channel} is not set up`,
} as const;
