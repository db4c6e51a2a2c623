/** What people read of the school's own sign-in, in English. */
export const words = {
  noAdminsByRule: 'A rule may make admins only where mayMakeAdmins is set.',
  isNoCertificate: 'is no X.509 certificate',
  addProvider: ({ name, kind }: { name: string; kind: string }): string =>
    `add the sign-in provider ${name} (${kind === 'saml' ? 'SAML' : 'OpenID Connect'})`,
  changeProvider: ({ name, isEnabled, settings }: { name: string; isEnabled: boolean; settings: object }): string =>
    `change the sign-in provider ${name}: ${isEnabled ? 'on' : 'off'}, ${JSON.stringify(settings)}`,
  removeProvider: (name: string | undefined): string =>
    `remove the sign-in provider ${name ?? ''} with everything that is linked by it`,
  changeSignOnPolicy: ({ isEnforced }: { isEnforced: boolean }): string =>
    isEnforced ? 'let people in by the school’s own sign-in alone' : 'let people in by password too',
  keepProviders: 'keep the ways to sign in',
  theKindStays: 'A provider stays of its kind. Make another one.',
  oneTenantElsewhere: 'Several tenants can be told apart at login.microsoftonline.com only. Make a provider for each.',
  leadsElsewhere: (domain: string): string => `Addresses of ${domain} lead to another provider already.`,
  nameAnAdminWithAPassword:
    'Name an admin who may come in and has a password: they keep a way in when the provider is away.',
  nobodyCouldComeIn: 'People have to sign in by a provider, and none would be left. Lift that first.',
  signInByTheSchool: "Please use the school's own sign-in: passwords are not taken here.",
  thisAdminIsTheWayIn: 'Without this admin nobody could let the others in. Make or name another one first.',
  theAddressIsNotPublic: 'the address is not public, and not named in SIGN_ON_ORIGINS',
  aSignInWasRefused: "a sign-in by the school's own provider was refused",
  returnToIsElsewhere: 'returnTo: only the page itself, such as /app, can be returned to.',
  withoutName: 'Without a name',
} as const;
