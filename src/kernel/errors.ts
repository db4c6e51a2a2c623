/** Every error a caller may see: one code, one row, one sentence. */

interface ErrorRow {
  /** HTTP status the edges answer with. */
  readonly status: number;
  /** What a person reads when the thrower gave no sentence of its own; always the whole text of a 5xx. */
  readonly title: string;
  /** Whether the same request may succeed later without being changed. */
  readonly retryable: boolean;
}

/**
 * The table from code to meaning. `ErrorCode` is derived from it, so a code without a row does not compile.
 */
const errorTable = {
  // Input that has to be changed by the sender.
  invalidInput: { status: 400, title: 'Something in the request is not as it should be.', retryable: false },
  notAnImage: {
    status: 415,
    title: 'That file is not a picture we can read. Please send a JPEG, PNG, WebP or HEIC photo.',
    retryable: false,
  },
  unsupportedMediaType: { status: 415, title: 'The body is of a kind that cannot be read here.', retryable: false },
  imageCorrupt: {
    status: 400,
    title: 'The picture is damaged and cannot be opened. Please take it again.',
    retryable: false,
  },
  fileTooLarge: { status: 413, title: 'The file is larger than 15 MB. Please send a smaller one.', retryable: false },
  tooManyPixels: {
    status: 413,
    title: 'The picture has more than 50 megapixels. Please send a smaller one.',
    retryable: false,
  },
  // Who is asking.
  unauthenticated: { status: 401, title: 'Please sign in.', retryable: false },
  invalidCredentials: { status: 401, title: 'E-mail or password is not right.', retryable: false },
  forbidden: { status: 403, title: 'You are not allowed to do this.', retryable: false },
  // 'Absent' and 'not yours' are the same answer, so that nobody learns what exists.
  notFound: { status: 404, title: 'There is no such thing, or it is not yours.', retryable: false },
  methodNotAllowed: { status: 405, title: 'This address does not know that method.', retryable: false },
  // The state of things does not allow it now.
  conflict: { status: 409, title: 'This does not fit the present state.', retryable: false },
  notMeasured: {
    status: 409,
    title:
      'Faces cannot be recognised here until the face models in use have been measured. Please use a code, or ask your teacher. Nothing was recorded.',
    retryable: false,
  },
  consentRequired: { status: 409, title: 'Consent to face recognition is needed first.', retryable: false },
  changedMeanwhile: {
    status: 409,
    title: 'This was changed by someone else in the meantime. Please look again.',
    retryable: false,
  },
  inProgress: { status: 409, title: 'The same request is still being worked on.', retryable: true },
  gone: { status: 410, title: 'This is no longer available.', retryable: false },
  tooManyRequests: { status: 429, title: 'Too many tries. Please wait a moment.', retryable: true },
  // Ours to mend; the text is constant.
  internal: { status: 500, title: 'Something went wrong on our side. Nothing was recorded.', retryable: true },
  databaseUnavailable: {
    status: 503,
    title: 'The register cannot be reached right now. Nothing was recorded; please try again shortly.',
    retryable: true,
  },
  visionUnavailable: {
    status: 503,
    title: 'Photos cannot be looked at right now. Nothing was recorded; please try again shortly.',
    retryable: true,
  },
  addressSearchUnavailable: {
    status: 503,
    title: 'Addresses cannot be looked up right now. Please try again shortly, or type the position.',
    retryable: true,
  },
  busy: { status: 503, title: 'Too much is being worked on right now. Please try again in a moment.', retryable: true },
} as const satisfies Record<string, ErrorRow>;

export type ErrorCode = keyof typeof errorTable;

/** What a message asks the person for: the class that is meant, or the person. */
export const askable = ['class', 'person'] as const;
export type AskedFor = (typeof askable)[number];

export interface ErrorDetails {
  /** The sentence for this occurrence; never shown for a 5xx. */
  detail?: string;
  /** Which input was wrong, as a dotted path. */
  field?: string;
  /** Seconds after which a retry makes sense. */
  retryAfterS?: number;
  /** Set where the sentence is a question: a short reply to it in a conversation is taken as the answer. */
  asksFor?: AskedFor;
  cause?: unknown;
}

/** What is wrong with a file itself, whatever was to be done with it. */
const fileFaults: ReadonlySet<ErrorCode> = new Set(['notAnImage', 'imageCorrupt', 'fileTooLarge', 'tooManyPixels']);

export const isFileFault = (error: unknown): boolean => error instanceof AppError && fileFaults.has(error.code);

/** The only error type that operations throw on purpose. Anything else that surfaces is a defect and becomes `internal`. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly field: string | undefined;
  readonly retryAfterS: number | undefined;
  readonly asksFor: AskedFor | undefined;

  constructor(code: ErrorCode, details: ErrorDetails = {}) {
    super(details.detail ?? errorTable[code].title, { cause: details.cause });
    this.name = 'AppError';
    this.code = code;
    this.field = details.field;
    this.retryAfterS = details.retryAfterS;
    this.asksFor = details.asksFor;
  }

  get status(): number {
    return errorTable[this.code].status;
  }

  get retryable(): boolean {
    return errorTable[this.code].retryable;
  }

  get title(): string {
    return errorTable[this.code].title;
  }

  /** What may leave the house: the constant title for our own faults, the sentence of the occurrence otherwise. */
  get publicMessage(): string {
    return this.status >= 500 ? this.title : this.message;
  }
}
