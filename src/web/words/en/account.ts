/** One's own account. */
export const account = {
  title: 'My account',
  theme: 'Appearance',
  themes: { system: 'As the device', light: 'Light', dark: 'Dark' },
  language: 'Language',
  signingIn: 'Signing in',
  signingInText: 'Passkeys, codes, and the devices on which you are signed in.',
  chatAccounts: 'Chat accounts',
  chatAccountsText: 'Use Muster in Slack or Microsoft Teams as well.',
  focusIndex: 'Focus index',
  focusIndexText: 'What it is, in which of your classes it is on, and what is kept of you.',
} as const;
