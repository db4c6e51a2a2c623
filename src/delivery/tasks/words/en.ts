/** What people read of tasks, in English. */
export const words = {
  whatYouSentBeforeStillWaits: 'What you sent before still waits to be looked at. Please try again in a moment.',
} as const;
