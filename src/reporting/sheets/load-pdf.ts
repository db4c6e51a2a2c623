/** What sets pages, loaded with the first one: fonts and their shaper take a tenth of a second and twenty megabytes. */
import { collectPdf } from './pdf/collect-pdf.ts';

export const loadPdf = async () => {
  const { createTypesetter } = await import('./pdf/typesetter.ts');
  return { collectPdf, createTypesetter };
};
