/** How long an invitation is good, whichever way it goes out: long enough for a holiday, short for a lost letter. */
export const invitationLifeMs = 14 * 24 * 3600_000;
