/** Short numbers beside ids, for clients that know rows by an integer. */

/** Whether a row can have it: more than the column holds is nobody's, and no error of the database's. */
export const isShortNumber = (value: number): boolean => Number.isInteger(value) && value > 0 && value <= 2 ** 31 - 1;
