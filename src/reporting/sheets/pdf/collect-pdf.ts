/** The bytes of a document that is being drawn. */
import type { Canvas } from './typesetter.ts';

/** Begun before anything is drawn. @returns the whole, once the document has ended */
export function collectPdf(doc: Canvas['doc']): Promise<Buffer> {
  const chunks: Buffer[] = [];
  doc.on('data', (chunk: Buffer) => chunks.push(chunk));
  return new Promise<Buffer>((resolve, reject) => {
    doc.on('end', () => resolve(Buffer.concat(chunks)));
    doc.on('error', reject);
  });
}
