/**
 * Looks at a photo of many people with all threads at once: each takes a share of the looks, of what is doubtful, and
 * of the measuring.
 */
import { gather, planLooks, settle } from './networks/crowd.ts';
import { byArea, type Detection, type Size } from './networks/detect.ts';
import type { SharedPhoto } from './shared-photo.ts';
import type { GroupAnalysis, GroupFace, RoomAnalysis } from './vision-types.ts';
import type { CallThread } from './worker-contract.ts';

/** What carries the work out: the threads, and the size of the detector's input. */
export interface Crew {
  readonly call: CallThread;
  readonly threads: number;
  readonly input: Size;
}

/** @throws AppError as decoding does, or when a thread fails */
export const analyseGroup = (crew: Crew, photo: Uint8Array): Promise<GroupAnalysis> =>
  analyse(crew, photo, (opened, faces) => crew.call('measureGroup', opened, faces));

/** The same with the bodies. @throws as above */
export const analyseRoom = (crew: Crew, photo: Uint8Array): Promise<RoomAnalysis> =>
  analyse(crew, photo, (opened, faces) => crew.call('measureRoom', opened, faces));

async function analyse<Face extends GroupFace>(
  { call, threads, input }: Crew,
  photo: Uint8Array,
  measure: (photo: SharedPhoto, faces: readonly Detection[]) => Promise<Face[]>,
): Promise<{ width: number; height: number; faces: Face[] }> {
  const opened = await call('openGroup', photo);
  const seen = await share(threads, planLooks(opened.levels[0], input), (looks) => call('propose', opened, looks));
  const { certain, doubtful } = gather(seen);
  const confirmed = await share(threads, doubtful, (candidates) => call('lookAgain', opened, candidates));
  const measured = await share(threads, settle([...certain, ...confirmed]), (faces) => measure(opened, faces));
  return { width: opened.width, height: opened.height, faces: measured.sort(byArea) };
}

/** Deals the items out in turn, so that every thread gets some of each kind, and puts what came of them together. */
async function share<Item, Result>(
  threads: number,
  items: readonly Item[],
  work: (hand: readonly Item[]) => Promise<Result[]>,
): Promise<Result[]> {
  const hands = Array.from({ length: threads }, (_, thread) =>
    items.filter((_item, index) => index % threads === thread),
  );
  const results = await Promise.all(hands.filter((hand) => hand.length > 0).map(work));
  return results.flat();
}
