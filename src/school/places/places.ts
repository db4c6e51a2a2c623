/** Campuses, buildings and rooms on the map: drawn one by one or imported, and archived when nothing needs them. */
import { type Actor, requireAccess } from '../../security/access/index.ts';
import type { Audit } from '../../security/audit/index.ts';
import { type Database, type Tx, isUniqueViolation } from '../../db/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import { AppError } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import { readFeatures, refuseFaults, toFeatureCollection, type FeatureFault } from './geojson.ts';
import * as repo from './geofence.repo.ts';
import {
  placeKinds,
  type FeatureCollection,
  type NewPlace,
  type PlaceChange,
  type PlaceKind,
  type PlaceQuery,
  type PlaceView,
} from './geofence.schema.ts';
import type { Feature, Import, ImportAnswer } from './geojson.schema.ts';
import type { Shapes } from './shapes.ts';
import { looksSwapped } from './swapped.policy.ts';
import { words } from './words/en.ts';

export function createPlaces(deps: { db: Database; audit: Audit; clock: Clock; shapes: Shapes }) {
  /** The places that stand, by name. */
  async function list(actor: Actor, query: PlaceQuery): Promise<PlaceView[]> {
    await requireAccess(deps.db.autocommit, actor, 'places.read', {});
    return repo.findPlaces(deps.db.autocommit, query);
  }

  const exportGeoJson = async (actor: Actor, query: PlaceQuery): Promise<FeatureCollection> =>
    toFeatureCollection(await list(actor, query));

  /**
   * Draws a place. One that was archived under the same name comes back, so that what names it means the same as ever.
   * @throws AppError `conflict` when the name is taken on the campus; `notFound` for a campus or a parent that is not
   * there;
   * `invalidInput` when the parent is not of a larger kind.
   */
  const create = (actor: Actor, place: NewPlace): Promise<{ id: string }> =>
    manage(actor, async (tx) => ({ id: await insert(tx, actor, place) }));

  /**
   * Draws a place anew. It stays on its campus.
   * @throws AppError `notFound`; `conflict` also when a part of it would be larger than it; otherwise like `create`.
   */
  async function change(actor: Actor, placeId: string, place: PlaceChange): Promise<void> {
    await manage(actor, async (tx) => replace(tx, actor, await lock(tx, placeId), place));
    deps.shapes.forget(placeId);
  }

  /**
   * Takes a place off the map.
   * @throws AppError `notFound`; `conflict` while a class, a session to come, a reader or a smaller place names it.
   */
  async function archive(actor: Actor, placeId: string): Promise<void> {
    await manage(actor, async (tx) => {
      const { name } = await lock(tx, placeId);
      const uses = tellUses(await repo.countUses(tx, placeId));
      if (uses !== '') throw new AppError('conflict', { detail: words.isStillNamedByGiveThem({ name, uses }) });
      await repo.archivePlace(tx, placeId, deps.clock.now());
      await deps.audit.record(tx, {
        actorId: actor.personId,
        action: 'place.archived',
        subjectType: 'place',
        subjectId: placeId,
        facts: {},
      });
    });
    deps.shapes.forget(placeId);
  }

  /**
   * Takes a whole FeatureCollection, or nothing of it. A feature with the id of a place changes that place; any other
   * draws one. `parentId` names a place or another feature.
   * @returns the ids in the order of the features, and what looks wrong though it was taken.
   * @throws AppError `invalidInput` naming every wrong feature by its index.
   */
  async function importGeoJson(actor: Actor, { features }: Import): Promise<ImportAnswer> {
    await requireAccess(deps.db.autocommit, actor, 'places.manage', {});
    const read = readFeatures(features);
    const outcome = await manage(actor, (tx) => importFeatures(tx, actor, read));
    for (const id of outcome.ids) deps.shapes.forget(id);
    return outcome;
  }

  async function importFeatures(tx: Tx, actor: Actor, features: readonly Feature[]): Promise<ImportAnswer> {
    const before = await repo.findPlaces(tx, {});
    const faults: FeatureFault[] = [];
    const ids: string[] = [];
    const byLabel = new Map<string, string>();
    let changed = 0;
    // The large first, so that a part finds what it lies in.
    const order = [...features.entries()].sort(
      ([, a], [, b]) => placeKinds.indexOf(a.place.kind) - placeKinds.indexOf(b.place.kind),
    );
    for (const [index, { id: label, place }] of order) {
      try {
        if (label !== undefined && byLabel.has(label))
          throw new AppError('invalidInput', { field: 'id', detail: words.isThatOfAnotherFeatureToo });
        const parentId = place.parentId === null ? null : requireId(byLabel.get(place.parentId) ?? place.parentId);
        const known = label !== undefined && isId(label) ? await repo.lockPlace(tx, label, 'alone') : null;
        if (known && known.campusId !== place.campusId)
          throw new AppError('invalidInput', {
            field: 'campusId',
            detail: words.isAnotherOneAPlaceStays,
          });
        if (known) await replace(tx, actor, known, { ...place, parentId });
        const id = known?.id ?? (await insert(tx, actor, { ...place, parentId }));
        if (known) changed += 1;
        ids[index] = id;
        if (label !== undefined) byLabel.set(label, id);
      } catch (error) {
        // Each of these is thrown before a statement fails, so the transaction can go on and find the others.
        if (!(error instanceof AppError)) throw error;
        faults.push({
          index,
          field: error.field === 'id' ? 'id' : `properties.${error.field ?? 'name'}`,
          detail: error.message.replace(/\.$/, ''),
        });
      }
    }
    refuseFaults(faults.sort((a, b) => a.index - b.index));
    return { ids, created: ids.length - changed, changed, warnings: await findSwapped(tx, features, ids, before) };
  }

  /** Held against the places that the campus had before, without those that the file draws anew. */
  async function findSwapped(
    tx: Tx,
    features: readonly Feature[],
    ids: readonly string[],
    before: readonly PlaceView[],
  ): Promise<ImportAnswer['warnings']> {
    const zones = new Map((await repo.findCampusZones(tx)).map(({ id, timeZone }) => [id, timeZone]));
    const others = before.filter((place) => !ids.includes(place.id));
    return features.flatMap(({ place: { campusId, shape } }, index) => {
      const near = others.filter((place) => place.campusId === campusId).map((place) => place.shape);
      const timeZone = zones.get(campusId);
      return timeZone !== undefined && looksSwapped(shape, near, { timeZone, now: deps.clock.now() })
        ? [{ index, field: 'geometry', detail: words.looksSwapped }]
        : [];
    });
  }

  async function manage<T>(actor: Actor, work: (tx: Tx) => Promise<T>): Promise<T> {
    try {
      return await deps.db.transaction(async (tx) => {
        await requireAccess(tx, actor, 'places.manage', {});
        return work(tx);
      });
    } catch (error) {
      // Somebody took the name between the look and the write.
      if (isUniqueViolation(error))
        throw new AppError('conflict', {
          field: 'name',
          detail: words.anotherPlaceOfThisName,
        });
      throw error;
    }
  }

  async function lock(tx: Tx, placeId: string): Promise<PlaceView> {
    const place = await repo.lockPlace(tx, placeId, 'alone');
    if (!place) throw new AppError('notFound');
    return place;
  }

  async function insert(tx: Tx, actor: Actor, place: NewPlace): Promise<string> {
    if (!(await repo.isCampus(tx, place.campusId)))
      throw new AppError('notFound', { field: 'campusId', detail: words.thereIsNoSuchCampus });
    await requireParent(tx, place);
    const namesake = await repo.findNamesake(tx, place.campusId, place.name);
    if (namesake && !namesake.archivedAt) throw nameTaken(place.name);
    const id = namesake?.id ?? newId();
    if (namesake) await repo.updatePlace(tx, id, place);
    else await repo.insertPlace(tx, id, place);
    await deps.audit.record(tx, {
      actorId: actor.personId,
      action: namesake ? 'place.restored' : 'place.created',
      subjectType: 'place',
      subjectId: id,
      facts: { ...place },
    });
    return id;
  }

  async function replace(tx: Tx, actor: Actor, before: PlaceView, change: PlaceChange): Promise<void> {
    const after = { ...change, campusId: before.campusId };
    await requireParent(tx, after);
    const parts = await repo.findKindsOfParts(tx, before.id);
    if (parts.some((part) => !isLarger(after.kind, part)))
      throw new AppError('conflict', {
        field: 'kind',
        detail: words.aCannotHoldTheThatLies({ kind: after.kind, list: parts.join(' and ') }),
      });
    const namesake = await repo.findNamesake(tx, after.campusId, after.name);
    if (namesake && namesake.id !== before.id) throw nameTaken(after.name, namesake.archivedAt !== null);
    await repo.updatePlace(tx, before.id, after);
    await deps.audit.record(tx, {
      actorId: actor.personId,
      action: 'place.changed',
      subjectType: 'place',
      subjectId: before.id,
      facts: { before, after },
    });
  }

  /** The parent is held as it is: it can be neither archived nor made smaller meanwhile. */
  async function requireParent(tx: Tx, { campusId, parentId, kind }: NewPlace): Promise<void> {
    if (parentId === null) return;
    const parent = await repo.lockPlace(tx, parentId, 'share');
    if (parent?.campusId !== campusId)
      throw new AppError('notFound', { field: 'parentId', detail: words.thereIsNoSuchPlaceOnThisCampus });
    if (!isLarger(parent.kind, kind))
      throw new AppError('invalidInput', {
        field: 'parentId',
        detail: words.aDoesNotLie({ kind, kind2: parent.kind }),
      });
  }

  return { list, exportGeoJson, create, change, archive, importGeoJson };
}

const isLarger = (large: PlaceKind, small: PlaceKind): boolean => placeKinds.indexOf(large) < placeKinds.indexOf(small);

const isId = (text: string): boolean => /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(text);

function requireId(text: string): string {
  if (!isId(text))
    throw new AppError('notFound', {
      field: 'parentId',
      detail: words.thereIsNoPlaceAndNo,
    });
  return text;
}

const nameTaken = (name: string, isArchived = false): AppError =>
  new AppError('conflict', {
    field: 'name',
    detail: isArchived ? words.anArchivedPlaceIsCalledPlease(name) : words.thereIsAlreadyOneCalled(name),
  });

/** "2 classes and 1 reader"; empty when there is none. */
function tellUses({ classes, sessions, readers, parts }: repo.Uses): string {
  const uses = [
    classes > 0 && words.classes(classes),
    sessions > 0 && words.sessions(sessions),
    readers > 0 && words.readers(readers),
    parts > 0 && words.smallerPlaces(parts),
  ].filter((use) => use !== false);
  return uses.join(words.and);
}
