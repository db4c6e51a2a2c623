/**
 * The focus index on photos of turned heads, of bodies and of groups: whether it falls with a turn, and stays in a
 * mirror and at another size.
 */
import { readdir, readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { figureOf, type ClassFigure } from '../../src/focus/class-figure.policy.ts';
import { measureFrame, type PersonFocus } from '../../src/focus/focus.policy.ts';
import { createLog } from '../../src/kernel/log.ts';
import {
  createVision,
  type BodyPoint,
  type RoomAnalysis,
  type RoomFace,
  type Vision,
} from '../../src/recognition/vision/vision.ts';
import { overlapOf } from './detection.ts';
import { percentile } from './percentile.ts';

const minimumPeople = 8;
/**
 * Of two people in one photo, one has to be turned so much more than the other (see `turnOf`) for the pair to say
 * anything.
 */
const clearlyMoreTurned = 0.5;
/** Ears nearer to each other than this, in heights of the face, are those of a profile. */
const nearestEars = 0.2;
const minPointScore = 0.3;
const sameFaceOverlap = 0.4;
/** The photo in a mirror, smaller and larger. */
const versions = { mirrored: 'flop', 'at 80 %': 0.8, 'at 150 %': 1.5 } as const;
const [nose, leftEar, rightEar, leftShoulder, rightShoulder] = [0, 3, 4, 5, 6] as const;

interface Looked {
  name: string;
  photo: Buffer;
  room: RoomAnalysis;
  judged: PersonFocus[];
  seconds: number;
}

/** Prints a table and returns what the last line shall say. */
export async function benchFocus({ images }: { images?: string | undefined }): Promise<Record<string, unknown>> {
  if (images === undefined)
    throw new Error('Name a folder with photos in headpose/, pose/ and group/: npm run bench -- focus --images DIR');
  const threads = availableParallelism();
  const vision = await createVision({ threads, log: createLog('silent') });
  try {
    await vision.analyseRoom(
      await sharp({ create: { width: 640, height: 480, channels: 3, background: '#808080' } })
        .jpeg()
        .toBuffer(),
    );
    const headpose = await lookAtAll(vision, join(images, 'headpose'));
    const pose = await lookAtAll(vision, join(images, 'pose'));
    const group = await lookAtAll(vision, join(images, 'group'));
    const turned = comparePairs(headpose);
    print(
      'turned heads',
      `${turned.agreeing} of ${turned.pairs} pairs in one photo: the more turned has the lower index (a turn told by nose and ears, by another network)`,
    );
    const bodies = { alone: countBodies(pose), inGroups: countBodies(group) };
    for (const [where, { faces, both, points }] of Object.entries({
      'people alone': bodies.alone,
      'people in groups': bodies.inGroups,
    }))
      print(
        where,
        `both shoulders of ${both} of ${faces} people, ${points} of 17 points a body above ${minPointScore}`,
      );
    printGroups(group);
    const steadiness = await compareVersions(vision, [...headpose, ...pose, ...group]);
    const figures = group.map(({ judged }) => figureOf(judged, minimumPeople)).filter(({ figure }) => figure !== null);
    return {
      turned,
      bodies,
      photos: group.length,
      withFigure: figures.length,
      judged: sum(group.map(({ judged }) => judged.length)),
      seen: sum(group.map(({ room }) => room.faces.length)),
      secondsPerPhoto: round(sum(group.map(({ seconds }) => seconds)) / group.length, 2),
      steadiness,
      threads,
    };
  } finally {
    await vision.close();
  }
}

async function lookAtAll(vision: Vision, folder: string): Promise<Looked[]> {
  const names = (await readdir(folder)).filter((name) => /\.(?:jpe?g|png)$/i.test(name)).sort();
  const looked: Looked[] = [];
  for (const name of names) looked.push(await lookAt(vision, name, await readFile(join(folder, name))));
  return looked;
}

async function lookAt(vision: Vision, name: string, photo: Buffer): Promise<Looked> {
  const startedAt = performance.now();
  const room = await vision.analyseRoom(photo);
  return {
    name,
    photo,
    room,
    judged: measureFrame(room.faces, { kind: 'camera' }).judged,
    seconds: (performance.now() - startedAt) / 1000,
  };
}

/** How often, of two people in one photo, the one who is turned more has the lower index. */
function comparePairs(looked: readonly Looked[]): { pairs: number; agreeing: number } {
  const pairs = looked
    .flatMap(({ room, judged }) => {
      const people = judged.flatMap(({ face, index }) => {
        const turn = turnOf(room.faces[face]!);
        return turn === null ? [] : [{ turn, index }];
      });
      return people.flatMap((one, at) =>
        people
          .slice(at + 1)
          .map((other) => (one.turn < other.turn ? ([one, other] as const) : ([other, one] as const))),
      );
    })
    .filter(([less, more]) => more.turn - less.turn >= clearlyMoreTurned);
  return { pairs: pairs.length, agreeing: pairs.filter(([less, more]) => more.index < less.index).length };
}

/**
 * 0 where the nose is midway between the ears, 1 where it is in line with one of them, more beyond, as the body network
 * reads them; null where it does not see them.
 */
function turnOf({ body, box }: RoomFace): number | null {
  const [tip, left, right] = [body?.[nose], body?.[leftEar], body?.[rightEar]];
  if (!tip || !left || !right || Math.min(tip.score, Math.max(left.score, right.score)) < minPointScore) return null;
  return Math.abs(2 * tip.x - left.x - right.x) / Math.max(Math.abs(left.x - right.x), box.height * nearestEars);
}

function countBodies(looked: readonly Looked[]): { faces: number; both: number; points: number } {
  const bodies = looked.flatMap(({ room }) => room.faces.flatMap(({ body }) => (body ? [body] : [])));
  const sees = (body: readonly BodyPoint[], point: number): boolean => (body[point]?.score ?? 0) >= minPointScore;
  const both = bodies.filter((body) => sees(body, leftShoulder) && sees(body, rightShoulder)).length;
  return {
    faces: sum(looked.map(({ room }) => room.faces.length)),
    both,
    points: round(
      sum(bodies.map((body) => body.filter(({ score }) => score >= minPointScore).length)) / bodies.length,
      1,
    ),
  };
}

function printGroups(looked: readonly Looked[]): void {
  for (const { name, room, judged, seconds } of looked) {
    const { figure, low, high } = figureOf(judged, minimumPeople);
    print(
      name.slice(-26),
      `${String(room.faces.length).padStart(3)} seen ${String(judged.length).padStart(3)} judged  ${figure === null ? 'no figure'.padEnd(16) : `${figure} (${low ?? 0} to ${high ?? 0})`.padEnd(16)} ${seconds.toFixed(2)} s`,
    );
  }
}

/** How far figures and indices are from those of the photo as it is. */
async function compareVersions(vision: Vision, looked: readonly Looked[]): Promise<Record<string, unknown>> {
  const results: Record<string, unknown> = {};
  for (const [version, change] of Object.entries(versions)) {
    const figures: number[] = [];
    const people: number[] = [];
    let outside = 0;
    for (const one of looked) {
      const again = await lookAt(vision, one.name, await changed(one.photo, change));
      const [before, after] = [figureOf(one.judged, minimumPeople), figureOf(again.judged, minimumPeople)];
      if (before.figure !== null && after.figure !== null) figures.push(Math.abs(before.figure - after.figure));
      if (isOutside(before, after)) outside += 1;
      people.push(...differences(one, again, change));
    }
    results[version] = {
      photos: figures.length,
      worstFigure: Math.max(...figures),
      outside,
      people: people.length,
      medianIndex: round(percentile(people, 0.5), 1),
      p90Index: round(percentile(people, 0.9), 1),
    };
    print(
      version,
      `class figure off by ${Math.max(...figures)} at most over ${figures.length} photos, ${outside} beyond the interval; index of a person by ${percentile(people, 0.5).toFixed(1)} (median), ${percentile(people, 0.9).toFixed(1)} (90 %)`,
    );
  }
  return results;
}

const isOutside = (before: ClassFigure, after: ClassFigure): boolean =>
  before.low !== null &&
  before.high !== null &&
  after.figure !== null &&
  (after.figure < before.low || after.figure > before.high);

async function changed(photo: Buffer, change: 'flop' | number): Promise<Buffer> {
  const upright = await sharp(photo).autoOrient().png().toBuffer();
  const { width } = await sharp(upright).metadata();
  return (change === 'flop' ? sharp(upright).flop() : sharp(upright).resize(Math.round(width * change)))
    .jpeg({ quality: 95 })
    .toBuffer();
}

/** Of people who are judged in both, by where they are. */
function differences(one: Looked, again: Looked, change: 'flop' | number): number[] {
  const place = ({ box }: RoomFace): RoomFace['box'] =>
    change === 'flop'
      ? { ...box, x: again.room.width - box.x - box.width }
      : { x: box.x / change, y: box.y / change, width: box.width / change, height: box.height / change };
  return one.judged.flatMap(({ face, index }) => {
    const twin = again.judged.find(
      (other) => overlapOf(place(again.room.faces[other.face]!), one.room.faces[face]!.box) > sameFaceOverlap,
    );
    return twin ? [Math.abs(twin.index - index)] : [];
  });
}

function print(name: string, text: string): void {
  process.stdout.write(`${name.padEnd(28)}${text}\n`);
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const round = (value: number, digits: number): number => Number(value.toFixed(digits));
