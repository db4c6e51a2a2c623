/** Multipart bodies: files are held in memory, bounded in size and number, and never written anywhere. */
import type { RequestHandler } from 'express';
import multer from 'multer';
import { AppError } from '../kernel/errors.ts';

const maxFileBytes = 15 * 1024 * 1024;
const maxFiles = 6;
const maxFieldBytes = 64 * 1024;
const maxFields = 20;

export function receiveUploads(field: string): RequestHandler {
  const receive = multer({
    storage: multer.memoryStorage(), limits: { fileSize: maxFileBytes, files: maxFiles, fieldSize: maxFieldBytes, fields: maxFields },
  }).array(field, maxFiles);
  return (req, res, next) => {
    receive(req, res, (error: unknown) => {
      if (error === undefined || error === null) next();
      else next(toAppError(error));
    });
  };
}

/** Whatever the reader of multipart bodies refuses is about the body: it is the sender's to mend. */
function toAppError(cause: unknown): AppError {
  const { code, field } = cause as { code?: string; field?: string };
  switch (code) {
    case 'LIMIT_FILE_SIZE':
      return new AppError('fileTooLarge', { cause, field: field ?? 'files' });
    case 'LIMIT_FILE_COUNT':
    case 'LIMIT_UNEXPECTED_FILE':
      return new AppError('invalidInput', { cause, field: field ?? 'files', detail: `Too many files (${maxFiles} at most), or in a field that is not known${field ? ` (${field})` : ''}.` });
    case 'LIMIT_FIELD_VALUE':
      return new AppError('invalidInput', { cause, field: field ?? 'body', detail: `${field ?? 'A field'}: is too long` });
    case 'LIMIT_FIELD_KEY':
    case 'LIMIT_FIELD_COUNT':
    case 'LIMIT_PART_COUNT':
      return new AppError('invalidInput', { cause, field: 'body', detail: `The form has too many fields (${maxFields} at most), or a name that is too long.` });
    case undefined:
    default:
      return new AppError('invalidInput', { cause, field: 'body', detail: 'The request cannot be read: its form is malformed or was cut off.' });
  }
}
