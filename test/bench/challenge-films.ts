/**
 * Films of people made of portraits, and of what else may be held before a camera, judged as the challenge judges them.
 */
import { readFile } from 'node:fs/promises';
import sharp, { type Sharp } from 'sharp';
import { listPortraits } from '../../models/portraits.ts';
import { judgeFilm, type FilmFault, type HeadTurn } from '../../src/attendance/challenge/challenge.policy.ts';
import { hasOthers } from '../../src/recognition/faces/photo-check.ts';
import { thresholdForFar } from '../../src/recognition/vision/judging/calibration.ts';
import type { Vision } from '../../src/recognition/vision/vision.ts';
import { shippedCalibration } from '../support/calibration.ts';
import { asBentPicture, asFlatPicture, film, portray, yawsOf, type Sitter } from '../support/turning-head.ts';

export interface ChallengeRow {
  name: string;
  films: number;
  met: number;
  faults: Partial<Record<FilmFault, number>>;
}

/** Every so-manieth portrait: enough people, in a few minutes. */
const everyNth = 8;
const asked: readonly HeadTurn[] = ['left', 'right', 'right'];
const otherOrder: readonly HeadTurn[] = ['right', 'left', 'right'];

interface Scene {
  own: Sitter;
  other: Sitter;
}
type Shoot = (scene: Scene) => Promise<Buffer[]>;

const scenes: Readonly<Record<string, Shoot>> = {
  'a head that turns as asked': ({ own }) => film(own, yawsOf(asked)),
  'a head that turns in another order': ({ own }) => film(own, yawsOf(otherOrder)),
  "another's head for some pictures": async ({ own, other }) => {
    const [mine, others] = [await film(own, yawsOf(asked)), await film(other, yawsOf(asked))];
    return mine.map((picture, index) => (index > 12 && index < 22 ? others[index]! : picture));
  },
  "another's photo, from which a morph leads to the head that turns": async ({ own, other }) => {
    const pictures = await film(own, yawsOf(asked));
    const [wanted] = await film(other, [0]);
    const half = await sharp(wanted)
      .composite([{ input: await sharp(pictures[1]).ensureAlpha(0.5).png().toBuffer() }])
      .jpeg()
      .toBuffer();
    return [wanted!, half, ...pictures.slice(2)];
  },
  'five photos of the person, cut to the turns asked for': async ({ own }) => {
    const yaws = [-32, -18, 0, 18, 32];
    const photos = await film(own, yaws);
    const nearest = (yawDeg: number): number =>
      yaws.indexOf(yaws.reduce((best, yaw) => (Math.abs(yaw - yawDeg) < Math.abs(best - yawDeg) ? yaw : best)));
    return Promise.all(
      yawsOf(asked).map((yawDeg, step) =>
        sharp(photos[nearest(yawDeg)])
          .jpeg({ quality: 70 + (step % 20) })
          .toBuffer(),
      ),
    );
  },
  'a still, repeated': ({ own }) =>
    film(
      own,
      yawsOf(asked).map(() => 0),
    ),
  'a still, tilted': changed((still, yawDeg) => still.rotate(yawDeg, { background: '#888' })),
  'a still, sheared': changed((still, yawDeg) => still.affine([1, yawDeg / 80, 0, 1], { background: '#888' })),
  'a still, squeezed': changed((still, yawDeg) =>
    still.resize(Math.round(320 * Math.cos(yawDeg / 40)), 320, { fit: 'fill' }),
  ),
  'a photo, turned before the camera': ({ own }) => film(own, yawsOf(asked), { as: asFlatPicture }),
  'a photo, bent around a cylinder and turned': ({ own }) => film(own, yawsOf(asked), { as: asBentPicture }),
  'a frontal photo, a turned one and its mirror image': async ({ own }) => {
    const [frontal, left] = (await film(own, [0, 30])) as [Buffer, Buffer];
    const right = await sharp(left).flop().jpeg().toBuffer();
    return yawsOf(asked).map((yawDeg) => (yawDeg > 9 ? left : yawDeg < -9 ? right : frontal));
  },
};

function changed(change: (still: Sharp, yawDeg: number) => Sharp): Shoot {
  return async ({ own }) => {
    const [still] = await film(own, [0]);
    return Promise.all(yawsOf(asked).map((yawDeg) => change(sharp(still), yawDeg).jpeg().toBuffer()));
  };
}

/** One row a scene, each with the same people. */
export async function challengeRows(vision: Vision): Promise<ChallengeRow[]> {
  const sameFace = thresholdForFar(shippedCalibration(), 1e-4);
  const portraits = (await listPortraits()).filter((_, index) => index % everyNth === 0);
  const people = await Promise.all(
    portraits.map(async ({ file }) => portray((frames) => vision.analyseFilm(frames), await readFile(file))),
  );
  const rows = Object.keys(scenes).map((name): ChallengeRow => ({ name, films: 0, met: 0, faults: {} }));
  for (const [index, own] of people.entries()) {
    const scene = { own, other: people[(index + 1) % people.length]! };
    for (const row of rows) {
      const frames = await vision.analyseFilm(await scenes[row.name]!(scene));
      const { isMet, fault } = judgeFilm(
        frames.map(({ boxes, face }) => ({ face, hasOthers: hasOthers(boxes) })),
        asked,
        sameFace,
      );
      row.films += 1;
      row.met += isMet ? 1 : 0;
      if (fault !== null) row.faults[fault] = (row.faults[fault] ?? 0) + 1;
    }
    process.stderr.write(`\r${index + 1} of ${people.length} people`);
  }
  process.stderr.write('\n');
  return rows;
}
