/** Every error a caller may see: one code, one row, one sentence. */
import { words } from './words/en.ts';

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
  invalidInput: { status: 400, title: words.somethingInTheRequestIsNot, retryable: false },
  notAnImage: {
    status: 415,
    title: words.thatFileIsNotAPicture,
    retryable: false,
  },
  unsupportedMediaType: { status: 415, title: words.theBodyIsOfAKind, retryable: false },
  imageCorrupt: {
    status: 400,
    title: words.thePictureIsDamagedAndCannot,
    retryable: false,
  },
  fileTooLarge: { status: 413, title: words.theFileIsLargerThan15, retryable: false },
  tooManyPixels: {
    status: 413,
    title: words.thePictureHasMoreThan50,
    retryable: false,
  },
  // Who is asking.
  unauthenticated: { status: 401, title: words.pleaseSignIn, retryable: false },
  invalidCredentials: { status: 401, title: words.eMailOrPasswordIsNot, retryable: false },
  secondFactorRequired: { status: 401, title: words.nowYourSecondFactor, retryable: false },
  secondFactorDue: { status: 403, title: words.aSecondFactorIsNeededFirst, retryable: false },
  proofRequired: { status: 403, title: words.pleaseShowAgainWhoYouAre, retryable: false },
  secondYesRequired: { status: 403, title: words.thisNeedsASecondYes, retryable: false },
  forbidden: { status: 403, title: words.youAreNotAllowedToDo, retryable: false },
  // 'Absent' and 'not yours' are the same answer, so that nobody learns what exists.
  notFound: { status: 404, title: words.thereIsNoSuchThing, retryable: false },
  methodNotAllowed: { status: 405, title: words.thisAddressDoesNotKnow, retryable: false },
  // The state of things does not allow it now.
  conflict: { status: 409, title: words.thisDoesNotFitThePresent, retryable: false },
  notMeasured: {
    status: 409,
    title: words.facesCannotBeRecognisedHereUntil,
    retryable: false,
  },
  consentRequired: { status: 409, title: words.consentToFaceRecognitionIsNeeded, retryable: false },
  changedMeanwhile: {
    status: 409,
    title: words.thisWasChangedBySomeoneElse,
    retryable: false,
  },
  inProgress: { status: 409, title: words.theSameRequestIsStillBeing, retryable: true },
  gone: { status: 410, title: words.thisIsNoLongerAvailable, retryable: false },
  tooManyRequests: { status: 429, title: words.tooManyTriesPleaseWait, retryable: true },
  // Ours to mend; the text is constant.
  internal: { status: 500, title: words.somethingWentWrongOnOurSide, retryable: true },
  databaseUnavailable: {
    status: 503,
    title: words.theRegisterCannotBeReachedRight,
    retryable: true,
  },
  visionUnavailable: {
    status: 503,
    title: words.photosCannotBeLookedAtRight,
    retryable: true,
  },
  addressSearchUnavailable: {
    status: 503,
    title: words.addressesCannotBeLookedUpRight,
    retryable: true,
  },
  providerUnavailable: {
    status: 503,
    title: words.theSchoolsSignInCannotBeReached,
    retryable: true,
  },
  platformUnavailable: { status: 503, title: words.theChatPlatformCannotBeReached, retryable: true },
  storageFull: { status: 507, title: words.thereIsNoRoomForMoreFiles, retryable: true },
  busy: { status: 503, title: words.tooMuchIsBeingWorked, retryable: true },
} as const satisfies Record<string, ErrorRow>;

export type ErrorCode = keyof typeof errorTable;

/** What a message asks the person for. */
export const askable = ['class', 'person', 'day', 'time', 'reason'] as const;
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
  /** Half a sign-in: with what it goes on. */
  secondFactor?: PendingSecondFactor;
  /** What waits for a second admin's yes. */
  secondYes?: AwaitedYes;
  cause?: unknown;
}

export interface PendingSecondFactor {
  ticket: string;
  ways: readonly ('code' | 'passkey')[];
}

export interface AwaitedYes {
  readonly act: string;
  /** The act in words, as the other admins read it. */
  readonly what: string;
}

/** What is wrong with a file itself, whatever was to be done with it. */
const fileFaults: ReadonlySet<ErrorCode> = new Set(['notAnImage', 'imageCorrupt', 'fileTooLarge', 'tooManyPixels']);

export const isFileFault = (error: unknown): boolean => error instanceof AppError && fileFaults.has(error.code);

/**
 * The only error type that operations throw on purpose. Anything else that surfaces is a defect and becomes `internal`.
 */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly field: string | undefined;
  readonly retryAfterS: number | undefined;
  readonly asksFor: AskedFor | undefined;
  readonly secondFactor: PendingSecondFactor | undefined;
  readonly secondYes: AwaitedYes | undefined;

  constructor(code: ErrorCode, details: ErrorDetails = {}) {
    super(details.detail ?? errorTable[code].title, { cause: details.cause });
    this.name = 'AppError';
    this.code = code;
    this.field = details.field;
    this.retryAfterS = details.retryAfterS;
    this.asksFor = details.asksFor;
    this.secondFactor = details.secondFactor;
    this.secondYes = details.secondYes;
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

  /** What may be shown outside: the constant title for our own faults, the sentence of the occurrence otherwise. */
  get publicMessage(): string {
    return this.status >= 500 ? this.title : this.message;
  }
}
