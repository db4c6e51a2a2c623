/** A network is given the picture as its manifest lays it out, and answers by the names it was told. */
import { describe, expect, it } from 'vitest';
import type { NetworkInput } from '../../../src/recognition/weights/weights-schema.ts';
import { outputOf, openNetwork } from '../../../src/recognition/vision/networks/network.ts';
import { samplePlanes, createPyramid, mapRegion } from '../../../src/recognition/vision/pixels/sample.ts';
import { identityNetwork } from '../../support/onnx.ts';

const picture: Omit<NetworkInput, 'layout' | 'channels'> = { width: 3, height: 2, mean: [0, 0, 0], scale: [1, 1, 1] };
/** Six pixels: red counts from 0, green from 100, blue from 200. */
const photo = createPyramid({
  data: Uint8Array.from(Array.from({ length: 6 }, (_, pixel) => [pixel, 100 + pixel, 200 + pixel]).flat()),
  width: 3,
  height: 2,
});
const planesOf = (channels: 'rgb' | 'bgr', values: Partial<NetworkInput> = {}) =>
  samplePlanes(photo, mapRegion(0, 0, 3, 3), { ...picture, layout: 'NCHW', channels, ...values });
describe('what a network is given', () => {
  it.each([
    ['NCHW', 'rgb', [0, 1, 2, 3, 4, 5, 100, 101, 102, 103, 104, 105, 200, 201, 202, 203, 204, 205]],
    ['NCHW', 'bgr', [200, 201, 202, 203, 204, 205, 100, 101, 102, 103, 104, 105, 0, 1, 2, 3, 4, 5]],
    ['NHWC', 'rgb', [0, 100, 200, 1, 101, 201, 2, 102, 202, 3, 103, 203, 4, 104, 204, 5, 105, 205]],
    ['NHWC', 'bgr', [200, 100, 0, 201, 101, 1, 202, 102, 2, 203, 103, 3, 204, 104, 4, 205, 105, 5]],
  ] as const)('is laid out %s, %s', async (layout, channels, expected) => {
    const shape = layout === 'NCHW' ? [1, 3, 2, 3] : [1, 2, 3, 3];
    const { run } = await openNetwork(identityNetwork(shape), { input: { ...picture, layout, channels } });
    expect([...outputOf(await run(planesOf(channels)), 'y')].map(Math.round)).toEqual(expected);
  });

  it('is normalised by channel, whichever comes first', () => {
    const first = (channels: 'rgb' | 'bgr'): number[] =>
      [0, 6, 12].map((at) => planesOf(channels, { mean: [10, 20, 30], scale: [2, 4, 5] })[at]!);
    expect(first('rgb')).toEqual([-5, 20, 34]);
    expect(first('bgr')).toEqual([34, 20, -5]);
  });
});

it('an output that the network does not have is named', async () => {
  const { run } = await openNetwork(identityNetwork([1, 3, 2, 3]), {
    input: { ...picture, layout: 'NCHW', channels: 'rgb' },
  });
  expect(() => outputOf({}, 'fc1')).toThrow('The network has no output "fc1"');
  await expect(run(planesOf('rgb')).then((outputs) => outputOf(outputs, 'fc1'))).rejects.toThrow(
    'The network has no output "fc1"',
  );
});
