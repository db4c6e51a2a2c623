/** Reads a TF.js graph model: nodes and attributes from its JSON, weights from its one binary file. */
import { z } from 'zod';

const attributeSchema = z.object({
  s: z.string().optional(),
  i: z.coerce.number().optional(),
  b: z.boolean().optional(),
  type: z.string().optional(),
  list: z.object({ s: z.array(z.string()).optional(), i: z.array(z.coerce.number()).optional() }).optional(),
  shape: z.object({ dim: z.array(z.object({ size: z.coerce.number() })).default([]) }).optional(),
});
const modelSchema = z.object({
  modelTopology: z.object({
    node: z.array(
      z.object({
        name: z.string(),
        op: z.string(),
        input: z.array(z.string()).default([]),
        attr: z.record(z.string(), attributeSchema).default({}),
      }),
    ),
  }),
  weightsManifest: z
    .array(
      z.object({
        weights: z.array(
          z.object({
            name: z.string(),
            shape: z.array(z.number().int()),
            dtype: z.enum(['float32', 'int32']),
            quantization: z.object({ dtype: z.literal('float16') }).optional(),
          }),
        ),
      }),
    )
    .length(1),
});

export type TfjsNode = z.infer<typeof modelSchema>['modelTopology']['node'][number];

/** A weight or a constant. */
export interface TfjsConstant {
  readonly type: 'float' | 'int32';
  readonly shape: readonly number[];
  readonly values: Float32Array | Int32Array;
}

export interface TfjsGraph {
  /** In an order in which each comes after what it needs, as TF.js writes them. */
  readonly nodes: readonly TfjsNode[];
  readonly constants: ReadonlyMap<string, TfjsConstant>;
}

/**
 * @param json the model's JSON, whose weights lie in one file
 * @param binary that file
 * @throws Error when it is no such model, or the file is not as long as the JSON says
 */
export function readTfjsGraph(json: string, binary: Uint8Array): TfjsGraph {
  const { modelTopology, weightsManifest } = modelSchema.parse(JSON.parse(json));
  const view = new DataView(binary.buffer, binary.byteOffset, binary.byteLength);
  const constants = new Map<string, TfjsConstant>();
  let offset = 0;
  for (const { name, shape, dtype, quantization } of weightsManifest[0]!.weights) {
    const count = shape.reduce((product, side) => product * side, 1);
    const bytesEach = quantization ? 2 : 4;
    if (offset + count * bytesEach > binary.byteLength) throw new Error(`The weights end before ${name}`);
    const at = (index: number): number => offset + index * bytesEach;
    const values =
      dtype === 'int32'
        ? Int32Array.from({ length: count }, (_, index) => view.getInt32(at(index), true))
        : Float32Array.from({ length: count }, (_, index) =>
            quantization ? halfToNumber(view.getUint16(at(index), true)) : view.getFloat32(at(index), true),
          );
    constants.set(name, { type: dtype === 'int32' ? 'int32' : 'float', shape, values });
    offset += count * bytesEach;
  }
  if (offset !== binary.byteLength)
    throw new Error(`The weights hold ${binary.byteLength - offset} bytes more than the model says`);
  return { nodes: modelTopology.node, constants };
}

/** IEEE 754 half precision; exact, since every half is a single. */
function halfToNumber(half: number): number {
  const [sign, exponent, fraction] = [half >> 15 === 1 ? -1 : 1, (half >> 10) & 0x1f, half & 0x3ff];
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
