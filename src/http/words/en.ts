/** What people read of http, in English. */
export const words = {
  sendTheBodyAs: (kinds: string): string => `Please send the body as ${kinds}, and say so in Content-Type.`,
  thisAddressKnows: (list: string): string => `This address knows ${list}.`,
  isNotKnownHere: ({ field, meant }: { field: string; meant: string | undefined }): string =>
    `${field}: is not known here${meant === undefined ? '' : `; perhaps ${meant} is meant`}`,
  hasCharactersThatCannotBeKept: (field: string): string => `${field}: has characters that cannot be kept`,
  isNotValid: 'is not valid',
  theRequestIsTooLarge: 'The request is too large: a photo may have 15 MB, and text without photos 1 MB.',
  theRequestCannotBeRead: 'The request cannot be read: its body or address is malformed.',
  classIdOrPersonIdsNameOne: 'classId or personIds: name one of them',
  photoOneSelfiePlease: 'photo: one selfie, please',
  thankYouIfThisAddress:
    'Thank you. If this address is new here, the account is made. It may have to wait for the link that is mailed there, and until the school lets it in.',
  ifThereIsAnAccount:
    'If there is an account of this address, a link is on its way to it. Without mail, ask your school for one.',
  privateNoStore: 'private, no-store',
  eventData: ({ event, data }: { event: string; data: string }): string => `event: ${event}\ndata: ${data}\n\n`,
  theEventReply: 'the event reply',
  yourDeviceGaveNoUsablePosition:
    'Your device gave no usable position. Turn on its location, go near a window or outside, and try again.',
  photoSendASelfieACode: 'photo: send a selfie, a code, where you are, or several of them',
  nameSomethingToChange: 'name something to change',
  codeOrClassIdNameOne: 'code or classId: name one of them',
  thePresentTextIsVersionPlease: (version: string): string =>
    `The present text is version ${version}; please show that one.`,
  photoSendOnePhoto: 'photo: send one photo of the room',
  photoOnePicturePlease: 'photo: one picture, please',
  fileOneCsvFilePlease: 'file: one file, please: CSV, XLSX or a OneRoster bundle',
  toNameBothDaysFrom: 'to: name both days, from and to, or neither',
  toNotBeforeFrom: 'to: not before `from`, and a year after it at most',
  figures: (code: string): string => `${code} figures`,
  privateMaxAge300: 'private, max-age=300',
  thisLinkHasExpiredPleaseAsk: 'This link has expired. Please ask for the file again.',
  theFilesAreTooLargeTogether: (floor: number): string =>
    `The files are too large together: ${floor} MB at most in one request, with a Content-Length.`,
  theFormCannotBeRead: 'The request cannot be read: its form is malformed or was cut off.',
  tooManyFilesAtMost: ({ maxFiles, rest }: { maxFiles: number; rest: string }): string =>
    `Too many files (${maxFiles} at most), or in a field that is not known${rest}.`,
  aLinkWasMailedThere:
    'If this address can be yours, a link was mailed there. Open it and type your password; until then nothing changes.',
  isTooLong: (field: string): string => `${field}: is too long`,
  theFormHasTooManyFields: (maxFields: number): string =>
    `The form has too many fields (${maxFields} at most), or a name that is too long.`,
} as const;
