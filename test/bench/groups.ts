/**
 * `npm run bench -- groups --images DIR`: how many of the faces marked in DIR/labels.json are found, and in crowds
 * composed of portraits.
 */
import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { createLog } from '../../src/kernel/log.ts';
import { createVision, type Vision } from '../../src/recognition/vision/vision.ts';
import { composeCrowd, portrayPeople } from './composed-crowd.ts';
import { addTallies, heightBands, parseLabels, recallOf, tally, type Tally } from './detection.ts';
import { leaveOneOut } from './leave-one-out.ts';

/**
 * People, height of their faces and size of the photo: what fits a phone's twelve megapixels, and what a chat leaves of
 * them.
 */
const composed = [
  { people: 20, faceHeights: [12, 40], width: 1280, height: 960 },
  { people: 40, faceHeights: [12, 40], width: 1600, height: 1200 },
  { people: 80, faceHeights: [12, 40], width: 2048, height: 1536 },
  { people: 40, faceHeights: [15, 40], width: 4032, height: 3024 },
  { people: 80, faceHeights: [40, 80], width: 4032, height: 3024 },
] as const;
const photosOfEach = 3;

interface Looked {
  tally: Tally;
  ms: number;
}

/** Prints a table and returns what the last line shall say. */
export async function benchGroups({ images }: { images?: string | undefined }): Promise<Record<string, unknown>> {
  if (images === undefined)
    throw new Error('Name a folder with photos and labels.json: npm run bench -- groups --images DIR');
  const labels = parseLabels(await readFile(join(images, 'labels.json'), 'utf8'));
  const threads = availableParallelism();
  const vision = await createVision({ threads, log: createLog('silent') });
  try {
    const looked: Looked[] = [];
    for (const [photo, { faces }] of labels)
      looked.push(await lookAt(vision, await readFile(join(images, photo)), faces));
    const total = addTallies(looked.map((one) => one.tally));
    const msPerPhoto = meanMs(looked);
    printRow('', [
      'faces',
      'found',
      'recall',
      ...heightBands.map(([from, to]) => (to === Infinity ? `> ${from} px` : `${from}-${to} px`)),
      'false',
      'ms a photo',
    ]);
    printLooked(`${labels.size} photos`, looked);
    const leftOut = await leaveOneOut([...labels].map(([photo, { faces }]) => ({ file: join(images, photo), faces })));
    process.stdout.write(
      `each left out in turn      recall ${(leftOut.recall * 100).toFixed(1)} %, ${leftOut.falseAlarms} false, the second look's threshold chosen at ${leftOut.chosen.join(' to ')}\n`,
    );
    const crowds = await lookAtCrowds(vision);
    return {
      faces: total.bands.reduce((sum, { faces }) => sum + faces, 0),
      recall: round(recallOf(total), 4),
      falseAlarms: total.falseAlarms,
      msPerPhoto: round(msPerPhoto, 1),
      leaveOneOut: { recall: round(leftOut.recall, 4), falseAlarms: leftOut.falseAlarms },
      composed: crowds,
      threads,
    };
  } finally {
    await vision.close();
  }
}

async function lookAtCrowds(vision: Vision): Promise<Record<string, unknown>[]> {
  const people = await portrayPeople(vision);
  const rows: Record<string, unknown>[] = [];
  for (const [index, options] of composed.entries()) {
    const looked: Looked[] = [];
    for (let photo = 0; photo < photosOfEach; photo++) {
      const crowd = await composeCrowd(people, { ...options, seed: index * photosOfEach + photo });
      looked.push(
        await lookAt(
          vision,
          crowd.photo,
          crowd.faces.map((box) => ({ box, ignore: false })),
        ),
      );
    }
    const { people: count, width, height } = options;
    printLooked(`${count} composed, ${width}×${height}`, looked);
    const total = addTallies(looked.map((one) => one.tally));
    rows.push({
      people: count,
      width,
      height,
      recall: round(recallOf(total), 4),
      falseAlarms: total.falseAlarms,
      msPerPhoto: round(meanMs(looked), 1),
    });
  }
  return rows;
}

async function lookAt(vision: Vision, photo: Buffer, marked: Parameters<typeof tally>[0]): Promise<Looked> {
  const startedAt = performance.now();
  const { faces } = await vision.analyseGroup(photo);
  const ms = performance.now() - startedAt;
  return {
    tally: tally(
      marked,
      [...faces].sort((a, b) => b.score - a.score).map(({ box }) => box),
    ),
    ms,
  };
}

function printLooked(name: string, looked: readonly Looked[]): void {
  const total = addTallies(looked.map((one) => one.tally));
  const faces = total.bands.reduce((sum, band) => sum + band.faces, 0);
  const found = total.bands.reduce((sum, band) => sum + band.found, 0);
  const bands = total.bands.map((band) => (band.faces === 0 ? '-' : `${band.found}/${band.faces}`));
  printRow(name, [
    String(faces),
    String(found),
    `${(recallOf(total) * 100).toFixed(1)} %`,
    ...bands,
    String(total.falseAlarms),
    meanMs(looked).toFixed(0),
  ]);
}

function printRow(name: string, cells: readonly string[]): void {
  process.stdout.write(`${name.padEnd(24)}${cells.map((cell) => cell.padStart(11)).join('')}\n`);
}

const meanMs = (looked: readonly Looked[]): number => looked.reduce((sum, { ms }) => sum + ms, 0) / looked.length;

const round = (value: number, digits: number): number => Number(value.toFixed(digits));
