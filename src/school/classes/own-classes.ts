/** Classes that teachers make for themselves: the code comes from the title, the campus is the first there is. */
import type { z } from 'zod';
import { type Actor, requireAccess } from '../../security/access/index.ts';
import type { Audit } from '../../security/audit/index.ts';
import { type Database, type Tx, isMissingReference, isUniqueViolation } from '../../db/index.ts';
import { AppError } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import { omitUndefined } from '../../kernel/objects.ts';
import * as repo from './classes.repo.ts';
import type { classDescriptionSchema, ClassView, OwnClass } from './classes.schema.ts';
import { drawings, makeCode } from './joining.ts';
import { words } from './words/en.ts';

const longestCode = 32;
/** Room for the number that tells classes of one title apart. */
const longestStem = longestCode - '-999999'.length;
const firstCampus = { name: words.mainCampus, timeZone: 'UTC' } as const;

export function createOwnClasses(deps: { db: Database; audit: Audit }) {
  /**
   * Makes a class that the actor teaches, on the campus named or the first there is; where there is none yet, that is
   * made too.
   * @throws AppError `notFound` when there is no such campus.
   */
  const createOwn = (actor: Actor, input: OwnClass): Promise<ClassView & { joinCode: string }> =>
    make((tx) => insert(tx, actor, input));

  /**
   * The class of this title that the actor teaches already, or a new one as `createOwn`; asked for twice at once, it is
   * made once.
   */
  const ensureOwn = (actor: Actor, input: OwnClass): Promise<ClassView> =>
    make(async (tx) => {
      // Whoever makes one of this title at the same time is waited for.
      await repo.lockCodes(tx, stemOf(input.title));
      const known = (await repo.findClassesTaught(tx, actor.personId)).find(
        ({ title }) => title.normalize('NFC').toLowerCase() === input.title.normalize('NFC').toLowerCase(),
      );
      return known ?? insert(tx, actor, input);
    });

  async function make<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await deps.db.transaction(work);
      } catch (error) {
        if (isMissingReference(error))
          throw new AppError('notFound', { field: 'campusId', detail: words.thereIsNoSuchCampus });
        // Another class has drawn the same join code, or an admin has given the same code: look again.
        if (!isUniqueViolation(error) || attempt === drawings) throw error;
      }
    }
  }

  async function insert(
    tx: Tx,
    actor: Actor,
    { title, description = '', joinPolicy = 'code', campusId }: OwnClass,
  ): Promise<ClassView & { joinCode: string }> {
    await requireAccess(tx, actor, 'classes.createOwn', { personId: actor.personId });
    const row = {
      id: newId(),
      code: await freeCode(tx, title),
      title,
      description,
      joinPolicy,
      joinCode: makeCode(),
      campusId: campusId ?? (await ensureCampus(tx, actor)),
    };
    await repo.insertClass(tx, row);
    await repo.addTeacher(tx, row.id, actor.personId);
    await deps.audit.record(tx, {
      actorId: actor.personId,
      action: 'class.created',
      subjectType: 'class',
      subjectId: row.id,
      facts: { code: row.code, policy: {}, teacherId: actor.personId },
    });
    const view = await repo.findClass(tx, row.id);
    if (!view) throw new AppError('internal', { detail: 'A class is not there after it was made' });
    return { ...view, joinCode: row.joinCode };
  }

  async function ensureCampus(tx: Tx, actor: Actor): Promise<string> {
    const { id, isNew } = await repo.ensureCampus(tx, { id: newId(), ...firstCampus });
    if (isNew)
      await deps.audit.record(tx, {
        actorId: actor.personId,
        action: 'campus.created',
        subjectType: 'campus',
        subjectId: id,
        facts: firstCampus,
      });
    return id;
  }

  /** Gives a class another title, or says what it is about; its code stays. @throws AppError `notFound`. */
  async function describe(
    actor: Actor,
    classId: string,
    change: z.infer<typeof classDescriptionSchema>,
  ): Promise<ClassView> {
    const after = omitUndefined(change);
    return deps.db.transaction(async (tx) => {
      await requireAccess(tx, actor, 'classes.setUp', { classId });
      const view = await repo.findClass(tx, classId);
      if (!view) throw new AppError('notFound');
      await repo.updateClass(tx, classId, after);
      const before = { title: view.title, description: view.description };
      await deps.audit.record(tx, {
        actorId: actor.personId,
        action: 'class.changed',
        subjectType: 'class',
        subjectId: classId,
        facts: { before, after },
      });
      return { ...view, ...after };
    });
  }

  return { createOwn, ensureOwn, describe };
}

/** "Mathematics 101" is MATHEMATICS-101, and MATHEMATICS-101-2 when there is one already. */
async function freeCode(tx: Tx, title: string): Promise<string> {
  const stem = stemOf(title);
  const taken = await repo.lockCodes(tx, stem);
  let code = stem;
  for (let count = 2; taken.has(code); count += 1) code = `${stem}-${count}`;
  return code;
}

/** Letters and digits of any script in capitals, a hyphen between words, cut between characters. */
function stemOf(title: string): string {
  const code = title
    .normalize('NFC')
    .toUpperCase()
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '');
  let stem = '';
  for (const character of code) {
    if (stem.length + character.length > longestStem) break;
    stem += character;
  }
  return stem.replace(/-$/, '') || 'CLASS';
}
