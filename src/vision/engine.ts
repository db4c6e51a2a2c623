/** The whole path on one thread: a file in, the faces of the photo as numbers out. */
import { loadVerifiedWeights } from '../../models/weights.ts';
import { weightNames, type WeightName } from '../../models/manifest.ts';
import { alignFace } from './align.ts';
import { decodePhoto, type DecodedPhoto } from './decode.ts';
import { detectSingle, detectTiled, type Detection } from './detect.ts';
import { embedFace } from './embed.ts';
import { measureHeadPose } from './headpose.ts';
import { measureLiveness } from './liveness.ts';
import { openNetwork, type Network } from './network.ts';
import { measureLightAndFocus } from './quality.ts';
import { createPyramid, type Pyramid } from './sample.ts';
import type { AnalysedFace, FaceBox, PhotoAnalysis } from './vision-types.ts';

/** A selfie holds its face large: more pixels cost time and show nothing more. */
const selfieLongestPx = 1280;
/** In a hall the last row has forty pixels a face even at this size. */
const groupLongestPx = 4096;
/** Faces behind the sender are not worth more time; three tell that the photo is not of one person. */
const maxSelfieFaces = 3;

export type PhotoKind = 'selfie' | 'group';

export interface Engine {
  /** @throws AppError when the file cannot be used as a photo; anything else is a defect */
  analyse(kind: PhotoKind, photo: Uint8Array): Promise<PhotoAnalysis>;
  /** Runs every network once on grey pixels, which is when the runtime allocates what it needs. */
  warmUp(): Promise<PhotoAnalysis>;
}

/** @throws Error that names the weights file which is missing or changed */
export async function createEngine(modelsDir?: string): Promise<Engine> {
  const verified = await loadVerifiedWeights(modelsDir);
  const opened = await Promise.all(weightNames.map(async (name) => [name, await openNetwork(verified[name])] as const));
  const networks = Object.fromEntries(opened) as Record<WeightName, Network>;

  async function analyse(kind: PhotoKind, photo: Uint8Array): Promise<PhotoAnalysis> {
    const decoded = await decodePhoto(photo, kind === 'selfie' ? selfieLongestPx : groupLongestPx);
    const pyramid = createPyramid(decoded.image);
    const found = kind === 'selfie' ? (await detectSingle(networks.detector, pyramid)).slice(0, maxSelfieFaces) : await detectTiled(networks.detector, pyramid);
    const faces: AnalysedFace[] = [];
    for (const detection of found) faces.push(await measureFace(kind, decoded, pyramid, detection));
    return { width: decoded.width, height: decoded.height, faces };
  }

  async function measureFace(kind: PhotoKind, { scale }: DecodedPhoto, pyramid: Pyramid, { box, score }: Detection): Promise<AnalysedFace> {
    const aligned = await alignFace(networks.landmarks, pyramid, box);
    const embedding = await embedFace(networks.embedder, aligned);
    const pose = await measureHeadPose(networks.headPose, pyramid, box);
    // In a photo of a group nobody claims to be before the camera alone; the network was not made for it.
    const liveness = kind === 'selfie' ? await measureLiveness(networks.liveness, pyramid, box) : Number.NaN;
    const sentBox = scaleBox(box, scale);
    return { box: sentBox, score, quality: { heightPx: sentBox.height, ...measureLightAndFocus(aligned), ...pose }, embedding, liveness };
  }

  async function warmUp(): Promise<PhotoAnalysis> {
    const size = { width: 640, height: 480 };
    const image = { data: new Uint8Array(size.width * size.height * 3).fill(128), ...size };
    const pyramid = createPyramid(image);
    await detectSingle(networks.detector, pyramid);
    const detection = { box: { x: 200, y: 120, width: 160, height: 200 }, score: 1 };
    return { ...size, faces: [await measureFace('selfie', { image, ...size, scale: 1 }, pyramid, detection)] };
  }

  return { analyse, warmUp };
}

function scaleBox(box: FaceBox, scale: number): FaceBox {
  return { x: box.x * scale, y: box.y * scale, width: box.width * scale, height: box.height * scale };
}
