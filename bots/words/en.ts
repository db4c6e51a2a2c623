/** What people read of bots, in English. */
export const words = {
  pleaseSendPhotosAtMost: (maxFiles: number): string => `Please send ${maxFiles} photos at most.`,
  pleaseWriteSomethingOrSend: 'Please write something or send a photo.',
  pleaseWriteCharactersAtMost: (maxTextLength: number): string => `Please write ${maxTextLength} characters at most.`,
  theFileCouldNotBeOpened: 'The file could not be opened; perhaps it was deleted. Please send it again.',
  thatFileLiesWhereIMay: 'That file lies where I may not fetch it from. Please attach the photo itself.',
  othersCouldReadThatCodeSo:
    'Others could read that code, so it no longer works. Please get a new one and send it to me in a direct message.',
  thisAccountIsLinkedToAlready: (name: string): string => `This account is linked to ${name} already.`,
  linkedYouAreSayHelp: ({ name, role }: { name: string; role: string }): string =>
    `Linked. You are ${name} (${role}). Say "help" to see what I can do for you, and "unlink" to undo this.`,
  thatButtonWasForSomebodyElse: 'That button was for somebody else, or is no longer there. Nothing was changed.',
} as const;
