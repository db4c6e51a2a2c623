/** What went wrong in the database, read from the several shapes in which pg, the adapter and Prisma report it. */

/** What pg reported of our own database, where no layer of Prisma lies around it. */
export class DatabaseFailure extends Error {
  constructor(cause: unknown) {
    super('the database failed', { cause });
    this.name = 'DatabaseFailure';
  }
}

/** One error of a chain, with every name that its layer may give the failure. */
interface Facts {
  /** It, or what lies around it, was thrown on the way to the database. */
  readonly isOfDatabase: boolean;
  readonly codes: readonly string[];
  readonly message: string;
}

/** A socket failed; whose it was does not stand in the code. */
const socketCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ETIMEDOUT',
  'EPIPE',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ECONNABORTED',
]);

/** SQLSTATEs, Prisma codes and adapter kinds that mean: the database cannot be reached or used now. */
const downCodes = new Set([
  '57P01',
  '57P02',
  '57P03',
  '57P04',
  '57P05',
  '53000',
  '53100',
  '53200',
  '53300',
  '08000',
  '08001',
  '08003',
  '08004',
  '08006',
  '08007',
  // It is another one than we know: a password that was changed, a database that was dropped, a copy that only reads.
  '28000',
  '28P01',
  '3D000',
  '25006',
  'P1000',
  'P1003',
  'P1010',
  'P1001',
  'P1002',
  'P1008',
  'P1011',
  'P1017',
  'P2024',
  'P2037',
  'DatabaseNotReachable',
  'ConnectionClosed',
  'SocketTimeout',
  'TooManyConnections',
  'AuthenticationFailed',
  'DatabaseDoesNotExist',
  'DatabaseAccessDenied',
]);

/** Failures that carry no code, only words: pg's and its pool's, and Prisma's wait for a connection. */
const downMessages = [
  /timeout exceeded when trying to connect/i,
  /connection terminated/i,
  /connection error and is not queryable/i,
  /client was closed and is not queryable/i,
  /cannot use a pool after calling end/i,
  /unable to start a transaction in the given time/i,
  /server has closed the connection/i,
  // Its code, 55000, also means other things.
  /is not currently accepting connections/i,
];

const uniqueCodes = new Set(['P2002', '23505', 'UniqueConstraintViolation']);
const missingReferenceCodes = new Set(['P2003', '23503', 'ForeignKeyConstraintViolation']);
const conflictCodes = new Set(['P2034', '40001', '40P01', 'TransactionWriteConflict']);

/** The database is not there, not ready or full: the same request may succeed later. */
export function isDatabaseDown(error: unknown): boolean {
  return someFact(
    error,
    ({ codes, message, isOfDatabase }) =>
      codes.some((code) => downCodes.has(code) || (isOfDatabase && socketCodes.has(code))) ||
      downMessages.some((words) => words.test(message)),
  );
}

/** A row like this exists already. */
export function isUniqueViolation(error: unknown): boolean {
  return someFact(error, ({ codes }) => codes.some((code) => uniqueCodes.has(code)));
}

/** Whoever works through this connection may not do that. */
export const isForbidden = (error: unknown): boolean => someFact(error, ({ codes }) => codes.includes('42501'));

/** A row names another one that does not exist. */
export function isMissingReference(error: unknown): boolean {
  return someFact(error, ({ codes }) => codes.some((code) => missingReferenceCodes.has(code)));
}

/** Two transactions were in each other's way (serialisation failure or deadlock): running it again may succeed. */
export function isTransactionConflict(error: unknown): boolean {
  return someFact(error, ({ codes }) => codes.some((code) => conflictCodes.has(code)));
}

function someFact(error: unknown, test: (facts: Facts) => boolean): boolean {
  for (const facts of unfold(error, { seen: new Set(), isOfDatabase: false })) {
    if (test(facts)) return true;
  }
  return false;
}

/** Where the layers keep the failure beneath them: `cause`, an AggregateError's list, Prisma's `meta`. */
const nests = ['cause', 'errors', 'meta', 'driverAdapterError'];

/** Names of errors that the layers between us and the database give. */
const databaseNames = /^(DatabaseFailure$|DriverAdapterError$|PrismaClient)/;

function* unfold(value: unknown, around: { seen: Set<object>; isOfDatabase: boolean }): Generator<Facts> {
  if (typeof value !== 'object' || value === null || around.seen.has(value)) return;
  around.seen.add(value);
  const fields = value as Record<string, unknown>;
  const text = (name: string): string | undefined => (typeof fields[name] === 'string' ? fields[name] : undefined);
  const codes = ['code', 'errorCode', 'originalCode', 'kind'].map(text).filter((code) => code !== undefined);
  const isOfDatabase = around.isOfDatabase || databaseNames.test(text('name') ?? '');
  yield { codes, message: text('message') ?? '', isOfDatabase };
  const within = { ...around, isOfDatabase };
  for (const name of nests) yield* unfold(fields[name], within);
  if (Array.isArray(value)) for (const item of value) yield* unfold(item, within);
}
