/**
 * Which files are fetched from the npm registry: pinned to a version, a path and a digest, and how the networks among
 * them are read.
 */
import { arcFaceTemplate, type WeightName, type Weights } from './weights-schema.ts';

/** One npm tarball; `integrity` is the registry's own SHA-512 of it (subresource integrity form). */
export interface PackageEntry {
  readonly name: string;
  readonly version: string;
  readonly integrity: string;
  readonly licence: string;
  /** Size of the tarball, so that whoever waits knows for what. */
  readonly megabytes: number;
}

/** Where a file of the cache comes from. */
export interface WeightSource {
  readonly package: PackageEntry;
  /** Path inside the tarball. */
  readonly path: string;
  /**
   * For a TF.js graph model, whose JSON is at `path`: it is converted to ONNX when it is fetched, to the same file on
   * every machine.
   */
  readonly converted?: {
    /** Path of its weights inside the tarball. */
    readonly binaryPath: string;
    readonly outputShape: readonly number[];
  };
}

export interface PortraitSet {
  /** Folder in the cache and first part of a portrait's id. */
  readonly id: string;
  readonly package: PackageEntry;
  /** Folder inside the tarball below which the portraits lie. */
  readonly root: string;
  /** How many portraits the package holds: fewer in the cache means it is to be fetched again. */
  readonly count: number;
}

const faceplugin: PackageEntry = {
  name: 'faceplugin-face-recognition-js',
  version: '0.0.1',
  integrity: 'sha512-shriXjd4zJHEwhK1jHK+bWo8Vv6Vu9B/w6RRsd4AFtNM/jaI2vhuOamOSMl9qQmLd8WlQ7dgqN+3C2iOi5pXWw==',
  licence: 'MIT',
  megabytes: 41,
};

const human: PackageEntry = {
  name: '@vladmandic/human',
  version: '3.3.6',
  integrity: 'sha512-Nr5mPfq1gQ+uKeXY5uM3Fj8UxvF5CEh2s6txM5wRThqaW0mF9huooOuZSrT8hhGho0hGaXLFdAwfD/2+teCv6A==',
  licence: 'MIT',
  megabytes: 29,
};

/** The shipped networks. Each has a card in `models/cards`. */
export const shippedWeights: Weights = {
  detector: {
    task: 'finds faces (Ultra-Light RFB-320)',
    file: 'fr_detect.onnx',
    sha256: '6c0256ccd3164f844736a401faf936ec2930764a87ae39442180887d0c5c8854',
    licence: 'MIT',
    input: { width: 320, height: 240, layout: 'NCHW', channels: 'rgb', mean: [127, 127, 127], scale: [128, 128, 128] },
    output: { scores: 'scores', boxes: 'boxes' },
  },
  landmarks: {
    task: 'places 68 points on a face (iBUG 300-W order)',
    file: 'fr_landmark.onnx',
    sha256: 'f10b0ba1d2a8a099adefede1ebf3733e44fe370715e7303dbeb7f59c02142258',
    licence: 'MIT',
    input: { width: 64, height: 64, layout: 'NCHW', channels: 'grey', mean: [0, 0, 0], scale: [256, 256, 256] },
    output: 'output',
    fivePoints: [[37, 38, 40, 41], [43, 44, 46, 47], [30], [48, 60], [54, 64]],
  },
  embedder: {
    task: 'turns an aligned face into 512 numbers (MobileFaceNet class)',
    file: 'fr_feature.onnx',
    sha256: '87aacdfe57510db2af90c0251df680e8eec88f122ee94712121d09bcaaaf3581',
    licence: 'MIT',
    // Blue first: measured on LFW, red first loses accuracy.
    input: { width: 112, height: 112, layout: 'NCHW', channels: 'bgr', mean: [127, 127, 127], scale: [128, 128, 128] },
    output: 'output',
    length: 512,
    template: arcFaceTemplate,
  },
  liveness: {
    task: 'guesses whether a face was in front of the camera or on a screen or print',
    file: 'fr_liveness.onnx',
    sha256: 'afa783b7e902fdfcf323a7240cac2a1c580c25314ea4161129dc1b0d100dc32d',
    licence: 'MIT',
    input: { width: 128, height: 128, layout: 'NCHW', channels: 'bgr', mean: [0, 0, 0], scale: [1, 1, 1] },
    output: 'output',
    realIndex: 0,
    surroundings: 2.7,
  },
  headPose: {
    task: 'measures where a head is turned (Hopenet class)',
    file: 'fr_pose.onnx',
    sha256: '72d032ec941b7153bf8d3f2c03a4c165453cc7e63d479041ec7c6ef087e5839d',
    licence: 'MIT',
    // ImageNet mean and deviation, on the scale 0..255.
    input: {
      width: 224,
      height: 224,
      layout: 'NCHW',
      channels: 'rgb',
      mean: [123.675, 116.28, 103.53],
      scale: [58.395, 57.12, 57.375],
    },
    output: { yaw: 'output', pitch: '617', roll: '618' },
    margin: 0.25,
  },
  bodyPose: {
    task: 'places 17 points on a body (MoveNet Lightning)',
    file: 'movenet-lightning.onnx',
    sha256: 'fe8707aea2d3d2917a5c7c7d2fbebb45639eb09a1d7d753f597623c492c7daed',
    licence: 'Apache-2.0',
    input: {
      width: 192,
      height: 192,
      layout: 'NHWC',
      channels: 'rgb',
      mean: [0, 0, 0],
      scale: [1, 1, 1],
      numbers: 'int32',
    },
    output: 'Identity',
  },
};

export const weightSources: Readonly<Record<WeightName, WeightSource>> = {
  detector: { package: faceplugin, path: 'package/model/fr_detect.onnx' },
  landmarks: { package: faceplugin, path: 'package/model/fr_landmark.onnx' },
  embedder: { package: faceplugin, path: 'package/model/fr_feature.onnx' },
  liveness: { package: faceplugin, path: 'package/model/fr_liveness.onnx' },
  headPose: { package: faceplugin, path: 'package/model/fr_pose.onnx' },
  bodyPose: {
    package: human,
    path: 'package/models/movenet-lightning.json',
    converted: { binaryPath: 'package/models/movenet-lightning.bin', outputShape: [1, 1, 17, 3] },
  },
};

/** Portraits of distinct people for the demo and the tests; the product never reads them. */
export const portraitSets: readonly PortraitSet[] = [
  {
    id: 'tabler-ui',
    package: {
      name: 'tabler-ui',
      version: '0.0.34',
      integrity: 'sha512-1stQxEx9rfCDaBKh6cNF8boP4FvLERrLdeWj7FXJYgxhxeglaJaymN1bG2davVWysDVhaL20PoZT4RNBYVGCHA==',
      licence: 'MIT',
      megabytes: 35,
    },
    root: 'package/dist/demo/faces/',
    count: 72,
  },
  {
    id: 'tabler-preview',
    package: {
      name: '@tabler/preview',
      version: '1.2.0',
      integrity: 'sha512-RkIICf4bXA67hJoycZ7SzIPNQZXlNogNf0u78FdgjrqVdthKXoHV7zhl8e9NgNAF0ykfYd0/A7MEVoL1bBieMQ==',
      licence: 'MIT',
      megabytes: 81,
    },
    root: 'package/dist/static/avatars/',
    count: 148,
  },
];
