/**
 * After an install: the inference runtime comes with the libraries of every system, 220 MB of them for others than this
 * one.
 */
import { readdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const libraries = join(dirname(createRequire(import.meta.url).resolve('onnxruntime-node/package.json')), 'bin/napi-v6');
for (const system of readdirSync(libraries))
  if (system !== process.platform) rmSync(join(libraries, system), { recursive: true, force: true });
