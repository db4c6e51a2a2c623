/** What people read of the service as a whole, in English. */
export const words = {
  noAccountIsLinkedAnyMore: 'No account is linked any more',
} as const;
