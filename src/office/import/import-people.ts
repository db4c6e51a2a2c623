/**
 * Imports: people, rosters, teachers, guardians and cards from a file as schools have them. A dry run shows the fate of
 * every line; faulty lines do not stop the good ones unless that is asked for.
 */
import { type Actor, requireAccess } from '../../security/access/index.ts';
import type { ClassView, RosterEntry } from '../../school/classes/index.ts';
import type { PersonView } from '../../school/people/index.ts';
import { type Queryable, isUniqueViolation } from '../../db/index.ts';
import { dayOf } from '../../kernel/days.ts';
import { AppError } from '../../kernel/errors.ts';
import { idOfPart, newId } from '../../kernel/ids.ts';
import { fold } from '../tables/index.ts';
import { createClassBook } from './class-book.ts';
import { displayNameOf } from './entries.ts';
import { findVanished } from './full-sync.ts';
import { type Entry, gather } from './gather.ts';
import { groupBy } from './group-by.ts';
import type { ImportDeps, ImportTask } from './import-deps.ts';
import type { ImportOptions, ImportReport } from './import.schema.ts';
import { type ConfirmAlone, oneAtATime } from './one-at-a-time.ts';
import { linkKey, planGuardians } from './plan-guardians.ts';
import { placeKey, planPeople, type Standing, type StandingRoster } from './plan.ts';
import { type ReadFile, readFile } from './read-file.ts';
import { type FullPlan, toReport } from './report.ts';
import { words } from './words/en.ts';
import { createWriter } from './write.ts';

export type PeopleImport = ReturnType<typeof createPeopleImport>;

export function createPeopleImport(deps: ImportDeps) {
  const writer = createWriter(deps);

  /**
   * @throws AppError `invalidInput` for a file that is no list of people, naming what was found; `conflict` for
   * invitations without a mail server, for new classes of which nobody says where, or when more than a tenth would leave;
   * `busy` while another import takes long.
   */
  async function importPeople(
    actor: Actor,
    file: Buffer,
    options: ImportOptions,
    task?: ImportTask,
  ): Promise<ImportReport> {
    await requireAccess(deps.db.autocommit, actor, 'people.manage', {});
    const today = dayOf(deps.clock.now(), 'utc');
    const read = await readFile(file, options, today);
    await task?.progress(0, read.lines.length);
    if (options.dryRun) {
      const plan = await makePlan(deps.db.autocommit, actor, read, options, task);
      return toReport(read, plan, { isApplied: false, invited: 0, left: 0 });
    }
    return oneAtATime(deps.db, async (confirmAlone) => {
      const run = { task, confirmAlone };
      try {
        return await planAndWrite(actor, read, options, run);
      } catch (error) {
        if (!isUniqueViolation(error)) throw error;
        // Who was added by hand since then is known to the next plan; notes of the first stand on the lines it was given.
        const again = await readFile(file, options, today);
        return await rethrowTaken(() => planAndWrite(actor, again, options, run));
      }
    });
  }

  async function planAndWrite(
    actor: Actor,
    read: ReadFile,
    options: ImportOptions,
    run: { task: ImportTask | undefined; confirmAlone: ConfirmAlone },
  ): Promise<ImportReport> {
    const plan = await makePlan(deps.db.autocommit, actor, read, options, run.task);
    const isRefused = options.atomic && plan.faults.some(({ isSkipped }) => !isSkipped);
    if (isRefused) return toReport(read, plan, { isApplied: false, invited: 0, left: 0 });
    if (options.fullSync && options.removeMissing && plan.sync.isTooMany)
      throw new AppError('conflict', {
        field: 'removeMissing',
        detail: words.tooManyWouldLeave({ vanished: plan.sync.vanished.length, of: plan.sync.of }),
      });
    const written = await writer.write(actor, plan, options, run);
    return toReport(read, plan, { isApplied: true, ...written });
  }

  async function makePlan(
    db: Queryable,
    actor: Actor,
    read: ReadFile,
    options: ImportOptions,
    task: ImportTask | undefined,
  ): Promise<FullPlan> {
    // A task that is done again finds by these ids whom it has made already, also those with neither number nor address.
    const makeId = (key: string): string => (task ? idOfPart(task.id, key) : newId());
    const findMade = async (ids: readonly string[]): Promise<string[]> =>
      task ? (await deps.people.findByIds(db, ids)).map(({ id }) => id) : [];
    const { entries, faults: contradictions, entryOf } = gather(read.lines);
    const known = await deps.classes.listOwn(actor);
    const typed = read.lines.flatMap(({ classes, teaches }) => [...classes, ...teaches]);
    const dry = createClassBook(known, new Set(), undefined);
    const pieces = [
      ...new Set([...typed.flatMap(dry.divide), ...read.lines.flatMap(({ classTitle }) => classTitle ?? [])]),
    ];
    const archived = await deps.classes.archivedCodes(
      db,
      pieces.map((code) => code.replace(/\s+/g, ' ').trim().toUpperCase()),
    );
    const book = createClassBook(
      known,
      new Set(archived),
      options.createClasses ? { titleOf: read.titleOf } : undefined,
    );
    const { rosters, ...standing } = await load(
      db,
      read,
      known,
      pieces,
      entries.some((entry) => entry.externalId === null && entry.email === null),
    );
    const ids = new Map(entries.map((entry) => [entry, makeId(keyOf(entry))]));
    const begun = new Set(await findMade([...ids.values()]));
    const { people, faults, named } = planPeople(
      entries,
      { ...standing, rosters: indexRosters(rosters), begun },
      book,
      {
        idOf: (entry) => ids.get(entry) ?? newId(),
        defaultRole: options.defaultRole,
        // Whoever gets somebody's mail gets the links that set the password.
        keepsAddresses: actor.scopes !== undefined,
      },
    );
    const students = people
      .filter(({ id, role, isNew }) => role === 'student' && (!isNew || begun.has(id)))
      .map(({ id }) => id);
    const hasGuardians = read.links.length > 0 || read.lines.some(({ guardians }) => guardians.length > 0);
    const links = hasGuardians ? await deps.inBulk.guardiansOf(db, students) : [];
    const guardians = planGuardians(people, entryOf, read.links, {
      byEmail: standing.byEmail,
      links,
      makeId: (key) => makeId(`guardian\n${key}`),
    });
    for (const id of await findMade(guardians.made.map((one) => one.id))) begun.add(id);
    const allFaults = [...read.faults, ...contradictions, ...faults];
    // Classes that only faulty lines name are not made.
    const used = new Set(
      people.flatMap(({ lines }) => lines.flatMap(({ joins, teaches }) => [...joins, ...teaches])).map(({ id }) => id),
    );
    const made = book.made.filter(({ id }) => used.has(id));
    const sync = options.fullSync
      ? findVanished(rosters, new Map(known.map(({ id, code }) => [id, code])), named, allFaults)
      : { of: 0, vanished: [], isTooMany: false };
    return {
      people,
      guardians,
      made,
      faults: allFaults,
      sync,
      campusId: await chooseCampus(actor, made.length > 0, options),
      begun: {
        people: begun,
        cards: new Set(standing.cardHolders.keys()),
        links: new Set(links.map(({ guardianId, studentId }) => linkKey(guardianId, studentId))),
        places: new Set([
          ...standing.taught,
          ...[...rosters].flatMap(([classId, roster]) => roster.map(({ id }) => placeKey(classId, id))),
        ]),
      },
    };
  }

  /** What stands already of everybody and every class that the file may mean. */
  async function load(
    db: Queryable,
    { lines }: ReadFile,
    known: readonly ClassView[],
    pieces: readonly string[],
    hasKeyless: boolean,
  ): Promise<Omit<Standing, 'rosters' | 'begun'> & { rosters: Map<string, Listed[]> }> {
    const lookUp = createClassBook(known, new Set(), undefined);
    const classIds = new Set(
      pieces.flatMap((piece) => {
        const read = lookUp.read([piece], null);
        return 'classes' in read ? read.classes.map(({ id }) => id) : [];
      }),
    );
    const rosters = new Map<string, Listed[]>();
    for (const classId of classIds) rosters.set(classId, await deps.classes.roster(db, classId));
    const guardians = lines.flatMap((line) => line.guardians.flatMap(({ email }) => email ?? []));
    const found = await deps.people.findByKeys(db, {
      emails: [...lines.flatMap(({ email }) => email ?? []), ...guardians],
      externalIds: lines.flatMap(({ externalId }) => externalId ?? []),
    });
    const called = hasKeyless
      ? await deps.inBulk.studentsCalled(db, [...new Set(lines.map(({ names }) => displayNameOf(names)))])
      : [];
    const alike = hasKeyless
      ? await deps.people.findByIds(db, [...new Set([...rosters.values()].flat().map(({ id }) => id))])
      : [];
    const taught = await deps.classes.taughtBy(db, [...classIds]);
    const { nowOf, formerKeys } = await followMerged(db, found);
    return {
      byEmail: new Map(found.flatMap((one) => (one.email === null ? [] : [[one.email, nowOf(one)] as const]))),
      byNumber: new Map(
        found.flatMap((one) => (one.externalId === null ? [] : [[one.externalId, nowOf(one)] as const])),
      ),
      formerKeys,
      byId: new Map([...found, ...alike].map((person) => [person.id, person])),
      rosters,
      taught: new Set(taught.map(({ classId, personId }) => placeKey(classId, personId))),
      names: new Set(called.map(({ name }) => fold(name))),
      cardHolders: await deps.cards.holdersOf(db, [...new Set(lines.flatMap(({ cards }) => cards))]),
    };
  }

  /** Whoever has two accounts that were merged is found by the number and the address of either. */
  async function followMerged(db: Queryable, found: readonly PersonView[]) {
    const closed = found.filter(({ status }) => status === 'deactivated').map(({ id }) => id);
    const merged = new Map((await deps.inBulk.mergedAmong(db, closed)).map(({ id, intoId }) => [id, intoId]));
    const now = new Map((await deps.people.findByIds(db, [...new Set(merged.values())])).map((one) => [one.id, one]));
    return {
      nowOf: (one: PersonView): PersonView => now.get(merged.get(one.id) ?? '') ?? one,
      formerKeys: new Set(
        found.flatMap(({ id, email, externalId }) => (merged.has(id) ? [email ?? [], externalId ?? []].flat() : [])),
      ),
    };
  }

  /** @throws AppError `conflict` or `notFound`, naming the field, where it cannot be said */
  async function chooseCampus(actor: Actor, isNeeded: boolean, { campusId }: ImportOptions): Promise<string | null> {
    if (!isNeeded) return null;
    const campuses = await deps.classes.listCampuses(actor);
    const [only, ...others] = campuses;
    if (campusId !== undefined) {
      if (!campuses.some(({ id }) => id === campusId))
        throw new AppError('notFound', { field: 'campusId', detail: words.thereIsNoCampus });
      return campusId;
    }
    if (!only) throw new AppError('conflict', { field: 'campusId', detail: words.thereIsNoCampusYet });
    if (others.length > 0) throw new AppError('conflict', { field: 'campusId', detail: words.aCampusIsNeeded });
    return only.id;
  }

  return { importPeople };
}

type Listed = Pick<RosterEntry, 'id' | 'name' | 'externalId'>;

const indexRosters = (rosters: ReadonlyMap<string, readonly Listed[]>): Map<string, StandingRoster> =>
  new Map(
    [...rosters].map(([classId, roster]) => {
      const ids = new Set(roster.map(({ id }) => id));
      const byName = groupBy(roster, ({ name }) => fold(name));
      return [
        classId,
        { has: (id: string) => ids.has(id), called: (name: string) => byName.get(name)?.map(({ id }) => id) ?? [] },
      ];
    }),
  );

/** What tells somebody apart in the file, also when it is read again: where they are met first. */
const keyOf = ({ lines: [first] }: Entry): string => `${first?.file ?? ''}:${first?.line ?? 0}`;

async function rethrowTaken<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isUniqueViolation(error)) throw new AppError('conflict', { detail: words.somebodyWasAddedInTheMeantime });
    throw error;
  }
}
