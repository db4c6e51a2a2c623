/** Face models of an institution's own: the shipped embedder as another file, with the manifest that names it. */
import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { shippedWeights } from '../../src/recognition/weights/manifest.ts';
import { defaultWeightsDir } from '../../src/recognition/weights/weights.ts';
import { rephotograph } from '../../models/photo-studio.ts';
import { readPortraits } from './school.ts';

/**
 * A field of an ONNX model (metadata_props: key "note", value "own") that no network minds: other bytes, the same
 * answers.
 */
const note = Buffer.from('\x72\x0b\x0a\x04note\x12\x03own', 'latin1');

/** @returns the path of the manifest */
export async function writeOwnWeights(dir: string): Promise<string> {
  await mkdir(dir, { recursive: true });
  const bytes = Buffer.concat([await readFile(join(defaultWeightsDir, shippedWeights.embedder.file)), note]);
  await writeFile(join(dir, 'own.onnx'), bytes);
  const embedder = {
    ...shippedWeights.embedder,
    task: 'our own',
    file: 'own.onnx',
    sha256: createHash('sha256').update(bytes).digest('hex'),
  };
  const manifest = join(dir, 'manifest.json');
  await writeFile(manifest, JSON.stringify({ embedder }));
  return manifest;
}

/** A folder a person with two photos each, as calibrating takes them. */
export async function writePhotosOfPeople(dir: string, people: number): Promise<void> {
  for (const [index, portrait] of (await readPortraits(people)).entries()) {
    const folder = join(dir, `person-${index}`);
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, '1.jpg'), portrait);
    await writeFile(join(folder, '2.jpg'), await rephotograph(portrait));
  }
}
