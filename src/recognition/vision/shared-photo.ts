/** A decoded photo in memory that all threads see, so that many can look at it without a copy each. */
import type { DecodedPhoto, RgbImage } from './pixels/decode.ts';
import { scaleOfWhole, type Size } from './networks/detect.ts';
import { createPyramid, type Pyramid } from './pixels/sample.ts';

export interface SharedPhoto extends Omit<DecodedPhoto, 'image'> {
  /** The photo and its halvings, as far as looks at it need them. */
  readonly levels: readonly [RgbImage, ...RgbImage[]];
}

/** @param input of the detector that will look at it */
export function sharePhoto({ image, ...size }: DecodedPhoto, input: Size): SharedPhoto {
  const pyramid = createPyramid(image);
  const halvings = Math.max(0, Math.floor(Math.log2(scaleOfWhole(image, input))));
  const halved = Array.from({ length: halvings }, (_, index) => toShared(pyramid.level(index + 1)));
  return { ...size, levels: [toShared(image), ...halved] };
}

export function pyramidOf({ levels }: SharedPhoto): Pyramid {
  return createPyramid(...levels);
}

function toShared({ data, width, height }: RgbImage): RgbImage {
  const shared = new Uint8Array(new SharedArrayBuffer(data.byteLength));
  shared.set(data);
  return { data: shared, width, height };
}
