/**
 * How each operator of the graph is said in ONNX. TF.js keeps pictures with their channels last, ONNX's convolutions
 * want them first.
 */
import { elementTypes, type Attribute, type OnnxGraph } from './onnx-graph.ts';
import type { TfjsConstant, TfjsNode } from './tfjs-graph.ts';

export interface Conversion {
  readonly onnx: OnnxGraph;
  readonly node: TfjsNode;
  /** How many inputs the node has. */
  readonly count: number;
  /** An input as ONNX names it; a constant is written then. */
  readonly input: (index: number) => string;
  /** An input that is known beforehand, to be said in another way. @throws Error when it is computed instead */
  readonly constant: (index: number) => TfjsConstant;
}

/** Writes the node; its last ONNX node puts out what the TF.js node is called. */
export type Operator = (conversion: Conversion) => void;

const channelsFirst = [0, 3, 1, 2] as const;
const channelsLast = [0, 2, 3, 1] as const;
const types: Readonly<Record<string, number>> = { DT_FLOAT: elementTypes.float, DT_INT32: elementTypes.int32 };

/** One ONNX node with the same inputs. */
const same =
  (operator: string): Operator =>
  (conversion) =>
    void conversion.onnx.node(operator, inputsOf(conversion), {}, conversion.node.name);
/** All inputs but the last so many. */
const inputsOf = ({ count, input }: Conversion, last = 0): string[] =>
  Array.from({ length: count - last }, (_, index) => input(index));

export const operators: Readonly<Record<string, Operator>> = {
  AddV2: same('Add'),
  Sub: same('Sub'),
  Mul: same('Mul'),
  RealDiv: same('Div'),
  Sqrt: same('Sqrt'),
  Sigmoid: same('Sigmoid'),
  Identity: same('Identity'),
  // Of whole numbers that are not negative: ONNX's division rounds towards zero.
  FloorDiv: same('Div'),
  SquaredDifference: (conversion) => {
    const difference = conversion.onnx.node('Sub', inputsOf(conversion));
    conversion.onnx.node('Mul', [difference, difference], {}, conversion.node.name);
  },
  Cast: ({ onnx, node, input }) =>
    void onnx.node('Cast', [input(0)], { to: known(types, textOf(node, 'DstT'), node) }, node.name),
  ExpandDims: (conversion) =>
    void conversion.onnx.node('Unsqueeze', [conversion.input(0), axes(conversion, 1)], {}, conversion.node.name),
  Squeeze: ({ onnx, node, input }) =>
    void onnx.node('Squeeze', [input(0), onnx.indices(listOf(node, 'squeeze_dims'))], {}, node.name),
  Reshape: (conversion) =>
    void conversion.onnx.node('Reshape', [conversion.input(0), axes(conversion, 1)], {}, conversion.node.name),
  ConcatV2: (conversion) =>
    void conversion.onnx.node(
      'Concat',
      inputsOf(conversion, 1),
      { axis: conversion.constant(conversion.count - 1).values[0]! },
      conversion.node.name,
    ),
  Pack: (conversion) => {
    const { onnx, node } = conversion;
    const axis = numberOf(node, 'axis');
    onnx.node(
      'Concat',
      inputsOf(conversion).map((input) => onnx.node('Unsqueeze', [input, onnx.indices([axis])])),
      { axis },
      node.name,
    );
  },
  Unpack: ({ onnx, node, input }) => {
    for (let index = 0; index < numberOf(node, 'num'); index++) {
      onnx.node(
        'Gather',
        [input(0), onnx.indices([index], [])],
        { axis: numberOf(node, 'axis') },
        index === 0 ? node.name : `${node.name}:${index}`,
      );
    }
  },
  ArgMax: ({ onnx, node, input, constant }) => {
    const at = onnx.node('ArgMax', [input(0)], { axis: constant(1).values[0]!, keepdims: 0 });
    onnx.node('Cast', [at], { to: elementTypes.int32 }, node.name);
  },
  GatherNd: ({ onnx, node, input }) =>
    void onnx.node('GatherND', [input(0), onnx.node('Cast', [input(1)], { to: elementTypes.int64 })], {}, node.name),
  ResizeBilinear: resizeBilinear,
  Conv2D: (conversion) => convolve(conversion, 'full'),
  _FusedConv2D: (conversion) => convolve(conversion, 'full'),
  DepthwiseConv2dNative: (conversion) => convolve(conversion, 'depthwise'),
  FusedDepthwiseConv2dNative: (conversion) => convolve(conversion, 'depthwise'),
};

/** A constant input of whole numbers, as ONNX wants axes and shapes. */
function axes({ onnx, constant }: Conversion, index: number): string {
  return onnx.indices([...constant(index).values]);
}

function resizeBilinear({ onnx, node, input, constant }: Conversion): void {
  if (node.attr['half_pixel_centers']?.b !== true) throw new Error(`${node.name}: only half pixel centres are known`);
  const first = onnx.node('Transpose', [input(0)], { perm: channelsFirst });
  const size = onnx.node(
    'Concat',
    [
      onnx.node('Slice', [onnx.node('Shape', [first]), onnx.indices([0]), onnx.indices([2])]),
      onnx.indices([...constant(1).values]),
    ],
    { axis: 0 },
  );
  const resized = onnx.node('Resize', [first, '', '', size], {
    mode: 'linear',
    coordinate_transformation_mode: 'half_pixel',
  });
  onnx.node('Transpose', [resized], { perm: channelsLast }, node.name);
}

/**
 * Kernels are height×width×in×out in TF.js, out×in×height×width in ONNX; depthwise ones have one input channel and a
 * group a channel.
 */
function convolve({ onnx, node, input, constant }: Conversion, kind: 'full' | 'depthwise'): void {
  const {
    shape: [height, width, channelsIn, last],
    values,
  } = constant(1) as TfjsConstant & { shape: readonly [number, number, number, number] };
  const [channelsOut, depth] = kind === 'full' ? [last, channelsIn] : [channelsIn * last, 1];
  const kernel = new Float32Array(values.length);
  let to = 0;
  for (let out = 0; out < channelsOut; out++) {
    for (let inner = 0; inner < depth; inner++) {
      // A depthwise kernel's last two sides together are its channels out.
      for (let at = 0; at < height * width; at++)
        kernel[to++] =
          kind === 'full' ? values[(at * channelsIn + inner) * last + out]! : values[at * channelsOut + out]!;
    }
  }
  const fused = (node.attr['fused_ops']?.list?.s ?? []).map(decode);
  const bias = fused[0] === 'BiasAdd' ? [input(2)] : [];
  const attributes: Record<string, Attribute> = {
    kernel_shape: [height, width],
    strides: listOf(node, 'strides').slice(1, 3),
    dilations: listOf(node, 'dilations').slice(1, 3),
    group: kind === 'full' ? 1 : channelsIn,
    auto_pad: known({ SAME: 'SAME_UPPER', VALID: 'VALID' }, decode(node.attr['padding']?.s ?? ''), node),
  };
  const picture = onnx.node('Transpose', [input(0)], { perm: channelsFirst });
  const convolved = onnx.node(
    'Conv',
    [picture, onnx.floats(kernel, [channelsOut, depth, height, width]), ...bias],
    attributes,
  );
  onnx.node(
    'Transpose',
    [
      activate(
        onnx,
        convolved,
        fused.find((name) => name !== 'BiasAdd'),
        node,
      ),
    ],
    { perm: channelsLast },
    node.name,
  );
}

function activate(onnx: OnnxGraph, input: string, activation: string | undefined, node: TfjsNode): string {
  if (activation === undefined) return input;
  if (activation === 'Relu') return onnx.node('Relu', [input]);
  if (activation === 'Relu6') return onnx.node('Clip', [input, onnx.floats([0], []), onnx.floats([6], [])]);
  throw new Error(`${node.name}: the activation ${activation} is not known`);
}

const decode = (base64: string): string => Buffer.from(base64, 'base64').toString();

function known<Value>(table: Readonly<Record<string, Value>>, key: string, node: TfjsNode): Value {
  const found = table[key];
  if (found === undefined) throw new Error(`${node.name}: "${key}" is not known`);
  return found;
}

const textOf = (node: TfjsNode, name: string): string => node.attr[name]?.type ?? '';
const numberOf = (node: TfjsNode, name: string): number => node.attr[name]?.i ?? 0;
const listOf = (node: TfjsNode, name: string): number[] => node.attr[name]?.list?.i ?? [];
