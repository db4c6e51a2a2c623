/** The whole path on one thread: a file in, the faces of the photo as numbers out. */
import { type StartName, type Weights, loadBodyPose, loadVerifiedWeights, shippedManifest } from '../weights/index.ts';
import { alignByLandmarks, alignFace, findLandmarks } from './networks/align.ts';
import { measureBodyPose } from './networks/bodypose.ts';
import { lookAgain, propose } from './networks/crowd.ts';
import { decodePhoto } from './pixels/decode.ts';
import { detectSingle, type Detection } from './networks/detect.ts';
import { embedFace } from './networks/embed.ts';
import { measureHeadPose, measureHeadPoseBothWays, readHead } from './networks/headpose.ts';
import { isLargeEnoughToName, scoreQuality } from './judging/judge-face.ts';
import { measureLiveness } from './networks/liveness.ts';
import { openNetwork, type Network } from './networks/network.ts';
import { measureLightAndFocus } from './judging/quality.ts';
import { createPyramid, type Pyramid } from './pixels/sample.ts';
import { pyramidOf, sharePhoto, type SharedPhoto } from './shared-photo.ts';
import type { AnalysedFace, FaceBox, GroupFace, RoomFace } from './vision-types.ts';
import type { VisionOperations } from './worker-contract.ts';

/** A selfie holds its face large: more pixels cost time and show nothing more. */
const selfieLongestPx = 1280;
/** Of a face before the camera this is enough, and there are dozens. */
const frameLongestPx = 640;
/** In a hall the last row has forty pixels a face even at this size. */
const groupLongestPx = 4096;
/** Faces behind the sender are not worth more time; three tell that the photo is not of one person. */
const maxSelfieFaces = 3;

/** The pose of a head of a few pixels. */
const tooSmallToTell = { yawDeg: Number.NaN, pitchDeg: Number.NaN, rollDeg: Number.NaN };

/**
 * What a thread does with its networks; `warmUp` runs each once on grey pixels, which is when the runtime allocates
 * what it needs.
 */
export type Engine = Omit<VisionOperations, 'toKeepable' | 'overlay'>;

type BodyPoseNetwork = Network<Weights['bodyPose']>;

/** @throws Error that names the weights file which is missing or changed */
export async function createEngine(manifest = shippedManifest()): Promise<Engine> {
  const verified = await loadVerifiedWeights(manifest);
  const { weights } = manifest;
  const open = <Name extends StartName>(name: Name) => openNetwork<Weights[Name]>(verified[name], weights[name]);
  const networks = {
    detector: await open('detector'),
    landmarks: await open('landmarks'),
    embedder: await open('embedder'),
    liveness: await open('liveness'),
    headPose: await open('headPose'),
  };
  const { template } = weights.embedder;

  async function analyseSelfie(photo: Uint8Array): ReturnType<Engine['analyseSelfie']> {
    const decoded = await decodePhoto(photo, selfieLongestPx);
    const pyramid = createPyramid(decoded.image);
    const found = (await detectSingle(networks.detector, pyramid)).slice(0, maxSelfieFaces);
    const faces: AnalysedFace[] = [];
    for (const detection of found) faces.push(await measureFace(decoded.scale, pyramid, detection));
    return { width: decoded.width, height: decoded.height, faces };
  }

  async function measureFace(scale: number, pyramid: Pyramid, { box, score }: Detection): Promise<AnalysedFace> {
    const aligned = await alignFace(networks.landmarks, template, pyramid, box);
    const embedding = await embedFace(networks.embedder, aligned);
    const pose = await measureHeadPose(networks.headPose, pyramid, box);
    const liveness = await measureLiveness(networks.liveness, pyramid, box);
    const sentBox = scaleBox(box, scale);
    return {
      box: sentBox,
      score,
      quality: { heightPx: sentBox.height, ...measureLightAndFocus(aligned), ...pose },
      embedding,
      liveness,
    };
  }

  async function analyseFrame(frame: Uint8Array): ReturnType<Engine['analyseFrame']> {
    const { image, scale } = await decodePhoto(frame, frameLongestPx);
    const pyramid = createPyramid(image);
    const found = await detectSingle(networks.detector, pyramid);
    const boxes = found.map(({ box }) => scaleBox(box, scale));
    const [largest] = found;
    if (!largest) return { boxes, face: null };
    const landmarks = await findLandmarks(networks.landmarks, pyramid, largest.box);
    const embedding = await embedFace(
      networks.embedder,
      alignByLandmarks(networks.landmarks, template, pyramid, landmarks),
    );
    const { yawDeg, pitchDeg } = await measureHeadPoseBothWays(networks.headPose, pyramid, largest.box);
    return {
      boxes,
      face: {
        box: scaleBox(largest.box, scale),
        yawDeg,
        pitchDeg,
        embedding,
        landmarks: landmarks.map(({ x, y }) => ({ x: x * scale, y: y * scale })),
      },
    };
  }

  const openGroup: Engine['openGroup'] = async (photo) =>
    sharePhoto(await decodePhoto(photo, groupLongestPx), weights.detector.input);

  async function measureGroup(photo: SharedPhoto, found: readonly Detection[]): Promise<GroupFace[]> {
    const pyramid = pyramidOf(photo);
    const faces: GroupFace[] = [];
    for (const detection of found) faces.push(await measureGroupFace(photo.scale, pyramid, detection));
    return faces;
  }

  /**
   * No liveness: in a photo of a group nobody claims to be before the camera alone, and the network was not made for
   * it.
   */
  async function measureGroupFace(scale: number, pyramid: Pyramid, { box, score }: Detection): Promise<GroupFace> {
    const aligned = await alignFace(networks.landmarks, template, pyramid, box);
    const pose = isLargeEnoughToName(box.height)
      ? await measureHeadPose(networks.headPose, pyramid, box)
      : tooSmallToTell;
    const quality = { heightPx: box.height, ...measureLightAndFocus(aligned), ...pose };
    const qualityScore = isLargeEnoughToName(box.height) ? scoreQuality(quality) : 0;
    // A name from a poor face would be a guess.
    const embedding = qualityScore > 0 ? await embedFace(networks.embedder, aligned) : null;
    const sentBox = scaleBox(box, scale);
    return { box: sentBox, score, quality: { ...quality, heightPx: sentBox.height }, qualityScore, embedding };
  }

  let bodyPose: Promise<BodyPoseNetwork> | undefined;
  /** Opened when it is first needed: who never asks for it pays nothing. What failed is tried again. */
  const openBodyPose = (): Promise<BodyPoseNetwork> =>
    (bodyPose ??= loadBodyPose(manifest)
      .then((bytes) => openNetwork(bytes, weights.bodyPose))
      .catch((error: unknown) => {
        bodyPose = undefined;
        throw error;
      }));

  async function measureRoom(photo: SharedPhoto, found: readonly Detection[]): Promise<RoomFace[]> {
    const network = await openBodyPose();
    const pyramid = pyramidOf(photo);
    const faces: RoomFace[] = [];
    for (const detection of found) {
      const face = await measureGroupFace(photo.scale, pyramid, detection);
      faces.push({
        ...face,
        ...(isLargeEnoughToName(detection.box.height)
          ? await measureHolding(network, photo.scale, pyramid, detection.box)
          : { head: null, body: null }),
      });
    }
    return faces;
  }

  async function measureHolding(
    bodyNetwork: BodyPoseNetwork,
    scale: number,
    pyramid: Pyramid,
    box: FaceBox,
  ): Promise<Pick<RoomFace, 'head' | 'body'>> {
    const body = await measureBodyPose(bodyNetwork, pyramid, box);
    return {
      head: await readHead(networks.headPose, pyramid, box),
      body: body.map(({ x, y, score }) => ({ x: x * scale, y: y * scale, score })),
    };
  }

  async function warmUp(): ReturnType<Engine['warmUp']> {
    const size = { width: 640, height: 480 };
    const pyramid = createPyramid({ data: new Uint8Array(size.width * size.height * 3).fill(128), ...size });
    await detectSingle(networks.detector, pyramid);
    const detection = { box: { x: 200, y: 120, width: 160, height: 200 }, score: 1 };
    return { ...size, faces: [await measureFace(1, pyramid, detection)] };
  }

  return {
    warmUp,
    analyseSelfie,
    analyseFrame,
    openGroup,
    measureGroup,
    measureRoom,
    propose: (photo, looks) => propose(networks.detector, pyramidOf(photo), looks),
    lookAgain: (photo, candidates) => lookAgain(networks.detector, pyramidOf(photo), candidates),
  };
}

function scaleBox(box: FaceBox, scale: number): FaceBox {
  return { x: box.x * scale, y: box.y * scale, width: box.width * scale, height: box.height * scale };
}
