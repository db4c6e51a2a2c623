/** What people read of agent, in English. */
export const words = {
  cancelledNothingWasChanged: 'Cancelled. Nothing was changed.',
  thisButtonHasExpiredPleaseAsk: 'This button has expired. Please ask again.',
  thisWasSettledAlready: 'This was settled already.',
  imMusterAnAutomatedAssistant: "I'm Muster, an automated assistant for attendance.",
  photoS: ({ text, count }: { text: string; count: number }): string => `${text} [${count} photo(s)]`,
  severalChangesAreWaitingPleasePress: 'Several changes are waiting. Please press the button of the one you mean.',
  iCouldNotMakeSense:
    'I could not make sense of that, and changed nothing. Please say it in other words, or say "help".',
  theRestFailedOnOurSide: 'The rest failed on our side and was not done. Please try again shortly.',
  iDidNotUnderstand: 'I did not understand that, and changed nothing. Say "help" to see what I can do.',
  thatIsNotSomethingYouCan:
    'That is not something you can do here, so I changed nothing. Say "help" to see what I can do for you.',
  noText: '(no text)',
  iCouldNotDoThatNothing: 'I could not do that. Nothing was changed.',
  pleaseSendThePhotoOnceMore: (named: string): string => `Please send the photo once more, together with "${named}".`,
  youAreWelcome: 'You are welcome.',
  nothingIsWaitingToBeConfirmed: 'Nothing is waiting to be confirmed, and nothing was changed.',
  fineThankYouSayHelp: 'Fine, thank you. Say "help" to see what I can do.',
  iAmAnAutomatedAssistant: 'I am an automated assistant for attendance, not a person.',
  iMarkStudentsByNameSo:
    'I mark students by name, so that nobody is marked by mistake: "mark Ada and Blaise present". For the whole room send a photo of it with "roll call".',
  iOpenAndCloseSessionsWhen: 'I open and close sessions when you say so, not ahead of time. Nothing was changed.',
  noFurtherToolCalls: 'No further tool calls in this turn.',
  argumentsAreNotValid: (error: string): string => `Arguments are not valid: ${error}`,
  waitingForThePersonToConfirm: 'waiting for the person to confirm',
  thisFailed: 'This failed.',
  thereIsNothingInThisConversation: 'There is nothing in this conversation that can be taken back.',
} as const;
