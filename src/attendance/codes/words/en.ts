/** What people read of codes, in English. */
export const words = {
  theSessionIsNotOpen: 'The session is not open.',
} as const;
