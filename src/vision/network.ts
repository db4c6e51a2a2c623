/** One network: verified bytes in, named output tensors out, on one thread. */
import { InferenceSession, Tensor } from 'onnxruntime-node';

export interface Network {
  /** Runs the network on one input; returns each output by name. */
  run(data: Float32Array, shape: readonly number[]): Promise<Readonly<Record<string, Float32Array>>>;
}

/** One thread a session: measured, two threads are slower, and parallel photos fill the other cores. */
export async function openNetwork(bytes: Uint8Array): Promise<Network> {
  const session = await InferenceSession.create(bytes, {
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    // Errors only: the exporter left constants in the graphs that the runtime would warn of at every start.
    logSeverityLevel: 3,
    // Numbers too small for the processor's fast path add nothing to a face; the embedder is a tenth faster without them.
    extra: { session: { set_denormal_as_zero: '1' } },
  });
  const inputName = session.inputNames[0];
  if (inputName === undefined) throw new Error('A network without an input');
  return {
    async run(data, shape) {
      const outputs = await session.run({ [inputName]: new Tensor('float32', data, [...shape]) });
      return Object.fromEntries(Object.entries(outputs).map(([name, tensor]) => [name, tensor.data as Float32Array]));
    },
  };
}

/** The output of that name. @throws Error when the network has none, which means other weights than the pinned ones */
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
