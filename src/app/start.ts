/** `npm start`: reads the environment, starts the service, stops it on a signal. */
import { ConfigError, loadConfig } from './config.ts';
import { createLog } from '../kernel/log.ts';
import { startMuster } from './main.ts';

try {
  const config = loadConfig(process.env);
  const log = createLog(config.logLevel);
  const starting = startMuster({ config, log });
  let isEnding = false;
  // Heard from the beginning: killed while it starts, it would leave its database running.
  const end = (signal: string): void => {
    if (isEnding) return;
    isEnding = true;
    log.info({ signal }, 'stopping');
    starting
      .then((muster) => muster.stop())
      .then(
        () => process.exit(0),
        () => process.exit(1),
      );
  };
  process.on('SIGTERM', end);
  process.on('SIGINT', end);
  const muster = await starting;
  if (!isEnding) {
    console.log(`Muster is ready at ${config.publicUrl ?? muster.url}`);
    if (muster.setUpLink)
      console.log(
        `Nobody can sign in yet. Make the first admin here (works once, for seven days): ${muster.setUpLink}`,
      );
  }
} catch (error) {
  const lines = error instanceof ConfigError ? error.faults : [error instanceof Error ? error.message : String(error)];
  for (const line of lines) console.error(`Muster cannot start: ${line}`);
  process.exit(1);
}
