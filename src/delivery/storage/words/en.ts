/** What people read of storage, in English. */
export const words = {
  thisFileIsNoLongerAvailable: 'This file is no longer available. Please ask for it again.',
} as const;
