/** How a network is described: which file it is, how its input is laid out, and where its answer is found. */
import { z } from 'zod';

export const weightNames = ['detector', 'landmarks', 'embedder', 'liveness', 'headPose', 'bodyPose'] as const;

export type WeightName = (typeof weightNames)[number];

const perChannel = z.tuple([z.number(), z.number(), z.number()]);
const name = z.string().min(1);

/**
 * The picture that a network takes. A value v of 0..255 goes in as (v − mean) / scale, both for red, green and blue.
 */
const input = z.strictObject({
  width: z.int().min(16).max(1024),
  height: z.int().min(16).max(1024),
  /** Planes one after the other (NCHW), or the channels of a pixel beside each other (NHWC). */
  layout: z.enum(['NCHW', 'NHWC']).default('NCHW'),
  channels: z.enum(['rgb', 'bgr', 'grey']),
  mean: perChannel,
  /** What it counts in; float32 when not given. */
  numbers: z.enum(['float32', 'int32']).optional(),
  scale: perChannel.refine((values) => values.every((value) => value > 0), 'is above zero for every channel'),
});
const colour = input.refine(({ channels }) => channels !== 'grey', { path: ['channels'], error: 'is rgb or bgr here' });

/**
 * Left eye, right eye, nose, left and right mouth corner in the 112×112 face (ArcFace, arXiv 1801.07698; insightface
 * `arcface_dst`).
 */
const arcFaceTemplate: [number, number][] = [
  [38.2946, 51.6963],
  [73.5318, 51.5014],
  [56.0252, 71.7366],
  [41.5493, 92.3655],
  [70.7299, 92.2041],
];

const file = {
  task: z.string().min(1),
  /** Name of the file, beside the manifest. */
  file: z.string().regex(/^[\w.-]+\.onnx$/, 'is the name of an .onnx file beside the manifest'),
  /** SHA-256 of the file, lower-case hex. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/, 'is a SHA-256: 64 digits 0-9 and a-f'),
  /** As whoever gives it away states it; what is not known of the training is told in the card. */
  licence: z.string().min(1),
};

const detector = z.strictObject({
  ...file,
  input: colour,
  /**
   * `scores` 1×n×2, the second of which is 'face', 0..1; `boxes` 1×n×4, left, top, right, bottom in 0..1 of the input.
   */
  output: z.strictObject({ scores: name, boxes: name }),
});
const landmarks = z.strictObject({
  ...file,
  input: input.refine(({ channels }) => channels === 'grey', { path: ['channels'], error: 'is grey here' }),
  /** (x, y) of each point in 0..1 of the input. */
  output: name,
  /** Which points are averaged into left eye, right eye, nose, left and right mouth corner. */
  fivePoints: z.array(z.array(z.int().min(0)).min(1)).length(5),
});
const embedder = z.strictObject({
  ...file,
  input: colour.refine(({ width, height }) => width === 112 && height === 112, {
    path: ['width'],
    error: 'is 112, as is the height: faces are laid out as ArcFace and SFace take them',
  }),
  output: name,
  /** How many numbers it makes of a face. */
  length: z.int().min(16).max(4096),
  /** Where the five points lie in the input, pixels. */
  template: z
    .array(z.tuple([z.number(), z.number()]))
    .length(5)
    .default(arcFaceTemplate),
});
const liveness = z.strictObject({
  ...file,
  input: colour,
  /** Before softmax. */
  output: name,
  /** Which of the outputs says that the face is real. */
  realIndex: z.int().min(0),
  /** How much of the surroundings it sees: the side of the picture in sides of the face's box. */
  surroundings: z.number().min(1).max(6),
});
const headPose = z.strictObject({
  ...file,
  input: colour,
  /** Each spreads one angle over 66 bins of three degrees. */
  output: z.strictObject({ yaw: name, pitch: name, roll: name }),
  /** What is added to the box on each side, in sides of it. */
  margin: z.number().min(0).max(2),
});

const bodyPose = z.strictObject({
  ...file,
  input: colour,
  /** y, x and score of 17 points in COCO's order, in 0..1 of the input. */
  output: name,
});

export const weightsSchema = z.strictObject({ detector, landmarks, embedder, liveness, headPose, bodyPose });

export type Weights = Readonly<z.infer<typeof weightsSchema>>;
export type NetworkInput = Readonly<z.infer<typeof input>>;
export type Template = Weights['embedder']['template'];
export { arcFaceTemplate };
