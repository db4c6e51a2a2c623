/** Looks at a photo of many people with all threads at once: each takes a share of the looks, of what is doubtful, and of the measuring. */
import { gather, planLooks, settle } from './crowd.ts';
import { byArea, type Size } from './detect.ts';
import type { GroupAnalysis } from './vision-types.ts';
import type { CallThread } from './worker-contract.ts';

/** @param input of the detector @throws AppError as decoding does, or when a thread fails */
export async function analyseGroup(call: CallThread, threads: number, input: Size, photo: Uint8Array): Promise<GroupAnalysis> {
  const opened = await call('openGroup', photo);
  const seen = await share(threads, planLooks(opened.levels[0], input), (looks) => call('propose', opened, looks));
  const { certain, doubtful } = gather(seen);
  const confirmed = await share(threads, doubtful, (candidates) => call('lookAgain', opened, candidates));
  const measured = await share(threads, settle([...certain, ...confirmed]), (faces) => call('measureGroup', opened, faces));
  return { width: opened.width, height: opened.height, faces: measured.sort(byArea) };
}

/** Deals the items out like cards, so that every thread gets some of each kind, and puts what came of them together. */
async function share<Item, Result>(threads: number, items: readonly Item[], work: (hand: readonly Item[]) => Promise<Result[]>): Promise<Result[]> {
  const hands = Array.from({ length: threads }, (_, thread) => items.filter((_item, index) => index % threads === thread));
  const results = await Promise.all(hands.filter((hand) => hand.length > 0).map(work));
  return results.flat();
}
