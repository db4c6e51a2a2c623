/** One network: verified bytes in, named output tensors out, on one thread. */
import type { NetworkInput } from '../../weights/index.ts';

/** What the manifest says of a network, as far as running it goes. */
interface Described {
  readonly input: NetworkInput;
}

export interface Network<Description extends Described = Described> {
  readonly described: Description;
  /** Runs the network on one picture, its channels as planes one after the other; returns each output by name. */
  readonly run: (planes: Float32Array) => Promise<Readonly<Record<string, Float32Array>>>;
}

/** One thread a session: measured, two threads are slower, and parallel photos fill the other cores. */
export async function openNetwork<Description extends Described>(
  bytes: Uint8Array,
  described: Description,
): Promise<Network<Description>> {
  // The threads alone run networks; the rest of the service knows their shapes only.
  const { InferenceSession, Tensor } = await import('onnxruntime-node');
  const session = await InferenceSession.create(bytes, {
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    // What it takes for a photo it gives back: kept for the next one it is no faster, and weighs twenty megabytes.
    enableCpuMemArena: false,
    // Errors only: the exporter left constants in the graphs that the runtime would warn of at every start.
    logSeverityLevel: 3,
    // Numbers too small for the processor's fast path add nothing to a face; the embedder is a tenth faster without
    // them.
    extra: { session: { set_denormal_as_zero: '1' } },
  });
  const inputName = session.inputNames[0];
  if (inputName === undefined) throw new Error('A network without an input');
  const { width, height, channels, layout, numbers } = described.input;
  const depth = channels === 'grey' ? 1 : 3;
  const shape = layout === 'NCHW' ? [1, depth, height, width] : [1, height, width, depth];
  return {
    described,
    async run(planes) {
      const data = layout === 'NCHW' ? planes : interleave(planes, depth);
      const tensor =
        numbers === 'int32'
          ? new Tensor('int32', Int32Array.from(data, Math.round), shape)
          : new Tensor('float32', data, shape);
      const outputs = await session.run({ [inputName]: tensor });
      return Object.fromEntries(Object.entries(outputs).map(([name, tensor]) => [name, tensor.data as Float32Array]));
    },
  };
}

/** The channels of a pixel beside each other. */
function interleave(planes: Float32Array, depth: number): Float32Array {
  const pixels = planes.length / depth;
  const data = new Float32Array(planes.length);
  for (let channel = 0; channel < depth; channel++)
    for (let pixel = 0; pixel < pixels; pixel++) data[pixel * depth + channel] = planes[channel * pixels + pixel]!;
  return data;
}

/**
 * The output of that name. @throws Error when the network has none, which means that the manifest describes another one
 */
export function outputOf(outputs: Readonly<Record<string, Float32Array>>, name: string): Float32Array {
  const data = outputs[name];
  if (data === undefined) throw new Error(`The network has no output "${name}"`);
  return data;
}

/** exp(x) over the sum of exp(x), shifted by the maximum so that nothing overflows. */
export function softmax(values: Float32Array): Float32Array {
  const highest = Math.max(...values);
  const powers = values.map((value) => Math.exp(value - highest));
  const total = powers.reduce((sum, power) => sum + power, 0);
  return powers.map((power) => power / total);
}
