/** What people read of vision, in English. */
export const words = {
  theFileIsEmpty: 'The file is empty. Please send a JPEG, PNG, WebP or HEIC photo.',
} as const;
