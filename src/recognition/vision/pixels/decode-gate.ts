/**
 * So many large photos are unpacked at once over all threads: each takes some two hundred megabytes while it is, and
 * threads know nothing of each other.
 */

/** Beyond what phones send as a rule. */
const largePixels = 16_000_000;
export const largeAtOnce = 2;
/** A thread that died with its ticket keeps nobody waiting for ever. */
const longestWaitMs = 20_000;

/** Memory that all threads see, with the tickets there are. */
export function createTickets(): SharedArrayBuffer {
  const shared = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
  new Int32Array(shared)[0] = largeAtOnce;
  return shared;
}

export type DecodeGate = ReturnType<typeof createDecodeGate>;

/** @param sizeOf pixels of a photo from its header alone */
export function createDecodeGate(tickets: SharedArrayBuffer, sizeOf: (photo: Uint8Array) => Promise<number>) {
  const left = new Int32Array(tickets);

  /** Runs at once for a usual photo, and in turn for a large one. */
  async function run<T>(photo: Uint8Array, work: () => Promise<T>): Promise<T> {
    if ((await sizeOf(photo)) <= largePixels) return work();
    const hasTicket = await take();
    try {
      return await work();
    } finally {
      if (hasTicket) {
        Atomics.add(left, 0, 1);
        Atomics.notify(left, 0, 1);
      }
    }
  }

  async function take(): Promise<boolean> {
    const until = Date.now() + longestWaitMs;
    while (Date.now() < until) {
      const count = Atomics.load(left, 0);
      if (count > 0) {
        if (Atomics.compareExchange(left, 0, count, count - 1) === count) return true;
      } else {
        await Atomics.waitAsync(left, 0, 0, until - Date.now()).value;
      }
    }
    return false;
  }

  return { run };
}
