/** What people read of the audit in chat, in English. */
export const words = {
  what: ({
    by,
    person,
    topic,
  }: {
    by: string | undefined;
    person: string | undefined;
    topic: string | undefined;
  }): string =>
    [
      by === undefined ? 'What was done' : `What ${by} did`,
      ...(person === undefined ? [] : [`that names ${person}`]),
      ...(topic === undefined ? [] : [`(${topic})`]),
    ].join(' '),
  head: ({ what, days, isMore }: { what: string; days: string; isMore: boolean }): string =>
    `${what}, ${days}, newest first${isMore ? '; there is more before that, see GET /api/v2/audit' : ''}:`,
  nothing: ({ what, days }: { what: string; days: string }): string =>
    `${what}, ${days}: nothing that the audit knows of.`,
  nobodyIsCalled: (typed: string): string => `Nobody here is called "${typed}".`,
  whomDoYouMean: (names: string): string => `Whom do you mean: ${names}?`,
  theService: 'Muster itself',
  somebodyErased: 'somebody',
  withTheYesOf: (name: string): string => `, with the yes of ${name}`,
  by: (via: string): string => ` (${via})`,
  of: (name: string): string => `of ${name}`,
  mark: ({
    name,
    before,
    after,
  }: {
    name: string;
    before: string | null | undefined;
    after: string | null | undefined;
  }): string => `${name}: ${before ?? 'no mark'} → ${after ?? 'no mark'}`,
  became: (after: object): string =>
    `(${Object.entries(after)
      .map(([what, value]) => `${what} ${String(value)}`)
      .join(', ')})`,
  more: (count: number): string => (count > 0 ? ` and ${count} more` : ''),
  /** "records written", "passkey added": the action's own words. */
  deedOf: (action: string): string =>
    action
      .replace(/^(?:account|audit|checkIn|checkOut)\./, '')
      .replace(/[._]/g, ' ')
      .replace(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`),
} as const;
