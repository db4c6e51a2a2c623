/** Multipart bodies: files are held in memory, bounded in size and number, and never written anywhere. */
import type { Request, RequestHandler, Response } from 'express';
import multer from 'multer';
import { AppError } from '../kernel/errors.ts';
import { createLimiter, type Limiter, type Urgency } from '../kernel/limiter.ts';
import { words } from './words/en.ts';

const maxFileBytes = 15 * 1024 * 1024;
const maxFieldBytes = 64 * 1024;
const maxFields = 20;
/** As much as any route takes as JSON: whoever announces no more is not kept waiting behind photos. */
const shortBodyBytes = 1024 * 1024;
/** A phone in a cellar pauses; whoever sends nothing for twice as long has gone. */
const longestSilenceMs = 10_000;

export interface ExpectedUploads {
  readonly field: string;
  readonly maxFiles: number;
  /** Of the whole body, where fewer than that many of the largest files may come at once. */
  readonly maxTotalBytes?: number;
  /** The same files may come as text (base64) in other fields. */
  readonly asText?: true;
}

/** Reads file parts of the field, which forms may call `field[]` as well. */
export function receiveUploads({ field, maxFiles, maxTotalBytes = Infinity, asText }: ExpectedUploads): RequestHandler {
  const receive = multer({
    storage: multer.memoryStorage(),
    limits: {
      fileSize: maxFileBytes,
      files: maxFiles,
      fieldSize: asText ? 1.4 * maxFileBytes : maxFieldBytes,
      fields: maxFields,
    },
  }).fields([
    { name: field, maxCount: maxFiles },
    { name: `${field}[]`, maxCount: maxFiles },
  ]);
  return (req, res, next) => {
    // Whoever does not say how long the body is could send any length.
    const length = Number(req.get('content-length') ?? Infinity);
    if (length > maxTotalBytes)
      return next(
        new AppError('fileTooLarge', {
          field,
          detail: words.theFilesAreTooLargeTogether(Math.floor(maxTotalBytes / 2 ** 20)),
        }),
      );
    receive(req, res, (error: unknown) => {
      if (error !== undefined && error !== null) return next(toAppError(error, field, maxFiles));
      req.files = Object.values(req.files ?? {}).flat() as Express.Multer.File[];
      next();
    });
  };
}

/** Limits how many long bodies are read at once, since they are held in memory while they come. */
export interface BodyLimiter {
  run<T>(address: string, work: () => Promise<T>, urgency: Urgency): Promise<T>;
}

/** So many bodies at once, of one address at most half of them: whoever sends slowly keeps only itself waiting. */
export function createBodyLimiter(limits: { parallel: number; waiting: number }): BodyLimiter {
  const all = createLimiter(limits);
  const own = new Map<string, { limiter: Limiter; users: number }>();
  return {
    run: async (address, work, urgency) => {
      const entry = own.get(address) ?? {
        limiter: createLimiter({ ...limits, parallel: Math.ceil(limits.parallel / 2) }),
        users: 0,
      };
      own.set(address, entry);
      entry.users += 1;
      try {
        return await entry.limiter.run(() => all.run(work, urgency), urgency);
      } finally {
        entry.users -= 1;
        if (entry.users === 0) own.delete(address);
      }
    },
  };
}

/** Reads long bodies within the limiter, so that those that are held in memory at once are bounded. */
export function readInTurn(
  parsers: readonly RequestHandler[],
  limiter: BodyLimiter,
  urgency: Urgency,
  silenceMs = longestSilenceMs,
): RequestHandler {
  return async (req, res, next) => {
    const readAll = async (): Promise<void> => {
      for (const parser of parsers) await read(parser, req, res, silenceMs);
    };
    await (Number(req.get('content-length')) <= shortBodyBytes
      ? readAll()
      : limiter.run(req.ip ?? '', readAll, urgency));
    next();
  };
}

function read(parser: RequestHandler, req: Request, res: Response, silenceMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    // A sender that has gone away, also while it waited, or that has gone silent, must not keep its place: some parsers
    // would never call back.
    const giveUp = (): void => {
      stopWaiting();
      reject(cutOff());
    };
    let heard = -1;
    const silence = setInterval(() => {
      if (req.socket.bytesRead === heard) hangUp();
      heard = req.socket.bytesRead;
    }, silenceMs);
    const hangUp = (): void => {
      res.set('Connection', 'close').once('finish', () => req.destroy());
      giveUp();
    };
    const stopWaiting = (): void => {
      clearInterval(silence);
      res.off('close', giveUp);
    };
    if (req.destroyed && !req.readableEnded) return giveUp();
    res.once('close', giveUp);
    const settle = (error?: unknown): void => {
      stopWaiting();
      if (error === undefined || error === null) resolve();
      else reject(error instanceof Error ? error : cutOff(error));
    };
    void parser(req, res, settle);
  });
}

const cutOff = (cause?: unknown): AppError =>
  new AppError('invalidInput', {
    cause,
    field: 'body',
    detail: words.theFormCannotBeRead,
  });

/** Whatever the reader of multipart bodies refuses is about the body: it is the sender's to mend. */
function toAppError(cause: unknown, expected: string, maxFiles: number): AppError {
  const { code, field } = cause as { code?: string; field?: string };
  switch (code) {
    case 'LIMIT_FILE_SIZE':
      return new AppError('fileTooLarge', { cause, field: field ?? expected });
    case 'LIMIT_FILE_COUNT':
    case 'LIMIT_UNEXPECTED_FILE':
      return new AppError('invalidInput', {
        cause,
        field: field ?? expected,
        detail: words.tooManyFilesAtMost({ maxFiles, rest: field ? ` (${field})` : '' }),
      });
    case 'LIMIT_FIELD_VALUE':
      return new AppError('invalidInput', {
        cause,
        field: field ?? 'body',
        detail: words.isTooLong(field ?? 'A field'),
      });
    case 'LIMIT_FIELD_KEY':
    case 'LIMIT_FIELD_COUNT':
    case 'LIMIT_PART_COUNT':
      return new AppError('invalidInput', {
        cause,
        field: 'body',
        detail: words.theFormHasTooManyFields(maxFields),
      });
    case undefined:
    default:
      return cutOff(cause);
  }
}
