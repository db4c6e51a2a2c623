/** What people read of the service as a whole, in English. */
export const words = {
  noAccountIsLinkedAnyMore: 'No account is linked any more',
  adminUsage: `npm run admin -- list                     who is an admin
npm run admin -- reset WHO                a link with which WHO (address or number) chooses a new password
npm run admin -- reset-factors WHO        takes away the second factors of WHO, who lost them
npm run admin -- create E-MAIL "NAME"     a further admin, and the link with which they choose a password`,
  secondFactorsAreTakenAway: (who: string): string =>
    `${who} has no second factor any more, and is signed out everywhere. Their password stays.`,
  openToChooseAPassword: ({ url, expiresAt }: { url: string; expiresAt: Date }): string =>
    `Open this address to choose a password. It works once, until ${expiresAt.toISOString()}:\n${url}`,
  noSchoolIsKeptThere: (folder: string): string => `DATA_DIR: no school is kept in ${folder}.`,
} as const;
