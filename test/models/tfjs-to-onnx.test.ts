/** A converted graph computes what the graph says, node by node, and whatever it cannot say is refused by name. */
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { weightSources } from '../../src/recognition/weights/manifest.ts';
import { convertToOnnx } from '../../models/tfjs-to-onnx/convert.ts';
import { loadBodyPose } from '../../src/recognition/weights/weights.ts';

interface Node {
  name: string;
  op: string;
  input?: string[];
  attr?: Record<string, unknown>;
}
interface Weight {
  name: string;
  shape: number[];
  dtype: 'float32' | 'int32';
  values: number[];
}

const coded = (text: string): { s: string } => ({ s: Buffer.from(text).toString('base64') });
const numbers = (...i: number[]) => ({ list: { i: i.map(String) } });
const placeholder = (...sides: number[]): Node => ({
  name: 'input',
  op: 'Placeholder',
  attr: { dtype: { type: 'DT_FLOAT' }, shape: { shape: { dim: sides.map((size) => ({ size: String(size) })) } } },
});

function files(nodes: Node[], weights: Weight[], outputShape: number[]): Parameters<typeof convertToOnnx>[0] {
  const binary = Buffer.concat(
    weights.map(({ dtype, values }) =>
      Buffer.from((dtype === 'int32' ? Int32Array.from(values) : Float32Array.from(values)).buffer),
    ),
  );
  const manifest = [{ paths: ['w.bin'], weights: weights.map(({ name, shape, dtype }) => ({ name, shape, dtype })) }];
  const constants = weights.map(({ name }): Node => ({ name, op: 'Const' }));
  return {
    json: JSON.stringify({ modelTopology: { node: [...constants, ...nodes] }, weightsManifest: manifest }),
    binary,
    outputShape,
  };
}

async function run(graph: ReturnType<typeof files>, input: number[], shape: number[]): Promise<number[]> {
  const session = await InferenceSession.create(convertToOnnx(graph), { logSeverityLevel: 3 });
  const outputs = await session.run({ input: new Tensor('float32', Float32Array.from(input), shape) });
  return [...(Object.values(outputs)[0]!.data as Float32Array)];
}

/** A convolution as the definition says it, channels last, padded as TensorFlow pads. */
function convolve(
  picture: number[],
  side: number,
  channels: number,
  kernel: number[],
  out: number,
  stride: number,
  isDepthwise: boolean,
): number[] {
  const size = 3;
  const sideOut = Math.ceil(side / stride);
  const pad = Math.floor(Math.max((sideOut - 1) * stride + size - side, 0) / 2);
  const result: number[] = [];
  for (let y = 0; y < sideOut; y++)
    for (let x = 0; x < sideOut; x++)
      for (let o = 0; o < out; o++) {
        let sum = 0;
        for (let ky = 0; ky < size; ky++)
          for (let kx = 0; kx < size; kx++)
            for (let c = 0; c < channels; c++) {
              const [row, column] = [y * stride + ky - pad, x * stride + kx - pad];
              if (row < 0 || column < 0 || row >= side || column >= side || (isDepthwise && c !== o)) continue;
              const weight = isDepthwise
                ? kernel[(ky * size + kx) * channels + c]!
                : kernel[((ky * size + kx) * channels + c) * out + o]!;
              sum += picture[(row * side + column) * channels + c]! * weight;
            }
        result.push(sum);
      }
  return result;
}

const wave = (count: number): number[] => Array.from({ length: count }, (_, index) => Math.sin(index * 1.7) * 2);
const close = (got: number[], expected: number[]): void => {
  expect(got).toHaveLength(expected.length);
  got.forEach((value, index) => expect(value).toBeCloseTo(expected[index]!, 4));
};

describe('a converted graph', () => {
  it.each([
    [5, 1],
    [5, 2],
    [4, 2],
  ])('convolves %i×%i pictures as the definition says, with bias and a ceiling of six', async (side, stride) => {
    const [picture, kernel] = [wave(side * side * 2), wave(3 * 3 * 2 * 3)];
    const attr = {
      strides: numbers(1, stride, stride, 1),
      dilations: numbers(1, 1, 1, 1),
      padding: coded('SAME'),
      fused_ops: { list: { s: ['BiasAdd', 'Relu6'].map((name) => coded(name).s) } },
    };
    const sideOut = Math.ceil(side / stride);
    const graph = files(
      [placeholder(1, side, side, 2), { name: 'y', op: '_FusedConv2D', input: ['input', 'k', 'b'], attr }],
      [
        { name: 'k', shape: [3, 3, 2, 3], dtype: 'float32', values: kernel },
        { name: 'b', shape: [3], dtype: 'float32', values: [0.5, -1, 2] },
      ],
      [1, sideOut, sideOut, 3],
    );
    const expected = convolve(picture, side, 2, kernel, 3, stride, false).map((value, index) =>
      Math.min(6, Math.max(0, value + [0.5, -1, 2][index % 3]!)),
    );
    close(await run(graph, picture, [1, side, side, 2]), expected);
  });

  it('convolves each channel for itself where the kernel is depthwise', async () => {
    const [picture, kernel] = [wave(5 * 5 * 3), wave(3 * 3 * 3)];
    const attr = { strides: numbers(1, 1, 1, 1), dilations: numbers(1, 1, 1, 1), padding: coded('SAME') };
    const graph = files(
      [placeholder(1, 5, 5, 3), { name: 'y', op: 'DepthwiseConv2dNative', input: ['input', 'k'], attr }],
      [{ name: 'k', shape: [3, 3, 3, 1], dtype: 'float32', values: kernel }],
      [1, 5, 5, 3],
    );
    close(await run(graph, picture, [1, 5, 5, 3]), convolve(picture, 5, 3, kernel, 3, 1, true));
  });

  it('finds the greatest, takes its row and column apart, and gathers there', async () => {
    const type = { T: { type: 'DT_INT32' } };
    const graph = files(
      [
        placeholder(1, 6),
        { name: 'top', op: 'ArgMax', input: ['input', 'one'], attr: {} },
        { name: 'row', op: 'FloorDiv', input: ['top', 'three'], attr: type },
        { name: 'back', op: 'Mul', input: ['row', 'three'] },
        { name: 'column', op: 'Sub', input: ['top', 'back'] },
        { name: 'at', op: 'Pack', input: ['row', 'column'], attr: { axis: { i: '1' } } },
        { name: 'y', op: 'GatherNd', input: ['table', 'at'] },
      ],
      [
        { name: 'one', shape: [], dtype: 'int32', values: [1] },
        { name: 'three', shape: [], dtype: 'int32', values: [3] },
        { name: 'table', shape: [2, 3], dtype: 'float32', values: [10, 11, 12, 20, 21, 22] },
      ],
      [1],
    );
    expect(await run(graph, [1, 5, 2, 3, 9, 4], [1, 6])).toEqual([21]);
    expect(await run(graph, [1, 5, 7, 3, 2, 4], [1, 6])).toEqual([12]);
  });

  it('enlarges a picture by its pixel centres', async () => {
    const graph = files(
      [
        placeholder(1, 1, 2, 1),
        { name: 'y', op: 'ResizeBilinear', input: ['input', 'size'], attr: { half_pixel_centers: { b: true } } },
      ],
      [{ name: 'size', shape: [2], dtype: 'int32', values: [1, 4] }],
      [1, 1, 4, 1],
    );
    close(await run(graph, [0, 8], [1, 1, 2, 1]), [0, 2, 6, 8]);
  });

  it('is the same bytes each time', () => {
    const graph = files([placeholder(2), { name: 'y', op: 'Sqrt', input: ['input'] }], [], [2]);
    expect(convertToOnnx(graph).equals(convertToOnnx(graph))).toBe(true);
  });
});

describe('what cannot be converted', () => {
  it('is refused by the name of its node: an operator that is not known, and a shape that is computed', () => {
    expect(() => convertToOnnx(files([placeholder(2), { name: 'odd', op: 'Erf', input: ['input'] }], [], [2]))).toThrow(
      'odd: the operator Erf is not known',
    );
    expect(() =>
      convertToOnnx(files([placeholder(2), { name: 'shaped', op: 'Reshape', input: ['input', 'input'] }], [], [2])),
    ).toThrow('shaped: input 1 is computed, and has to be known');
  });

  it('is a graph without one clear output', () => {
    const twoEnds = [
      placeholder(2),
      { name: 'a', op: 'Sqrt', input: ['input'] },
      { name: 'b', op: 'Sigmoid', input: ['input'] },
    ];
    expect(() => convertToOnnx(files(twoEnds, [], [2]))).toThrow('The graph has 2 nodes that could be its output');
  });

  it('is a model whose weights are cut short, or longer than it says', () => {
    const { binary, ...rest } = files(
      [placeholder(2), { name: 'y', op: 'Mul', input: ['input', 'w'] }],
      [{ name: 'w', shape: [2], dtype: 'float32', values: [1, 2] }],
      [2],
    );
    expect(() => convertToOnnx({ ...rest, binary: binary.subarray(0, 7) })).toThrow('The weights end before w');
    expect(() => convertToOnnx({ ...rest, binary: Buffer.concat([binary, Buffer.alloc(4)]) })).toThrow('4 bytes more');
  });
});

it('the fetched body pose network takes the input and gives the output that its manifest says', async () => {
  const session = await InferenceSession.create(await loadBodyPose(), { logSeverityLevel: 3 });
  const { Identity: output } = await session.run({
    input: new Tensor('int32', new Int32Array(192 * 192 * 3).fill(128), [1, 192, 192, 3]),
  });
  expect([session.inputNames, output!.dims]).toEqual([['input'], weightSources.bodyPose.converted?.outputShape]);
});
