/** Draws a QR code as SVG: sharp at any size, and nothing to fetch. */
// qrcode: the usual encoder, MIT, small; writing Reed-Solomon ourselves would be no one's gain.
import { toString } from 'qrcode';

export const drawQr = (text: string): Promise<string> =>
  toString(text, { type: 'svg', errorCorrectionLevel: 'M', margin: 2 });
