/**
 * The library a Node user would otherwise pick, run as its documentation says, from a folder of its own: it is no
 * dependency of ours.
 */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { decodePhoto } from '../../src/recognition/vision/pixels/decode.ts';

/** The little of `@vladmandic/face-api` that is used. */
interface FaceApi {
  tf: {
    setBackend(name: string): Promise<boolean>;
    ready(): Promise<void>;
    tensor3d(data: Int32Array, shape: number[], type: 'int32'): { dispose(): void };
  };
  nets: Record<
    'ssdMobilenetv1' | 'faceLandmark68Net' | 'faceRecognitionNet',
    { loadFromDisk(folder: string): Promise<void> }
  >;
  detectSingleFace(image: unknown): {
    withFaceLandmarks(): { withFaceDescriptor(): Promise<{ descriptor: Float32Array } | undefined> };
  };
}

const isFaceApi = z.custom<FaceApi>(
  (module) => typeof module === 'object' && module !== null && 'detectSingleFace' in module,
  'is not @vladmandic/face-api',
);

/**
 * @param folder where `npm install @vladmandic/face-api @tensorflow/tfjs @tensorflow/tfjs-backend-wasm` was run
 * @returns a function that decodes a photo and computes its descriptor
 */
export async function openPeer(folder: string): Promise<(photo: Buffer) => Promise<unknown>> {
  const require = createRequire(join(folder, 'package.json'));
  const wasmFile = require.resolve('@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm');
  const wasm = z.custom<{ setWasmPaths(folder: string): void }>().parse(require('@tensorflow/tfjs-backend-wasm'));
  wasm.setWasmPaths(`${dirname(wasmFile)}/`);
  const faceApi = isFaceApi.parse(require('@vladmandic/face-api/dist/face-api.node-wasm.js'));
  await faceApi.tf.setBackend('wasm');
  await faceApi.tf.ready();
  const models = join(dirname(require.resolve('@vladmandic/face-api/package.json')), 'model');
  for (const name of ['ssdMobilenetv1', 'faceLandmark68Net', 'faceRecognitionNet'] as const)
    await faceApi.nets[name].loadFromDisk(models);
  return async (photo) => {
    const { image } = await decodePhoto(photo, 1280);
    const tensor = faceApi.tf.tensor3d(Int32Array.from(image.data), [image.height, image.width, 3], 'int32');
    const result = await faceApi.detectSingleFace(tensor).withFaceLandmarks().withFaceDescriptor();
    tensor.dispose();
    return result?.descriptor;
  };
}
