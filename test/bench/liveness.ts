/**
 * `npm run bench -- liveness --images DIR`: how attacks and real people fare before the still's advice, in the words of
 * ISO/IEC 30107-3, and before the challenge. DIR holds full/ (photos) and crops/{real,fake}.
 */
import { readdir, readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { listPortraits } from '../../models/portraits.ts';
import { rephotograph } from '../../models/photo-studio.ts';
import { createLog } from '../../src/kernel/log.ts';
import { suspiciousLiveness } from '../../src/recognition/vision/judging/liveness-advice.ts';
import { createVision, type Vision } from '../../src/recognition/vision/vision.ts';
import { challengeRows, type ChallengeRow } from './challenge-films.ts';
import { areaUnderCurve, leaveOneOutAt, type Presentation } from './presentation.ts';

/**
 * What the photos of full/ show, by the beginning of their name. ISO/IEC 30107-3 calls a kind of attack a PAI species.
 */
const shownIn: readonly (readonly [begin: string, kind: string, isAttack: boolean | null])[] = [
  ['image_T', 'real, photographed', false],
  ['genuine', 'real, photographed', false],
  ['image_F1', 'print or screen', true],
  ['image_F2', 'tablet', true],
  ['rgb_fake', 'monitor', true],
  ['spoof', 'replay, good', true],
  ['deepfake', 'made by a network', null],
  ['disguise', 'in disguise', null],
];
/** Where the photo without its kind stands when the bound is chosen on all the others. */
const allowedBpcer = 0.025;

interface Shown {
  file: string;
  kind: string;
  isAttack: boolean | null;
}

/** Prints two tables and returns what the last line shall say. */
export async function benchLiveness({ images }: { images?: string | undefined }): Promise<Record<string, unknown>> {
  if (images === undefined)
    throw new Error('Name a folder with full/ and crops/{real,fake}: npm run bench -- liveness --images DIR');
  const vision = await createVision({ threads: availableParallelism(), log: createLog('silent'), maxQueued: 500 });
  try {
    const still = await benchStills(vision, await listShown(images));
    const challenge = await challengeRows(vision);
    printChallenge(challenge);
    return { ...still, challenge: Object.fromEntries(challenge.map(({ name, films, met }) => [name, { films, met }])) };
  } finally {
    await vision.close();
  }
}

async function listShown(images: string): Promise<Shown[]> {
  const full = (await readdir(join(images, 'full'))).flatMap((file): Shown[] => {
    const known = shownIn.find(([begin]) => file.startsWith(begin));
    return known ? [{ file: join(images, 'full', file), kind: known[1], isAttack: known[2] }] : [];
  });
  const crops = await Promise.all(
    (['real', 'fake'] as const).map(async (folder) =>
      (await readdir(join(images, 'crops', folder))).map((file): Shown => ({
        file: join(images, 'crops', folder, file),
        kind: folder === 'real' ? 'real, close, one person' : 'replay on a phone, close, one person',
        isAttack: folder === 'fake',
      })),
    ),
  );
  return [...full, ...crops.flat()];
}

async function benchStills(vision: Vision, shown: readonly Shown[]): Promise<Record<string, unknown>> {
  const stills: Presentation[] = await Promise.all(
    shown.map(async ({ file, kind, isAttack }) => ({
      kind,
      isAttack,
      live: await livenessOf(vision, await readFile(file)),
    })),
  );
  const portraits: Presentation[] = await Promise.all(
    (await listPortraits()).map(async ({ file }) => ({
      kind: 'portraits photographed again',
      isAttack: false,
      live: await livenessOf(vision, await rephotograph(await readFile(file))),
    })),
  );
  const all = [...stills, ...portraits];
  process.stdout.write(
    `the still's advice, at ${suspiciousLiveness}     ${'photos'.padStart(8)}${'no face'.padStart(9)}${'flagged'.padStart(9)}   error\n`,
  );
  const kinds = [...new Set(all.map(({ kind }) => kind))].map((kind) =>
    tellKind(all.filter((one) => one.kind === kind)),
  );
  const judged = stills.flatMap(({ isAttack, live }) =>
    isAttack === null || live === null ? [] : [{ isAttack, live }],
  );
  const auc = areaUnderCurve(judged);
  const leftOut = leaveOneOutAt(judged, allowedBpcer);
  process.stdout.write(
    `AUC ${auc.toFixed(3)} over ${judged.length} photos; each left out in turn, the bound that flags ${allowedBpcer * 100} % of the other real ones at most: APCER ${percent(leftOut.apcer)}, BPCER ${percent(leftOut.bpcer)}\n\n`,
  );
  return {
    photos: judged.length,
    auc: round(auc),
    threshold: suspiciousLiveness,
    kinds: Object.fromEntries(kinds),
    leaveOneOut: { apcer: round(leftOut.apcer), bpcer: round(leftOut.bpcer) },
  };
}

/**
 * APCER: the share of attacks that pass; BPCER: the share of real presentations that are flagged. Where no face is
 * found there is no answer.
 */
function tellKind(ofKind: readonly Presentation[]): [string, Record<string, unknown>] {
  const { kind, isAttack } = ofKind[0]!;
  const answered = ofKind.flatMap(({ live }) => live ?? []);
  const flagged = answered.filter((live) => live < suspiciousLiveness).length;
  const name = isAttack === null ? 'neither' : isAttack ? 'APCER' : 'BPCER';
  const error = (isAttack ? answered.length - flagged : flagged) / answered.length;
  process.stdout.write(
    `${kind.padEnd(38)}${String(ofKind.length).padStart(4)}${String(ofKind.length - answered.length).padStart(9)}${String(flagged).padStart(9)}   ${isAttack === null ? '-' : `${name} ${percent(error)}`}\n`,
  );
  return [
    kind,
    {
      photos: ofKind.length,
      noFace: ofKind.length - answered.length,
      flagged,
      ...(isAttack === null ? {} : { [name.toLowerCase()]: round(error) }),
    },
  ];
}

/** Of the largest face; null where there is none. */
async function livenessOf(vision: Vision, photo: Buffer): Promise<number | null> {
  const { faces } = await vision.analyseSelfie(photo);
  return faces[0]?.liveness ?? null;
}

function printChallenge(rows: readonly ChallengeRow[]): void {
  process.stdout.write(`the challenge                                             films      met   refused because\n`);
  for (const { name, films, met, faults } of rows) {
    process.stdout.write(
      `${name.padEnd(54)}${String(films).padStart(9)}${String(met).padStart(9)}   ${Object.entries(faults)
        .map(([fault, count]) => `${fault} ${count}`)
        .join(', ')}\n`,
    );
  }
}

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

const round = (value: number): number => Number(value.toFixed(4));
