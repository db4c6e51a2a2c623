/** What people read of inbox, in English. */
export const words = {
  youAreSendingMessagesFasterThan:
    'You are sending messages faster than I can be sure to read them. Please wait a minute; what came too fast was left aside.',
} as const;
