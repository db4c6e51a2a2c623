/** Multipart bodies: files are held in memory, bounded in size and number, and never written anywhere. */
import type { RequestHandler } from 'express';
import multer from 'multer';

const maxFileBytes = 15 * 1024 * 1024;
const maxFiles = 6;

export function receiveUploads(field: string): RequestHandler {
  return multer({ storage: multer.memoryStorage(), limits: { fileSize: maxFileBytes, files: maxFiles, fieldSize: 64 * 1024, fields: 20 } }).array(field, maxFiles);
}
