/**
 * Command line: `npm run bench -- <name> [--images DIR] [--pairs FILE] [--peer DIR]` measures one thing; the last line
 * is JSON.
 */
import { availableParallelism, cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { typedPath } from '../../models/typed-path.ts';
import { benchCheckIn } from './check-in.ts';
import { benchFaces } from './faces.ts';
import { benchFocus } from './focus.ts';
import { benchGroups } from './groups.ts';
import { benchHttp } from './http.ts';
import { benchImport } from './import.ts';
import { benchLiveness } from './liveness.ts';
import { benchLoad } from './load.ts';
import { benchScale } from './scale.ts';
import { benchStreams } from './streams.ts';
import { benchTurn } from './turn.ts';
import { benchVision } from './vision.ts';

interface BenchOptions {
  images?: string | undefined;
  pairs?: string | undefined;
  peer?: string | undefined;
}

/** Prints what it measures and returns what the last line shall say. */
type Bench = (options: BenchOptions) => Promise<Record<string, unknown>>;

const benches: Readonly<Record<string, Bench>> = {
  'check-in': benchCheckIn,
  faces: benchFaces,
  focus: benchFocus,
  groups: benchGroups,
  http: benchHttp,
  import: benchImport,
  liveness: benchLiveness,
  load: benchLoad,
  scale: benchScale,
  streams: benchStreams,
  turn: benchTurn,
  vision: benchVision,
};

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { images: { type: 'string' }, pairs: { type: 'string' }, peer: { type: 'string' } },
  });
  const name = positionals[0] ?? '';
  const bench = Object.hasOwn(benches, name) ? benches[name] : undefined;
  if (bench === undefined)
    throw new Error(`There is no bench "${name}"; there are: ${Object.keys(benches).join(', ')}`);
  process.stdout.write(
    `${cpus()[0]?.model.trim() ?? process.arch}, ${availableParallelism()} cores, Node ${process.version}\n`,
  );
  const figures = await bench(
    Object.fromEntries(Object.entries(values).map(([option, path]) => [option, typedPath(path)])),
  );
  process.stdout.write(`${JSON.stringify({ bench: name, ...figures })}\n`);
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
