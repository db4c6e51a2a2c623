/** What people read of provisioning by SCIM, in English. */
export const words = {
  connectDirectory: (name: string): string => `connect the directory ${name}, which may write people`,
  keepConnections: 'keep connections of a directory',
  isNotValid: (field: string, why: string): string => `${field === '' ? 'the resource' : field}: ${why}`,
  isNoAddress: 'is no e-mail address',
  filterIsNotKnown: (known: readonly string[]): string =>
    `Only an attribute that equals a value can be asked for: ${[...new Set(known)].join(', ')}.`,
  valueCannotBeRead: 'The value of the filter cannot be read.',
  nameWhatIsToGo: 'Say by a path what is to be removed.',
  nameAnAttribute: 'Without a path the value has to name attributes.',
  pathCannotBeRead: (path: string): string => `${path} is no path that is known here.`,
  neverChanges: (attribute: string): string => `${attribute} never changes.`,
  somebodyHasThisUserName: 'Somebody has this userName or address already.',
  somebodyHasThisNumber: 'Somebody has this address or number already.',
  aGroupHasThisName: 'A group has this displayName already.',
  noRuleGivesARole: 'No rule of this connection says what they are, and it has no default role.',
  adminsAreNotForDirectories: 'This connection may not change admins.',
  anAdminNeedsAnAddress: 'emails: an admin needs an address.',
  thisAccountWasMerged: 'This account was merged into another.',
  notAMember: 'members: one of these people is not here.',
} as const;
