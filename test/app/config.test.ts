/** Settings: what the environment says, and which of it is refused. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadConfig, type Config } from '../../src/app/config.ts';

let dataDir: string;
beforeAll(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'muster-config-'));
});
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

const load = (env: Record<string, string>): Config => loadConfig({ DATA_DIR: dataDir, ...env });

describe('other backends', () => {
  test('are none unless they are named, all by one word, and each once in one order', () => {
    expect([load({}).compat, load({ COMPAT: '' }).compat]).toEqual([[], []]);
    expect(load({ COMPAT: 'all' }).compat).toEqual(['sejal', 'attendly', 'smartpresence']);
    expect(load({ COMPAT: ' smartpresence, sejal,sejal ' }).compat).toEqual(['sejal', 'smartpresence']);
  });

  test('that nobody knows stop the start with one line', () => {
    expect(() => load({ COMPAT: 'sejal,nobody,noone' })).toThrow(
      /^COMPAT: knows sejal, attendly, smartpresence and all, separated by commas$/,
    );
  });

  test('take a face for agreed to only where the operator says so', () => {
    expect([
      load({}).compatConsent,
      load({ COMPAT_CONSENT: '0' }).compatConsent,
      load({ COMPAT_CONSENT: '1' }).compatConsent,
    ]).toEqual([false, false, true]);
    expect(() => load({ COMPAT_CONSENT: 'yes' })).toThrow(/^COMPAT_CONSENT: /);
  });

  test('keep people signed in for as long as it says, within bounds', () => {
    expect(
      [load({}), ...['5m', '12h', '365d'].map((COMPAT_TOKEN_TTL) => load({ COMPAT_TOKEN_TTL }))].map(
        ({ signIns }) => signIns.oldTokenLifeMs / 60_000,
      ),
    ).toEqual([30 * 1440, 5, 720, 365 * 1440]);
    for (const COMPAT_TOKEN_TTL of ['4m', '366d', '99999999999999d', '0d', '-1d', '30', '1.5h', 'month'])
      expect(() => load({ COMPAT_TOKEN_TTL }), COMPAT_TOKEN_TTL).toThrow(/^COMPAT_TOKEN_TTL: /);
  });
});
