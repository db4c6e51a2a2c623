/** Session codes and rotating QR codes. */
export { createCodes, type Codes } from './codes.ts';
