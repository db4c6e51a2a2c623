/** What people read of vision, in English. */
export const words = {
  thePictureIsTooLong: (mostPx: number): string =>
    `The picture is longer than ${mostPx} pixels on one side. Please send a usual photo.`,
  theFileIsEmpty: 'The file is empty. Please send a JPEG, PNG, WebP or HEIC photo.',
} as const;
