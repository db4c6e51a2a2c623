/** What people read of privacy, in English. */
export const words = {
  thePersonalDataOfThisPerson: 'The personal data of this person was erased.',
} as const;
