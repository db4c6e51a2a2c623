/** Connections of the school's directory: a token of its own that opens SCIM and nothing else, made and ended by admins. */
import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { shownLine } from '../../kernel/shown-text.ts';
import type { Database } from '../../db/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import { AppError } from '../../kernel/errors.ts';
import { hashSecret, newId } from '../../kernel/ids.ts';
import {
  type Actor,
  refuseKey,
  requireAccess,
  requireFreshProof,
  requireProofFor,
} from '../../security/access/index.ts';
import type { Audit } from '../../security/audit/index.ts';
import { type Admission, admissionSchema, requireSound } from '../sign-on/index.ts';
import * as repo from './scim.repo.ts';
import { words } from './words/en.ts';

/** Tells its token from others, and leaked ones from random text. */
const tokenMark = 'ms_';
const shownCharacters = 8;

export const newConnectionSchema = z.strictObject({
  name: shownLine(100),
  admission: admissionSchema
    .prefault({})
    .describe('Claims are the attributes that the directory sends, and `groups`: the names of its groups.'),
});

export const connectionSchema = z.object({
  id: z.uuid(),
  name: z.string(),
  prefix: z.string(),
  admission: admissionSchema,
  createdById: z.uuid(),
  createdAt: z.date(),
  lastUsedAt: z.date().nullable(),
});
export type ConnectionView = z.infer<typeof connectionSchema>;

/** Who writes: a directory, and what it may make of people. */
export interface Connection {
  id: string;
  admission: Admission;
}

export type ScimConnections = ReturnType<typeof createScimConnections>;

export function createScimConnections(deps: { db: Database; audit: Audit; clock: Clock }) {
  /** @returns the token itself, which is shown this once. */
  async function create(
    actor: Actor,
    input: z.infer<typeof newConnectionSchema>,
  ): Promise<{ id: string; token: string }> {
    requireSound(input.admission);
    const token = `${tokenMark}${randomBytes(32).toString('base64url')}`;
    const id = newId();
    await deps.db.transaction(async (tx) => {
      await requireAccess(tx, actor, 'institution.manage', {});
      refuseKey(actor, words.keepConnections);
      await requireProofFor(tx, actor, 'signInSettings', words.connectDirectory(input.name));
      await repo.insertConnection(tx, {
        id,
        ...input,
        prefix: token.slice(0, tokenMark.length + shownCharacters),
        tokenHash: hashSecret(token),
        createdById: actor.personId,
        createdAt: deps.clock.now(),
      });
      await deps.audit.record(tx, {
        actorId: actor.personId,
        action: 'scimConnection.created',
        subjectType: 'scimConnection',
        subjectId: id,
        facts: { admission: input.admission },
      });
    });
    return { id, token };
  }

  async function list(actor: Actor): Promise<ConnectionView[]> {
    await requireAccess(deps.db.autocommit, actor, 'institution.manage', {});
    const rows = await repo.findConnections(deps.db.autocommit);
    return rows.map((row) => ({ ...row, admission: admissionSchema.parse(row.admission) }));
  }

  /** Acts at once; people and groups stay as they are. @throws AppError `notFound`. */
  async function revoke(actor: Actor, id: string): Promise<void> {
    await deps.db.transaction(async (tx) => {
      await requireAccess(tx, actor, 'institution.manage', {});
      refuseKey(actor, words.keepConnections);
      requireFreshProof(actor);
      if (!(await repo.revokeConnection(tx, id, deps.clock.now()))) throw new AppError('notFound');
      await deps.audit.record(tx, {
        actorId: actor.personId,
        action: 'scimConnection.revoked',
        subjectType: 'scimConnection',
        subjectId: id,
        facts: {},
      });
    });
  }

  /** Whose token it is. @throws AppError `unauthenticated` for anything else, access tokens and API keys among it. */
  async function authenticate(token: string | undefined): Promise<Connection> {
    const stored =
      token?.startsWith(tokenMark) === true ? await repo.findConnection(deps.db.autocommit, hashSecret(token)) : null;
    if (!stored) throw new AppError('unauthenticated');
    await repo.noteUse(deps.db.autocommit, stored.id, deps.clock.now());
    return { id: stored.id, admission: admissionSchema.parse(stored.admission) };
  }

  return { create, list, revoke, authenticate };
}
