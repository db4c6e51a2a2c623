/** Looks who of a class is in photos. */
import type { Classes } from '../classes/classes.ts';
import type { Database } from '../db/database.ts';
import type { Faces } from '../faces/faces.ts';
import type { GroupAnalysis } from '../vision/vision.ts';
import { putTogether, type RollCallProposal } from './proposal.ts';

/** Told after each photo: how many are done, of how many. */
export type Progress = (done: number, total: number) => Promise<void>;

export type LookAtClass = ReturnType<typeof createLookAtClass>;

/** The caller has checked the access. @throws AppError as decoding does. */
export function createLookAtClass(deps: { db: Database; classes: Classes; faces: Faces }) {
  return async function lookAtClass(classId: string, photos: readonly Buffer[], progress?: Progress): Promise<RollCallProposal> {
    const roster = await deps.classes.roster(deps.db.read, classId);
    const known = await deps.faces.loadRoster(deps.db.read, roster.map((entry) => entry.id));
    return putTogether(roster, known, await (progress ? inTurn(photos, progress) : Promise.all(photos.map((photo) => deps.faces.analyseGroup(photo)))));
  };

  /** One by one: a set that takes a while must not fill the line before the face models. */
  async function inTurn(photos: readonly Buffer[], progress: Progress): Promise<GroupAnalysis[]> {
    const analyses: GroupAnalysis[] = [];
    for (const photo of photos) {
      analyses.push(await deps.faces.analyseGroup(photo));
      await progress(analyses.length, photos.length);
    }
    return analyses;
  }
}
