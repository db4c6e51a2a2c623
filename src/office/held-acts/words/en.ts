/** What people read of what waits for a second admin's yes, in English. */
export const words = {
  anotherAdminAsks: 'Another admin asks for your yes',
  asksTo: ({ name, what, until }: { name: string; what: string; until: string }): string =>
    `${name} asks to ${what}. Say yes or no by ${until} (UTC), on the page.`,
  settledTitles: {
    done: 'It was done, with a second yes',
    approved: 'You may do it now',
    declined: 'Another admin said no',
    failed: 'It could not be done any more',
  },
  settled: {
    done: ({ name, what }: { name: string; what: string }): string =>
      `${name} said yes. What you asked for was done: ${what}.`,
    approved: ({ name, what }: { name: string; what: string }): string =>
      `${name} said yes to what you asked for: ${what}. Ask for it once more, within two days of the first time.`,
    declined: ({ name, what }: { name: string; what: string }): string =>
      `${name} said no to what you asked for: ${what}. Nothing was done.`,
    failed: ({ name, what }: { name: string; what: string }): string =>
      `${name} said yes, but what you asked for does not fit any more: ${what}. Nothing was done.`,
  },
  nobodyCouldSayYes:
    "This school wants a second admin's yes for that, and there is no other admin who could give it. Whoever runs the server makes one there with `npm run admin -- create`.",
  settleWhatWaits: 'say yes or no to what waits for a second admin',
  nobodyApprovesTheirOwn: 'You asked for this yourself. Another admin has to say yes.',
  thisWasSettled: 'This was settled already, or has waited for too long. Ask for it anew.',
  whoAskedIsNoAdmin: 'Whoever asked for this is no admin any more. Nothing was done.',
  tooManyWait: (most: number): string =>
    `${most} acts that you asked for wait for a second admin. Please have them settled, or take some back.`,
  theAnswerWasTaken: 'There is no answer to take, or it was taken already.',
} as const;
