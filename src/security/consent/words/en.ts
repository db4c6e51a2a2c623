/** What people read of consent, in English. */
export const words = {
  musterCanRecogniseYourFace: [
    'Muster can recognise your face to check you in. If you agree, it keeps up to five photos of you and the numbers',
    'computed from them, encrypted, and compares them only with selfies you send, with photos your teachers take of your',
    'class, and, when you or others enrol photos, with the faces of others who agreed, so that nobody is known under two',
    'names; where two faces are very much alike, the office looks at both photos. Nobody has to agree: a code or your',
    'teacher checks you in just as well. You can withdraw at any time ("forget my face"); photos and numbers are then',
    'deleted at once.',
  ].join(' '),
  beforeAPhotoIsKeptYou: 'Before a photo is kept, you have to agree to face recognition.',
} as const;
