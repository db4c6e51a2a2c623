/** A process that migrates the database of its first argument and prints what it applied. */
import { migrate } from '../../src/db/migrate.ts';
import { createLog } from '../../src/kernel/log.ts';

const url = process.argv[2];
if (url === undefined) throw new Error('Usage: migrate-once <url>');
console.log(JSON.stringify(await migrate(url, { log: createLog('silent') })));
