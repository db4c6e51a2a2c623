/** Networks of one's own: named by a manifest that is checked field by field, and bound to what is made with them. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { shippedWeights } from '../../../src/recognition/weights/manifest.ts';
import {
  ManifestError,
  readManifest,
  recognitionHashOf,
  shippedManifest,
} from '../../../src/recognition/weights/weights.ts';
import { ConfigError, loadConfig } from '../../../src/app/config.ts';

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'muster-manifest-'));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const { embedder, detector, liveness } = shippedWeights;
/** An SFace as OpenCV's zoo has it, as far as its description goes. */
const sface = {
  task: 'turns an aligned face into 128 numbers (SFace)',
  file: 'sface.onnx',
  sha256: 'a'.repeat(64),
  licence: 'Apache-2.0',
  input: { width: 112, height: 112, channels: 'rgb', mean: [0, 0, 0], scale: [1, 1, 1] },
  output: 'fc1',
  length: 128,
};
function write(manifest: unknown): string {
  const file = join(dir, 'manifest.json');
  writeFileSync(file, typeof manifest === 'string' ? manifest : JSON.stringify(manifest));
  return file;
}

describe('a manifest', () => {
  test('puts the networks it names in the place of the shipped ones, with their files beside it', () => {
    const { weights, folders } = readManifest(write({ embedder: sface }));
    expect(weights).toEqual({
      ...shippedWeights,
      embedder: { ...sface, input: { ...sface.input, layout: 'NCHW' }, template: embedder.template },
    });
    expect([folders.embedder, folders.detector]).toEqual([dir, shippedManifest().folders.detector]);
  });

  test.each([
    [
      'a digest that is none',
      { embedder: { ...sface, sha256: 'abc' } },
      ['embedder.sha256: is a SHA-256: 64 digits 0-9 and a-f'],
    ],
    [
      'a file elsewhere',
      { embedder: { ...sface, file: '../sface.onnx' } },
      ['embedder.file: is the name of an .onnx file beside the manifest'],
    ],
    [
      'a division by zero',
      { embedder: { ...sface, input: { ...sface.input, scale: [1, 0, 1] } } },
      ['embedder.input.scale: is above zero for every channel'],
    ],
    [
      'faces of another size',
      { embedder: { ...sface, input: { ...sface.input, width: 160 } } },
      ['embedder.input.width: is 112, as is the height: faces are laid out as ArcFace and SFace take them'],
    ],
    [
      'a grey detector',
      { detector: { ...detector, input: { ...detector.input, channels: 'grey' } } },
      ['detector.input.channels: is rgb or bgr here'],
    ],
  ])('with %s is refused, with the field named', (_what, manifest, faults) => {
    expect(faultsOf(() => readManifest(write(manifest)))).toEqual(faults);
  });

  test('tells each of its faults in a line of its own, and none is used', () => {
    const faults = faultsOf(() =>
      readManifest(
        write({
          embedder: { ...sface, licence: '', output: undefined },
          liveness: { ...liveness, surroundings: 0 },
          emotions: {},
        }),
      ),
    );
    expect(faults.map((fault) => fault.split(':')[0]).sort()).toEqual([
      expect.stringContaining('manifest.json'),
      'embedder.licence',
      'embedder.output',
      'liveness.surroundings',
    ]);
  });

  test('that is missing or no JSON is refused with its name', () => {
    expect(faultsOf(() => readManifest(join(dir, 'nowhere.json')))[0]).toMatch(/nowhere\.json cannot be read/);
    expect(faultsOf(() => readManifest(write('{')))[0]).toMatch(/manifest\.json cannot be read/);
  });

  test('stops the start with the name of the setting, as a damaged calibration does', () => {
    const start = (env: Record<string, string>) => faultsOf(() => loadConfig({ DATA_DIR: dir, ...env }));
    expect(start({ WEIGHTS_MANIFEST: write({ embedder: { ...sface, licence: '' } }) })).toEqual([
      expect.stringMatching(/^WEIGHTS_MANIFEST: embedder\.licence: /),
    ]);
    const damaged = join(dir, 'damaged.json');
    writeFileSync(damaged, '{"weightsHash": 7}');
    expect(start({ CALIBRATION: damaged })[0]).toMatch(/^CALIBRATION: weightsHash: /);
  });
});

describe('what templates are bound to', () => {
  const hashWith = (change: Record<string, unknown>): string => recognitionHashOf(readManifest(write(change)));
  const shipped = recognitionHashOf(shippedManifest());

  test.each([
    ['another file', { embedder: { ...embedder, sha256: 'b'.repeat(64) } }],
    ['other colours first', { embedder: { ...embedder, input: { ...embedder.input, channels: 'rgb' } } }],
    ['another normalisation', { embedder: { ...embedder, input: { ...embedder.input, mean: [127.5, 127.5, 127.5] } } }],
    ['another template', { embedder: { ...embedder, template: embedder.template.map(([x, y]) => [x + 1, y]) } }],
    ['another detector', { detector: { ...detector, sha256: 'b'.repeat(64) } }],
  ])('changes with %s', (_what, change) => {
    expect(hashWith(change)).not.toBe(shipped);
  });

  test('stays with another name, licence or order of fields, and with another liveness network', () => {
    const reversed = Object.fromEntries(Object.entries(embedder).reverse());
    expect(hashWith({ embedder: { ...reversed, task: 'faces', licence: 'bought' } })).toBe(shipped);
    expect(hashWith({ liveness: { ...liveness, sha256: 'b'.repeat(64) } })).toBe(shipped);
  });
});

function faultsOf(work: () => unknown): readonly string[] {
  try {
    work();
  } catch (error) {
    if (error instanceof ManifestError || error instanceof ConfigError) return error.faults;
    throw error;
  }
  return [];
}
