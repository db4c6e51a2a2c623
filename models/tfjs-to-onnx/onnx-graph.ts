/** Builds an ONNX file (IR 7, operator set 13) node by node. Field numbers are those of onnx.proto3. */
import { numberField, pieceField } from './wire.ts';

/** Types of elements as ONNX numbers them. */
export const elementTypes = { float: 1, int32: 6, int64: 7 } as const;
export type ElementType = keyof typeof elementTypes;

export type Attribute = number | string | readonly number[];

/** Kinds of attributes as ONNX numbers them. */
const attributeKinds = { number: 2, text: 3, numbers: 7 } as const;
const versions = { ir: 7, operators: 13 } as const;

export type OnnxGraph = ReturnType<typeof createOnnxGraph>;

export function createOnnxGraph(producer: string) {
  const nodes: Buffer[] = [];
  const constants = new Map<string, Buffer>();
  let count = 0;
  const freshName = (what: string): string => `${what}_${count++}`;

  /** Adds a node with one output. @returns the output's name, which is made up when none is given */
  function node(
    operator: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, Attribute>> = {},
    output = freshName(operator),
  ): string {
    nodes.push(
      Buffer.concat([
        ...inputs.map((input) => pieceField(1, input)),
        pieceField(2, output),
        pieceField(3, freshName('node')),
        pieceField(4, operator),
        ...Object.entries(attributes).map(([name, value]) => pieceField(5, attribute(name, value))),
      ]),
    );
    return output;
  }

  /** Adds a constant; of one name there is one. @param data little-endian, as ONNX keeps it */
  function constant(
    type: ElementType,
    shape: readonly number[],
    data: Uint8Array,
    name = freshName('constant'),
  ): string {
    const tensor = [
      ...shape.map((side) => numberField(1, side)),
      numberField(2, elementTypes[type]),
      pieceField(8, name),
      pieceField(9, data),
    ];
    constants.set(name, Buffer.concat(tensor));
    return name;
  }

  const floats = (values: ArrayLike<number>, shape: readonly number[], name?: string): string =>
    constant('float', shape, littleEndian(values, 4, 'writeFloatLE'), name);
  const int32s = (values: ArrayLike<number>, shape: readonly number[], name?: string): string =>
    constant('int32', shape, littleEndian(values, 4, 'writeInt32LE'), name);
  /** Shapes, axes and indices; a list unless another shape is given. */
  const indices = (values: readonly number[], shape: readonly number[] = [values.length]): string =>
    constant(
      'int64',
      shape,
      Buffer.concat(
        values.map((value) => {
          const bytes = Buffer.alloc(8);
          bytes.writeBigInt64LE(BigInt(value));
          return bytes;
        }),
      ),
    );

  /** The file. */
  function toFile(
    input: { name: string; type: ElementType; shape: readonly number[] },
    output: { name: string; type: ElementType; shape: readonly number[] },
  ): Buffer {
    const graph = Buffer.concat([
      ...nodes.map((one) => pieceField(1, one)),
      pieceField(2, producer),
      ...[...constants.values()].map((one) => pieceField(5, one)),
      pieceField(11, valueInfo(input)),
      pieceField(12, valueInfo(output)),
    ]);
    return Buffer.concat([
      numberField(1, versions.ir),
      pieceField(2, producer),
      pieceField(7, graph),
      pieceField(8, Buffer.concat([pieceField(1, ''), numberField(2, versions.operators)])),
    ]);
  }

  return { node, floats, int32s, indices, toFile };
}

function attribute(name: string, value: Attribute): Buffer {
  if (typeof value === 'number')
    return Buffer.concat([pieceField(1, name), numberField(3, value), numberField(20, attributeKinds.number)]);
  if (typeof value === 'string')
    return Buffer.concat([pieceField(1, name), pieceField(4, value), numberField(20, attributeKinds.text)]);
  return Buffer.concat([
    pieceField(1, name),
    ...value.map((one) => numberField(8, one)),
    numberField(20, attributeKinds.numbers),
  ]);
}

function valueInfo({ name, type, shape }: { name: string; type: ElementType; shape: readonly number[] }): Buffer {
  const sides = Buffer.concat(shape.map((side) => pieceField(1, numberField(1, side))));
  const tensorType = Buffer.concat([numberField(1, elementTypes[type]), pieceField(2, sides)]);
  return Buffer.concat([pieceField(1, name), pieceField(2, pieceField(1, tensorType))]);
}

function littleEndian(values: ArrayLike<number>, bytesEach: number, write: 'writeFloatLE' | 'writeInt32LE'): Buffer {
  const bytes = Buffer.alloc(values.length * bytesEach);
  for (let index = 0; index < values.length; index++) bytes[write](values[index]!, index * bytesEach);
  return bytes;
}
