/**
 * Checkpoints: how far the chain had come, signed, in a file beside the database. Whoever cuts off the end of the chain,
 * or writes it anew, would have to change this file too, and what was sent elsewhere.
 */
import { createHmac } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { digestsEqual } from '../privacy/index.ts';

const checkpointSchema = z.strictObject({
  seq: z.coerce.bigint(),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  at: z.iso.datetime(),
  /** The line before, by its `mac`: a line that is taken out is missed by the next. */
  after: z
    .string()
    .regex(/^([0-9a-f]{64})?$/)
    .default(''),
  /** HMAC-SHA256 of the rest. */
  mac: z.string().regex(/^[0-9a-f]{64}$/),
});

export interface Checkpoint {
  seq: bigint;
  /** Of the seal with this number, in hex. */
  hash: string;
  at: string;
}

interface Line extends Checkpoint {
  after: string;
}

export type Checkpoints = ReturnType<typeof createCheckpoints>;

export function createCheckpoints({ dir, key }: { dir: string; key: Buffer }) {
  const file = join(dir, 'audit-checkpoints.jsonl');

  const macOf = ({ seq, hash, at, after }: Line): string =>
    createHmac('sha256', key).update(`checkpoint\n${seq}\n${hash}\n${at}\n${after}`).digest('hex');

  const sign = ({ seq, hash, at }: Checkpoint, after = ''): string =>
    JSON.stringify({ seq: seq.toString(), hash, at, after, mac: macOf({ seq, hash, at, after }) });

  /** What a line says, when it is one of ours. */
  function parse(line: string): (Line & { mac: string }) | undefined {
    const read = checkpointSchema.safeParse(parseJson(line));
    if (!read.success) return undefined;
    const { mac, ...checkpoint } = read.data;
    const isOurs = digestsEqual(Buffer.from(mac, 'hex'), Buffer.from(macOf(checkpoint), 'hex'));
    return isOurs ? { ...checkpoint, mac } : undefined;
  }

  const readLines = (): string[] => (existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : []);

  /** All that were kept, and how many lines are none of ours, or do not follow the one before. */
  function read(): { checkpoints: Checkpoint[]; foreign: number } {
    const lines = readLines();
    const checkpoints: Checkpoint[] = [];
    let foreign = 0;
    let previous = '';
    for (const line of lines) {
      const read = parse(line);
      if (read?.after !== previous) foreign += 1;
      if (read) checkpoints.push(read);
      previous = read?.mac ?? '';
    }
    return { checkpoints, foreign };
  }

  /** The newest one; undefined where none was kept, or the last line is none of ours. */
  const latest = (): Checkpoint | undefined => parse(readLines().at(-1) ?? '');

  /**
   * Keeps how far the chain has come: the last of each day, and the last of all. A line that is none of ours stays, and
   * so does a checkpoint that the chain does not pass through.
   * @param passed the newest checkpoint, when the chain was seen to pass through it
   */
  function keep(checkpoint: Checkpoint, passed: Checkpoint | undefined): void {
    const lines = readLines();
    const last = parse(lines.at(-1) ?? '');
    const isSameDay = last?.at.slice(0, 10) === checkpoint.at.slice(0, 10);
    const isReplaced = isSameDay && last?.seq === passed?.seq && last?.hash === passed?.hash;
    const kept = isReplaced ? lines.slice(0, -1) : lines;
    const before = parse(kept.at(-1) ?? '')?.mac;
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    // Whole or not at all: half a file would tell of a chain that was cut.
    writeFileSync(`${file}.new`, [...kept, sign(checkpoint, before)].map((line) => `${line}\n`).join(''), {
      mode: 0o600,
    });
    renameSync(`${file}.new`, file);
  }

  return { read, latest, keep, sign, parse };
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
