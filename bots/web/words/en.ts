/** What people read of web, in English. */
export const words = {
  accuracyAPositionIsLatitudeLongitude: 'accuracy: a position is latitude, longitude and accuracy together',
  isNotValid: 'is not valid',
} as const;
