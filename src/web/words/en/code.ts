/** The code of a lesson, shown to the whole room. */
export const code = {
  title: 'Check in to {{class}}',
  scan: 'Scan the code with your phone, or type these digits in Muster:',
  digitsEnd: 'The digits end at {{time}}.',
  newDigits: 'New digits',
  qrOf: 'QR code to check in',
  here: '{{here}} of {{of}} here',
  fullScreen: 'Full screen',
  leave: 'Back to the register',
  notOpen: 'This lesson is not open, so nobody can check in.',
} as const;
