/** What people read of the audit, in English. */
export const words = {
  exportTheAudit: (filter: object): string =>
    Object.keys(filter).length === 0
      ? 'export the whole audit'
      : `export the audit where ${Object.entries(filter)
          .map(([name, value]) => `${name} is ${value instanceof Date ? value.toISOString() : String(value)}`)
          .join(' and ')}`,
} as const;
