/** Looks who of a class is in photos. */
import type { Classes } from '../../school/classes/index.ts';
import type { Database } from '../../db/index.ts';
import type { Faces } from '../../recognition/faces/index.ts';
import type { GroupAnalysis } from '../../recognition/vision/index.ts';
import { putTogether } from './proposal.ts';
import type { RollCallProposal } from './roll-call.schema.ts';

/** Told after each photo: how many are done, of how many. */
export type Progress = (done: number, total: number) => Promise<void>;

export type LookAtClass = ReturnType<typeof createNameFaces>['look'];
export type NameFaces = ReturnType<typeof createNameFaces>['nameFaces'];

/** For rooms that have checked the access. */
export function createNameFaces(deps: { db: Database; classes: Classes; faces: Faces }) {
  /** @throws AppError `notFound`, `notMeasured`, and as decoding does. */
  async function look(classId: string, photos: readonly Buffer[], progress?: Progress): Promise<RollCallProposal> {
    return nameFaces(
      classId,
      await (progress ? inTurn(photos, progress) : Promise.all(photos.map((photo) => deps.faces.analyseGroup(photo)))),
    );
  }

  /** Whose faces these are, of those on the roster who agreed. @throws AppError `notFound`, `notMeasured` */
  async function nameFaces(classId: string, analyses: readonly GroupAnalysis[]): Promise<RollCallProposal> {
    const roster = await deps.classes.roster(deps.db.autocommit, classId);
    const { policy } = await deps.classes.get(deps.db.autocommit, classId);
    return putTogether(
      roster,
      await deps.faces.loadRoster(
        deps.db.autocommit,
        roster.map((entry) => entry.id),
        policy.oneStrangerIn,
      ),
      analyses,
    );
  }

  /** One by one: a set that takes a while must not fill the line before the face models. */
  async function inTurn(photos: readonly Buffer[], progress: Progress): Promise<GroupAnalysis[]> {
    const analyses: GroupAnalysis[] = [];
    for (const photo of photos) {
      analyses.push(await deps.faces.analyseGroup(photo));
      await progress(analyses.length, photos.length);
    }
    return analyses;
  }

  return { look, nameFaces };
}
