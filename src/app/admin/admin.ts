/** `npm run admin -- list | reset WHO | create E-MAIL NAME`: for whoever runs the server, when an admin is locked out. */
import { hasEmbedded } from '../../db/index.ts';
import { createLog } from '../../kernel/log.ts';
import { ConfigError, loadConfig } from '../config.ts';
import { words } from '../words/en.ts';
import { runAdminCommand } from './commands.ts';

const { DATABASE_URL: databaseUrl, DATA_DIR: dataDir } = process.env;
try {
  // A folder that is not there would be made, with an empty school in it.
  if (!databaseUrl && !hasEmbedded(dataDir || './data'))
    throw new ConfigError([words.noSchoolIsKeptThere(dataDir || './data')]);
  const config = loadConfig(process.env);
  const log = createLog('warn');
  process.exitCode = (await runAdminCommand(process.argv.slice(2), { config, log, print: console.log })) ? 0 : 2;
} catch (error) {
  const lines = error instanceof ConfigError ? error.faults : [error instanceof Error ? error.message : String(error)];
  for (const line of lines) console.error(line);
  process.exitCode = 1;
}
