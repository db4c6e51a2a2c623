/** What people read of faces, in English. */
export const words = {
  youHaveAgreedAlreadySendOne: 'You have agreed already. Send one to five photos of yourself with "enrol my face".',
  thisTextHasChangedSinceYou: 'This text has changed since you agreed to it. It says now:\n',
  doYouAgree: ({ rest, text }: { rest: string; text: string }): string => `${rest}${text}\nDo you agree?`,
  thankYouYourAgreementIsRecorded:
    'Thank you, your agreement is recorded. Now send one to five photos of yourself with "enrol my face".',
  thisIsDecidedInMustersOwn: (name: string): string =>
    `This is decided in Muster's own page, where both photos are shown: what is shown here, this chat would keep. Please sign in there and ask the same about the photo of ${name}.`,
  theFirstPhotoIsTheOne: (plan: string): string => `${plan} The first photo is the one that waits.`,
  itIsUnlikeTheirOtherPhotos: 'It is unlike their other photos.',
  itResembles: (name: string): string => `It resembles ${name}.`,
  itResembledSomebodyWhoHasWithdrawn: 'It resembled somebody who has withdrawn since.',
  useThisPhotoAsS: ({ student, why }: { student: string; why: string }): string =>
    `Use this photo as ${student}'s? ${why}`,
  removeThisPhotoOfS: ({ student, why }: { student: string; why: string }): string =>
    `Remove this photo of ${student}'s? ${why}`,
  useThisPhotoAndRemoveOthers: ({ student, other }: { student: string; other: string | null }): string =>
    `Use this photo as ${student}'s, and remove ${other}'s photos of the same face?`,
  inUseThePhoto: (student: string): string => `In use: the photo of ${student}.`,
  removedThePhotoOfWho: (student: string): string => `Removed: the photo of ${student}, who is asked for another one.`,
  inUseThePhotoOfRemoved: ({ student, other }: { student: string; other: string | null }): string =>
    `In use: the photo of ${student}. Removed: the same face from ${other}, who is asked for other photos.`,
  noPhotoOfAnybodyCalledWaits: (typed: string): string => `No photo of anybody called "${typed}" waits.`,
  whomDoYouMeanNothing: (list: string): string => `Whom do you mean: ${list}? Nothing was changed.`,
  thenPleaseSendItAgain: ' Then please send it again.',
  beforeIKeepAPhoto: (rest: string): string => `Before I keep a photo of you, you have to agree.${rest}`,
  pleaseSendOneToFivePhotos: 'Please send one to five photos of yourself with it.',
  photoGood: (photo: number): string => `✓ Photo ${photo}: good.`,
  photo: ({ photo, list }: { photo: number; list: string }): string => `? Photo ${photo}: ${list}`,
  photoRefused: ({ photo, list }: { photo: number; list: string }): string => `✗ Photo ${photo}: ${list}`,
  noneOfThesePhotosCould: 'None of these photos could be kept. Please try again.',
  thankYouYouAreToldWhen: 'Thank you. You are told when the office has looked; until then please check in by code.',
  yourFaceIsEnrolledWithYou: (count: string): string =>
    `Your face is enrolled with ${count}. You can check in with a selfie now.`,
  thisDeletesAndWhatWasComputed: ({ templates, rest }: { templates: string; rest: string }): string =>
    `This deletes ${templates} and what was computed from ${rest} for good, and withdraws your agreement.`,
  thisWithdrawsYourAgreementToFace: 'This withdraws your agreement to face recognition.',
  youCanStillCheck: (text: string): string => `${text} You can still check in by code. Shall I?`,
  doneYourAgreementIsWithdrawn: 'Done: your agreement is withdrawn.',
  doneAndAllThatWasComputed: ({ templates, rest }: { templates: string; rest: string }): string =>
    `Done: ${templates} and all that was computed from ${rest} are deleted, and your agreement is withdrawn.`,
  yourPhoto: 'your photo',
  yourPhotos: (photos: number): string => `your ${photos} photos`,
  noPhotoNeedsALook: 'No photo needs a look.',
  andNewerOnes: (value: number): string => `… and ${value} newer ones.`,
  photoNeeds: 'photo needs',
  photosNeed: 'photos need',
  aLook: (count: string): string => `${count} a look:`,
  sayUseThePhoto: (name: string): string =>
    `Say "use the photo of ${name}" or "remove the photo of ${name}"; both photos are shown first.`,
  likeness: (likeness: string): string => ` (likeness ${likeness})`,
  isUnlikeTheirOtherPhotos: (tail: string): string => `is unlike their other photos${tail}`,
  resembledSomebodyWhoHasWithdrawnSince: 'resembled somebody who has withdrawn since',
  whosePhotosAreGone: ', whose photos are gone',
  mayShow: ({ name, rest }: { name: string; rest: string }): string => `may show ${name}${rest}`,
} as const;
