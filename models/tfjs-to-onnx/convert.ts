/**
 * Turns a TF.js graph model of one input and one output into an ONNX file: the same bytes on every machine, so that
 * their digest can be pinned.
 */
import { createOnnxGraph } from './onnx-graph.ts';
import { operators } from './operators.ts';
import { readTfjsGraph, type TfjsNode } from './tfjs-graph.ts';

export interface TfjsFiles {
  /** The model's JSON. */
  json: string;
  /** Its weights, in one file. */
  binary: Uint8Array;
  /** Sides of the output, which the JSON does not tell. */
  outputShape: readonly number[];
}

/** Operators that write nothing: constants are written when something needs them. */
const silent = new Set(['Const', 'NoOp', 'Placeholder']);

/** @throws Error that names the node which cannot be converted */
export function convertToOnnx({ json, binary, outputShape }: TfjsFiles): Buffer {
  const { nodes, constants } = readTfjsGraph(json, binary);
  const onnx = createOnnxGraph('muster');
  const written = new Set<string>();

  function nameOf(input: string): string {
    const constant = constants.get(input);
    if (constant && !written.has(input)) {
      written.add(input);
      (constant.type === 'float' ? onnx.floats : onnx.int32s)(constant.values, constant.shape, input);
    }
    return input;
  }

  for (const node of nodes) {
    if (silent.has(node.op)) continue;
    const operator = operators[node.op];
    if (!operator) throw new Error(`${node.name}: the operator ${node.op} is not known`);
    const sources = inputsOf(node);
    operator({
      onnx,
      node,
      count: sources.length,
      input: (index) => nameOf(sources[index] ?? ''),
      constant: (index) => {
        const constant = constants.get(sources[index] ?? '');
        if (!constant) throw new Error(`${node.name}: input ${index} is computed, and has to be known`);
        return constant;
      },
    });
  }
  const input = only(
    nodes.filter(({ op }) => op === 'Placeholder'),
    'input',
  );
  const used = new Set(nodes.flatMap(inputsOf).map((name) => name.replace(/:\d+$/, '')));
  const output = only(
    nodes.filter(({ name, op }) => !silent.has(op) && !used.has(name)),
    'output',
  );
  return onnx.toFile(
    {
      name: input.name,
      type: input.attr['dtype']?.type === 'DT_INT32' ? 'int32' : 'float',
      shape: (input.attr['shape']?.shape?.dim ?? []).map(({ size }) => size),
    },
    { name: output.name, type: 'float', shape: outputShape },
  );
}

/** Without those that only say what has to run before. */
const inputsOf = ({ input }: TfjsNode): string[] => input.filter((name) => !name.startsWith('^'));

function only(found: readonly TfjsNode[], what: string): TfjsNode {
  const [one, ...others] = found;
  if (!one || others.length > 0) throw new Error(`The graph has ${found.length} nodes that could be its ${what}`);
  return one;
}
