/** What people read of chain-alarm, in English. */
export const words = {
  theAuditChainIsBroken: 'The audit chain is broken',
  entryIsNotAs: (brokenAt: bigint): string =>
    `Entry ${brokenAt} is not as it was sealed, or one before it is missing: somebody has changed the database past Muster. Compare it with a backup.`,
} as const;
