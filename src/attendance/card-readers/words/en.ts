/** What people read of card-readers, in English. */
export const words = {
  thereIsAlreadyAReaderCalled: (name: string): string => `There is already a reader called ${name}.`,
  somebodyHasThisCardAlready: 'Somebody has this card already.',
  theEventIsNotSigned: 'The event is not signed by a reader of this house, or is too old.',
  isNotValid: 'is not valid',
  bodyIsNotJson: 'body: is not JSON',
} as const;
