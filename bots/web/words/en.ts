/** What people read of web, in English. */
export const words = {
  isNotValid: 'is not valid',
} as const;
