/** Multipart bodies: files are held in memory, bounded in size and number, and never written anywhere. */
import type { Request, RequestHandler, Response } from 'express';
import multer from 'multer';
import { AppError } from '../kernel/errors.ts';
import type { Limiter, Urgency } from '../kernel/limiter.ts';

const maxFileBytes = 15 * 1024 * 1024;
const maxFieldBytes = 64 * 1024;
const maxFields = 20;
/** As much as any route takes as JSON: whoever announces no more is not kept waiting behind photos. */
const shortBodyBytes = 1024 * 1024;

/** Reads file parts of the field, so many at most. */
export function receiveUploads(field: string, maxFiles: number): RequestHandler {
  const receive = multer({
    storage: multer.memoryStorage(), limits: { fileSize: maxFileBytes, files: maxFiles, fieldSize: maxFieldBytes, fields: maxFields },
  }).array(field, maxFiles);
  return (req, res, next) => {
    receive(req, res, (error: unknown) => {
      if (error === undefined || error === null) next();
      else next(toAppError(error, field, maxFiles));
    });
  };
}

/** Reads long bodies as the limiter lets them, so that those that are held in memory at once are bounded. */
export function readInTurn(parsers: readonly RequestHandler[], limiter: Limiter, urgency: Urgency): RequestHandler {
  return async (req, res, next) => {
    const readAll = async (): Promise<void> => {
      for (const parser of parsers) await read(parser, req, res);
    };
    await (Number(req.get('content-length')) <= shortBodyBytes ? readAll() : limiter.run(readAll, urgency));
    next();
  };
}

function read(parser: RequestHandler, req: Request, res: Response): Promise<void> {
  return new Promise((resolve, reject) => {
    // A sender that has gone away, also while it waited, must not keep its place: some parsers would never call back.
    const giveUp = (): void => reject(cutOff());
    if (req.destroyed && !req.readableEnded) return giveUp();
    res.once('close', giveUp);
    const settle = (error?: unknown): void => {
      res.off('close', giveUp);
      if (error === undefined || error === null) resolve();
      else reject(error instanceof Error ? error : cutOff(error));
    };
    void parser(req, res, settle);
  });
}

const cutOff = (cause?: unknown): AppError => new AppError('invalidInput', { cause, field: 'body', detail: 'The request cannot be read: its form is malformed or was cut off.' });

/** Whatever the reader of multipart bodies refuses is about the body: it is the sender's to mend. */
function toAppError(cause: unknown, expected: string, maxFiles: number): AppError {
  const { code, field } = cause as { code?: string; field?: string };
  switch (code) {
    case 'LIMIT_FILE_SIZE':
      return new AppError('fileTooLarge', { cause, field: field ?? expected });
    case 'LIMIT_FILE_COUNT':
    case 'LIMIT_UNEXPECTED_FILE':
      return new AppError('invalidInput', { cause, field: field ?? expected, detail: `Too many files (${maxFiles} at most), or in a field that is not known${field ? ` (${field})` : ''}.` });
    case 'LIMIT_FIELD_VALUE':
      return new AppError('invalidInput', { cause, field: field ?? 'body', detail: `${field ?? 'A field'}: is too long` });
    case 'LIMIT_FIELD_KEY':
    case 'LIMIT_FIELD_COUNT':
    case 'LIMIT_PART_COUNT':
      return new AppError('invalidInput', { cause, field: 'body', detail: `The form has too many fields (${maxFields} at most), or a name that is too long.` });
    case undefined:
    default:
      return cutOff(cause);
  }
}
