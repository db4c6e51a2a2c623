/** Finding classes: by id or number, by whose they are, or by what somebody typed. */
import { type Actor, requireAccess } from '../../security/access/index.ts';
import { type Database, type Queryable, isShortNumber } from '../../db/index.ts';
import { AppError } from '../../kernel/errors.ts';
import * as repo from './classes.repo.ts';
import type { ClassView } from './classes.schema.ts';
import { findByName } from './find-by-name.ts';
import { words } from './words/en.ts';

export function createFinding(deps: { db: Database }) {
  /** The classes that are the actor's: taught, enrolled in, or all for an admin. */
  async function listOwn(actor: Actor): Promise<ClassView[]> {
    if (actor.role === 'admin') return repo.findAllClasses(deps.db.autocommit);
    return actor.role === 'teacher'
      ? repo.findClassesTaught(deps.db.autocommit, actor.personId)
      : repo.findClassesEnrolled(deps.db.autocommit, actor.personId);
  }

  /** The classes that the actor teaches, whatever else they may see. */
  const listTaught = (actor: Actor): Promise<ClassView[]> => repo.findClassesTaught(deps.db.autocommit, actor.personId);

  /**
   * The class somebody means by `typed`, among the actor's own; without a name, the only one there is.
   * @param known the actor's own classes, where the caller has just read them
   * @throws AppError `conflict` naming the candidates, `notFound` when none fits.
   */
  async function resolve(actor: Actor, typed: string | undefined, known?: readonly ClassView[]): Promise<ClassView> {
    const own = known ?? (await listOwn(actor));
    if (own.length === 0) throw new AppError('notFound', { detail: words.youHaveNoClassesYet });
    const names = own.map((view) => view.code).join(', ');
    if (typed === undefined) {
      const [only, ...others] = own;
      if (only && others.length === 0) return only;
      throw new AppError('conflict', {
        field: 'class',
        asksFor: 'class',
        detail: words.whichClassYoursAre(names),
      });
    }
    const found = findByName(own, typed, (view) => [view.code, view.title]);
    if (found.kind === 'one') return found.item;
    if (found.kind === 'none')
      throw new AppError('notFound', {
        field: 'class',
        asksFor: 'class',
        detail: words.youHaveNoClassCalledYours({ typed, names }),
      });
    throw new AppError('conflict', {
      field: 'class',
      asksFor: 'class',
      detail: words.whichClassDoYouMean(found.candidates.map((view) => `${view.code} ${view.title}`).join(', ')),
    });
  }

  /** @throws AppError `notFound` also when the class is not the actor's. */
  async function read(actor: Actor, classId: string): Promise<ClassView> {
    await requireAccess(deps.db.autocommit, actor, 'classes.read', { classId });
    return get(deps.db.autocommit, classId);
  }

  /** For other modules, which have checked the access themselves. */
  async function get(db: Queryable, classId: string): Promise<ClassView> {
    const view = await repo.findClass(db, classId);
    if (!view) throw new AppError('notFound');
    return view;
  }

  /**
   * The class that clients know by this number; undefined when there is none. The access is for the caller to check.
   */
  const findByNumber = async (number: number): Promise<ClassView | undefined> =>
    isShortNumber(number) ? ((await repo.findClassByNumber(deps.db.autocommit, number)) ?? undefined) : undefined;

  /** The classes whose roster holds the student, by code, for modules that have checked the access. */
  const listEnrolled = (db: Queryable, personId: string): Promise<ClassView[]> =>
    repo.findClassesEnrolled(db, personId);

  /** Every class on whose roster the student is or was, archived ones too: records stay one's own. */
  const listEverEnrolled = (db: Queryable, personId: string): Promise<ClassView[]> =>
    repo.findClassesEverEnrolled(db, personId);

  /** Archived classes that the actor teaches, or all for an admin. */
  async function listArchived(actor: Actor): Promise<ClassView[]> {
    await requireAccess(deps.db.autocommit, actor, 'account.use', { personId: actor.personId });
    if (actor.role !== 'admin' && actor.role !== 'teacher') return [];
    return repo.findArchivedClasses(deps.db.autocommit, actor.role === 'admin' ? undefined : actor.personId);
  }

  /**
   * The zones and locales that campuses have, each once, that of the first campus first; for modules that cut days over
   * several of them.
   */
  const listCalendars = (): Promise<{ timeZone: string; locale: string }[]> => repo.findCalendars(deps.db.autocommit);

  return {
    listCalendars,
    listOwn,
    listTaught,
    listArchived,
    resolve,
    read,
    get,
    findByNumber,
    listEnrolled,
    listEverEnrolled,
  };
}
