/** The way into the database: one pool, one Prisma client, transactions that are tried again when two collide. */
import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import type { Log } from '../kernel/log.ts';
import { DatabaseFailure, isTransactionConflict } from './failures.ts';
import { PrismaClient, type Prisma } from './generated/client.ts';

export { isDatabaseDown, isForbidden, isMissingReference, isUniqueViolation } from './failures.ts';

/** Whatever statements can be sent through: the pool, where each commits by itself, or a transaction. */
export type Queryable = Prisma.TransactionClient;

declare const inTransaction: unique symbol;

/** An open transaction: what is written through it is committed together, or not at all. */
export type Tx = Queryable & { readonly [inTransaction]: true };

export interface Database {
  /** Single statements, to read or to write, each committed by itself. */
  readonly autocommit: Queryable;
  /** Reads rows past Prisma, at a third of its cost: for what is asked with every request, and for long lists. */
  select<Row extends object>(statement: Statement): Promise<Row[]>;
  /**
   * Runs `work` in one transaction (read committed). It is run again, up to four times in all, when it collided with
   * another; so it must do nothing outside the database that cannot be done twice. What is known to take long, as a
   * whole school that is brought in at once, may take `timeoutMs`.
   */
  transaction<T>(work: (tx: Tx) => Promise<T>, options?: { readonly timeoutMs?: number }): Promise<T>;
  /** Asks the server for an answer; rejects when there is none. */
  ping(): Promise<void>;
  close(): Promise<void>;
  readonly url: string;
}

/** As `Prisma.sql` makes them, too. */
export interface Statement {
  /**
   * Given one, each connection parses and plans it once; its own in the whole service, and none where the plan depends
   * on the values.
   */
  readonly name?: string;
  readonly text: string;
  readonly values: readonly unknown[];
}

export interface DatabaseOptions {
  readonly url: string;
  readonly log: Log;
  /** Connections at most; 10 by default. */
  readonly poolSize?: number;
}

const transactionAttempts = 4;
/** Waiting for a free connection; beyond it the service is too busy to answer in time. */
const maxWaitMs = 5_000;
/** A transaction holds locks: one that takes longer than this is stuck. */
const transactionTimeoutMs = 20_000;

/** Opens the database. Nothing connects until it is used, and it connects again after the server was away. */
export function openDatabase({ url, log, poolSize = 10 }: DatabaseOptions): Database {
  const pool = new pg.Pool({
    connectionString: url,
    application_name: 'muster',
    max: poolSize,
    connectionTimeoutMillis: maxWaitMs,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
    statement_timeout: 30_000,
    idle_in_transaction_session_timeout: 60_000,
  });
  // An idle connection breaks when the server restarts; the pool drops it, and unheard the event would end the process.
  let isClosing = false;
  const onBroken = (error: Error): void => {
    if (!isClosing) log.warn({ err: error }, 'a database connection broke');
  };
  pool.on('error', onBroken);
  const client = new PrismaClient({
    adapter: new PrismaPg(pool, { onConnectionError: onBroken, statementNameGenerator: createNames() }),
  });

  const transaction: Database['transaction'] = async (work, { timeoutMs = transactionTimeoutMs } = {}) => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await client.$transaction((tx) => work(tx as Tx), { maxWait: maxWaitMs, timeout: timeoutMs });
      } catch (error) {
        if (attempt === transactionAttempts || !isTransactionConflict(error)) throw error;
        log.debug({ attempt }, 'transactions collided, trying again');
        await pause(attempt);
      }
    }
  };

  return {
    autocommit: client,
    select: async <Row extends object>({ name, text, values }: Statement) =>
      (await ours(pool.query<Row>({ ...(name !== undefined && { name }), text, values: [...values] }))).rows,
    transaction,
    ping: async () => {
      await ours(pool.query('SELECT 1'));
    },
    close: async () => {
      isClosing = true;
      await client.$disconnect();
      await pool.end();
    },
    url,
  };
}

/** What goes wrong with it went wrong in our own database, and nowhere else. */
const ours = <T>(query: Promise<T>): Promise<T> =>
  query.catch((cause: unknown) => {
    throw new DatabaseFailure(cause);
  });

/** A random wait that doubles, so that two that collided do not meet again. */
const pause = (attempt: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, Math.random() * 10 * 2 ** attempt));

/** Statements that a connection keeps ready, each some 20 kB in the server. */
const mostStatements = 400;
const mostParameters = 16;
/** As the protocol has it: parsed for this one call. */
const unnamed = '';

/**
 * Names the statements that Prisma makes, so that the server parses and plans each once a connection and not once a
 * call.
 * Left out are long lists, whose every length is a statement of its own, and what we write ourselves (it names no
 * schema):
 * those range over dates, and a plan made without knowing them is a bad one.
 */
function createNames(): (query: { sql: string; args: readonly unknown[] }) => string {
  const names = new Map<string, string>();
  return ({ sql, args }) => {
    if (args.length > mostParameters || !sql.includes('"public".')) return unnamed;
    const known = names.get(sql);
    if (known !== undefined || names.size >= mostStatements) return known ?? unnamed;
    const name = `muster_${names.size}`;
    names.set(sql, name);
    return name;
  };
}
