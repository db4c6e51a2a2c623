/** The sessions of the own classes, page by page. */
import { z } from 'zod';
import { type Actor, requirePermission } from '../../security/access/index.ts';
import type { Database } from '../../db/index.ts';
import { AppError } from '../../kernel/errors.ts';
import * as listing from './listing.repo.ts';
import type * as repo from './sessions.repo.ts';
import { words } from './words/en.ts';

export interface SessionQuery {
  classId?: string | undefined;
  /** Sessions that start at or after this… */
  from?: Date | undefined;
  /** …and before this. */
  to?: Date | undefined;
  status?: repo.StoredSession['status'] | undefined;
  limit: number;
  /** `next` of the page before. */
  after?: string | undefined;
}

const cursor = z.tuple([z.iso.datetime(), z.uuid()]);

export function createListing(deps: { db: Database }) {
  /**
   * Sessions of classes that the actor teaches or is enrolled in, and those they substitute in, by start; all for an
   * admin. A class that is not theirs has none for them.
   * @throws AppError `invalidInput` when `after` is no page's end.
   */
  async function list(
    actor: Actor,
    { limit, after, ...filter }: SessionQuery,
  ): Promise<{ sessions: repo.StoredSession[]; next: string | null }> {
    const reach = requirePermission(actor, 'classes.read');
    const owner: listing.Owner =
      reach === 'any' ? { reach } : { reach: reach === 'enrolled' ? 'enrolled' : 'taught', personId: actor.personId };
    const found = await listing.findPage(
      deps.db.autocommit,
      owner,
      { ...filter, after: after === undefined ? undefined : readCursor(after) },
      limit + 1,
    );
    const sessions = found.slice(0, limit);
    const last = sessions.at(-1);
    return { sessions, next: last && found.length > limit ? writeCursor(last) : null };
  }

  return { list };
}

const writeCursor = ({ startsAt, id }: repo.StoredSession): string =>
  Buffer.from(JSON.stringify([startsAt.toISOString(), id])).toString('base64url');

function readCursor(after: string): { startsAt: Date; id: string } {
  try {
    const [startsAt, id] = cursor.parse(JSON.parse(Buffer.from(after, 'base64url').toString()));
    return { startsAt: new Date(startsAt), id };
  } catch (cause) {
    throw new AppError('invalidInput', {
      field: 'after',
      detail: words.afterIsNotTheNext,
      cause,
    });
  }
}
