/** What people read of import, in English. */
export const words = {
  waitsForApprovalLetThem: (email: string): string =>
    `${email} waits for approval: let them in or turn them away first`,
  isHereAsA: ({ email, role }: { email: string; role: string }): string => `${email} is here as a ${role}`,
  isDeactivated: (email: string): string => `${email} is deactivated`,
  isSomebodyElsesNumber: (externalId: string): string => `${externalId} is somebody else's number`,
  thereIsNoClass: (missing: string): string => `there is no class ${missing}`,
  onlyStudentsAreOnRosters: 'only students are on rosters',
  somebodyWasAddedInTheMeantime: 'Somebody was added in the meantime. Nothing was imported; please try again.',
  isMissing: 'is missing',
  fileIsEmpty: 'file: is empty',
  fileHasMoreThanLinesPlease: (maxLines: number): string => `file: has more than ${maxLines} lines; please divide it`,
  fileLine1NamesNoColumn: (wanted: string): string => `file: line 1 names no column "${wanted}"`,
  fileIsNotUtf8Text: 'file: is not UTF-8 text; save it as "CSV UTF-8"',
  fileLineCannotBeRead: ({ lines, message }: { lines: number | string; message: string }): string =>
    `file: line ${lines} cannot be read (${message})`,
  isOnLineAlready: (earlier: number): string => `is on line ${earlier} already`,
} as const;
