/** A process that owns an embedded database: prints one line of JSON when it is up, stops it on SIGTERM. */
import { startEmbedded } from '../../src/db/embedded.ts';
import { createLog } from '../../src/kernel/log.ts';

const dataDir = process.argv[2];
if (dataDir === undefined) throw new Error('Usage: owner <data folder>');

try {
  const embedded = await startEmbedded({ dataDir, log: createLog('silent') });
  console.log(JSON.stringify({ url: embedded.url }));
  const alive = setInterval(() => undefined, 60_000);
  process.once('SIGTERM', () => {
    clearInterval(alive);
    void embedded.stop().then(() => console.log('stopped'));
  });
} catch (error) {
  console.log(JSON.stringify({ error: (error as Error).message }));
  process.exitCode = 1;
}
