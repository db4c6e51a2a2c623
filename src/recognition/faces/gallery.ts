/**
 * Everybody's face beside each other, one vector a person: whether a face that somebody enrols is another person's
 * already. Only people who agreed to just that are in it. It is opened when somebody enrols and closed again when
 * nobody does for a while.
 */
import type { Changes, Database, Queryable, Tx } from '../../db/index.ts';
import type { Consents } from '../../security/consent/index.ts';
import { cosine } from '../vision/index.ts';
import * as repo from './faces.repo.ts';
import { groupByPerson, profileOf, type Templates } from './templates.ts';

/** Longer than this nobody's opened face stays in memory for nothing: 2 kB a person, 100 MB of 50,000. */
const openMs = 10 * 60_000;
/** Templates that are opened at a time. */
const pageSize = 1000;

export type Gallery = ReturnType<typeof createGallery>;

export function createGallery(deps: {
  db: Database;
  changes: Changes;
  consents: Consents;
  templates: Templates;
  weightsHash: string;
}) {
  const faces = new Map<string, Float32Array>();
  /**
   * The template with the highest number that was taken in. They rise in the order of commits, since enrolments wait
   * for each other.
   */
  let taken = 0;
  const stale = new Set<string>();
  let isOpen = false;
  /** Raised when it is closed, so that whoever was taking faces in begins anew. */
  let closings = 0;
  let timer: NodeJS.Timeout | undefined;

  function close(): void {
    closings += 1;
    isOpen = false;
    faces.clear();
    stale.clear();
    taken = 0;
  }

  deps.changes.on('face', (personId) => {
    if (personId === undefined) close();
    else if (isOpen) {
      // Whoever let their face be forgotten is out at once; whoever did not comes back with the next search.
      faces.delete(personId);
      stale.add(personId);
    }
  });

  /**
   * Takes in what is not yet in it. To be called before the transaction that searches, so that this has little left to
   * do.
   */
  async function open(db: Queryable = deps.db.autocommit): Promise<void> {
    clearTimeout(timer);
    timer = setTimeout(close, openMs).unref();
    isOpen = true;
    while (stale.size > 0) await take(db, [...stale].slice(0, pageSize));
    for (;;) {
      const before = closings;
      const added = await repo.findAdded(db, { after: taken, weightsHash: deps.weightsHash, take: pageSize });
      await take(db, [...new Set(added.map(({ personId }) => personId))]);
      if (closings !== before) {
        isOpen = true;
        continue;
      }
      taken = Math.max(taken, added.at(-1)?.number ?? 0);
      if (added.length < pageSize) return;
    }
  }

  async function take(db: Queryable, personIds: readonly string[]): Promise<void> {
    if (personIds.length === 0) return;
    for (const personId of personIds) stale.delete(personId);
    const agreed = await deps.consents.filterAgreedToSearch(db, personIds);
    const loaded = groupByPerson(
      await deps.templates.load(
        db,
        personIds.filter((id) => agreed.has(id)),
      ),
    );
    for (const personId of personIds) {
      const profile = profileOf(loaded.get(personId) ?? []);
      if (profile) faces.set(personId, profile);
      else faces.delete(personId);
    }
  }

  /**
   * Who else looks most like this. Enrolments must wait for each other (`repo.lockEnrolments`), else two of one face
   * would not see each other.
   * @returns with how many people there are to be like
   */
  async function search(
    db: Queryable,
    vector: Float32Array,
    exceptPersonId: string,
  ): Promise<{ personId: string; score: number; people: number } | undefined> {
    await open(db);
    const nearest = findNearest(faces, vector, exceptPersonId);
    return nearest && { ...nearest, people: faces.size };
  }

  /**
   * Whether who was found may be named in this transaction, until whose end they cannot withdraw. Who may not is out of
   * the next search.
   */
  async function confirm(tx: Tx, personId: string): Promise<boolean> {
    await repo.holdPerson(tx, personId);
    await take(tx, [personId]);
    return faces.has(personId);
  }

  return { open, search, confirm };
}

/**
 * Whose face is most alike, but for one person's. Exact, one after the other: that takes 26 ms for 50,000.
 * @param faces one vector of unit length a person
 * @returns the cosine; undefined when there is nobody else
 * @throws RangeError when the lengths differ, which means faces of different weights
 */
export function findNearest(
  faces: ReadonlyMap<string, Float32Array>,
  vector: Float32Array,
  exceptPersonId: string,
): { personId: string; score: number } | undefined {
  let best = '';
  let highest = -Infinity;
  for (const [personId, face] of faces) {
    if (personId === exceptPersonId) continue;
    const score = cosine(vector, face);
    if (score > highest) [highest, best] = [score, personId];
  }
  return highest === -Infinity ? undefined : { personId: best, score: highest };
}
