/**
 * The threads that look at photos, one set for all services that a test process starts: they keep nothing between two
 * photos, and take longer to start than everything else of a service.
 */
import { inject } from 'vitest';
import { createLog } from '../../src/kernel/log.ts';
import { createVision, type Vision } from '../../src/recognition/vision/index.ts';
import { shippedWeights } from '../../src/recognition/weights/index.ts';

type StartVision = typeof createVision;
type Options = Parameters<StartVision>[0];

/** One thread with the shipped networks is what nearly all ask for; others get their own. */
const isUsual = ({ threads, maxQueued, manifest }: Options): boolean =>
  threads === 1 && maxQueued === undefined && manifest?.weights === shippedWeights;

let shared: Promise<Vision> | undefined;

export const startVision: StartVision = async (options) => {
  const program = new URL(inject('visionProgram'));
  if (!isUsual(options)) return createVision({ ...options, program });
  shared ??= createVision({ ...options, log: createLog('fatal'), program });
  // It ends with the process.
  return { ...(await shared), close: async () => undefined };
};
