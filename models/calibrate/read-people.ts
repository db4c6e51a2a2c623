/** Reads a folder with one folder a person, and makes of every photo in it what recognition makes of it. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createLimiter } from '../../src/kernel/limiter.ts';
import {
  type AnalysedFace,
  type PhotoAnalysis,
  type Vision,
  scoreQuality,
} from '../../src/recognition/vision/index.ts';

/** One photo of one person. */
export interface Sample {
  /** Number of the person, from 0. */
  person: number;
  /** Of unit length. */
  embedding: Float32Array;
  /** What the face is worth for naming it, 0 to 1. */
  quality: number;
}

export interface People {
  /** Folder of each person. */
  names: string[];
  /** People with a photo in which a face was found. */
  people: number;
  photos: number;
  /** Photos without a face, which are left out. */
  missed: number;
  samples: Sample[];
}

const isPhoto = (file: string): boolean => /\.(jpe?g|png|webp|heic|heif)$/i.test(file);

/**
 * @param dir one folder a person, with their photos right below
 * @throws Error that names the folder when nothing can be measured on it, or the photo that cannot be read
 */
export async function readPeople(vision: Vision, dir: string, threads: number): Promise<People> {
  const photos = await listPhotos(dir);
  // One more than there are threads, so that none waits for the disk.
  const limiter = createLimiter({ parallel: threads + 1, waiting: photos.length });
  let done = 0;
  const looked = await Promise.all(
    photos.map(({ folder, file }) =>
      limiter.run(async () => {
        const face = subjectOf(await analyse(vision, join(dir, folder, file)));
        done += 1;
        if (done % 100 === 0 || done === photos.length)
          process.stderr.write(`\r${done} of ${photos.length} photos${done === photos.length ? '\n' : ''}`);
        return { folder, face };
      }),
    ),
  );
  const found = looked.flatMap(({ folder, face }) => (face ? [{ folder, face }] : []));
  const numbers = new Map([...new Set(found.map(({ folder }) => folder))].map((folder, index) => [folder, index]));
  const samples = found.map(({ folder, face }) => ({
    person: numbers.get(folder)!,
    embedding: face.embedding,
    quality: scoreQuality(face.quality),
  }));
  return {
    names: [...numbers.keys()],
    people: numbers.size,
    photos: photos.length,
    missed: photos.length - samples.length,
    samples,
  };
}

async function listPhotos(dir: string): Promise<{ folder: string; file: string }[]> {
  const entries = await readdir(dir, { withFileTypes: true }).catch((cause: unknown) => {
    throw new Error(`--images: ${dir} is no folder that can be read`, { cause });
  });
  const folders = entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
  const photos = await Promise.all(
    folders.map(async (folder) =>
      (await readdir(join(dir, folder)))
        .filter(isPhoto)
        .sort()
        .map((file) => ({ folder, file })),
    ),
  );
  if (photos.flat().length === 0)
    throw new Error(
      `--images: ${dir} holds no folders with photos; one folder a person is wanted, the photos right below`,
    );
  return photos.flat();
}

async function analyse(vision: Vision, file: string): Promise<PhotoAnalysis> {
  try {
    return await vision.analyseSelfie(await readFile(file));
  } catch (cause) {
    throw new Error(`${file}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

/** The person a photo is of stands in its middle, as in LFW; others may be behind. */
export function subjectOf({ width, height, faces }: PhotoAnalysis): AnalysedFace | undefined {
  const distances = faces.map(({ box }) =>
    Math.hypot(box.x + (box.width - width) / 2, box.y + (box.height - height) / 2),
  );
  return faces[distances.indexOf(Math.min(...distances))];
}
