/** What people read of chain-alarm, in English. */
export const words = {
  theAuditChainIsBroken: 'The audit chain is broken',
  faults: {
    changed: (brokenAt: bigint): string =>
      `Entry ${brokenAt} is not as it was sealed, or one before it is missing: somebody has changed the database past Muster. Compare it with a backup.`,
    cut: (brokenAt: bigint): string =>
      `Entries from ${brokenAt} on were there and are gone: somebody has cut off the end of the audit past Muster, or an older copy of the database was put back. Compare it with a backup.`,
    rewritten: (brokenAt: bigint): string =>
      `The audit is another one than it was, entry ${brokenAt} among it: somebody has written it anew past Muster. Compare it with a backup.`,
    checkpoint: (brokenAt: bigint): string =>
      `The file of checkpoints has lines that Muster did not write; the entries themselves are whole up to ${brokenAt}. Look at audit-checkpoints.jsonl in the data folder.`,
  },
} as const;
