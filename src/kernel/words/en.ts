/** What people read of kernel, in English. */
export const words = {
  somethingInTheRequestIsNot: 'Something in the request is not as it should be.',
  thatFileIsNotAPicture: 'That file is not a picture we can read. Please send a JPEG, PNG, WebP or HEIC photo.',
  theBodyIsOfAKind: 'The body is of a kind that cannot be read here.',
  thePictureIsDamagedAndCannot: 'The picture is damaged and cannot be opened. Please take it again.',
  theFileIsLargerThan15: 'The file is larger than 15 MB. Please send a smaller one.',
  thePictureHasMoreThan50: 'The picture has more than 50 megapixels. Please send a smaller one.',
  pleaseSignIn: 'Please sign in.',
  eMailOrPasswordIsNot: 'E-mail or password is not right.',
  youAreNotAllowedToDo: 'You are not allowed to do this.',
  thereIsNoSuchThing: 'There is no such thing, or it is not yours.',
  thisAddressDoesNotKnow: 'This address does not know that method.',
  thisDoesNotFitThePresent: 'This does not fit the present state.',
  facesCannotBeRecognisedHereUntil:
    'Faces cannot be recognised here until the face models in use have been measured. Please use a code, or ask your teacher. Nothing was recorded.',
  consentToFaceRecognitionIsNeeded: 'Consent to face recognition is needed first.',
  thisWasChangedBySomeoneElse: 'This was changed by someone else in the meantime. Please look again.',
  theSameRequestIsStillBeing: 'The same request is still being worked on.',
  thisIsNoLongerAvailable: 'This is no longer available.',
  tooManyTriesPleaseWait: 'Too many tries. Please wait a moment.',
  somethingWentWrongOnOurSide: 'Something went wrong on our side. Nothing was recorded.',
  theRegisterCannotBeReachedRight:
    'The register cannot be reached right now. Nothing was recorded; please try again shortly.',
  withNumber: ({ name, number }: { name: string; number: string }): string => `${name} (${number})`,
  noNumber: 'no number',
  aLineBreak: 'a line break',
  aChangeOfDirection: 'a character that turns the direction of reading',
  aControlCharacter: 'a control character',
  anInvisibleCharacter: 'a character that nobody sees',
  hasPleaseLeaveItOut: ({ kind, code }: { kind: string; code: string }): string =>
    `has ${kind} (${code}), which would mislead whoever reads it; please leave it out`,
  theChatPlatformCannotBeReached: 'The chat platform cannot be reached right now. Please try again in a moment.',
  thereIsNoRoomForMoreFiles:
    'There is no room for more files just now. Nothing was kept; please tell those who run the service.',
  photosCannotBeLookedAtRight: 'Photos cannot be looked at right now. Nothing was recorded; please try again shortly.',
  theSchoolsSignInCannotBeReached: "The school's own sign-in cannot be reached right now. Please try again.",
  addressesCannotBeLookedUpRight:
    'Addresses cannot be looked up right now. Please try again shortly, or type the position.',
  tooMuchIsBeingWorked: 'Too much is being worked on right now. Please try again in a moment.',
  theAddressIsNotPublic: 'the address is not public',
  liesBeyondAllSense: 'lies beyond all sense',
  isALatitudeBetween90: 'is a latitude between -90 and 90',
  isALongitudeBetween180: 'is a longitude between -180 and 180',
  nowYourSecondFactor: 'Your password is right. Now your second factor, please.',
  aSecondFactorIsNeededFirst:
    'Your role needs a second factor, and the time to set one up is over. Please add a passkey or an authenticator app first.',
  pleaseShowAgainWhoYouAre:
    'This is a grave act. Please show once more who you are, then do it again within five minutes.',
  thisNeedsASecondYes: "This school wants a second admin's yes for that.",
} as const;
