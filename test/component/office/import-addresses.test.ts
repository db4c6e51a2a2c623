/** Imports: nobody needs an address of their own. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startImportSchool, type ImportSchool } from '../../support/import-school.ts';

let it: ImportSchool;

beforeAll(async () => {
  it = await startImportSchool();
});
afterAll(() => it.muster.end());

const no = (which: number): string => `SIB-${which}`;

test('brothers and sisters may have one address: it is of the first, and each with a number of their own is on the roster', async () => {
  const email = 'park@a.example';
  const line = (which: number, name: string, typed = email): string => `${no(which)},${name},${typed},CHEM`;
  const file = (...lines: string[]): string => ['number,name,email,class', ...lines].join('\n');
  const family = file(line(1, 'Kim Park'), line(2, 'Min Park'), line(2, 'Min Park'), line(1, 'Kim Park'));
  const { body } = await it.send(family);
  expect(body.lines.map(({ fate, notes }) => [fate, notes.length])).toEqual([
    ['new', 0],
    ['new', 1],
    ['known', 1],
    ['known', 0],
  ]);
  const addresses = async () => [(await it.personOf(no(1)))?.email, (await it.personOf(no(2)))?.email];
  expect(await addresses()).toEqual([email, null]);
  // In whatever order they come again, and each alone.
  for (const again of [family, file(line(2, 'Min Park'), line(1, 'Kim Park')), file(line(2, 'Min Park'))]) {
    const report = (await it.send(again, { applyChanges: 'true' })).body;
    expect([report.faults, report.created, report.changed, await addresses()]).toEqual([0, 0, 0, [email, null]]);
  }
  const unsure = await it.dry(file(line(3, 'Lee Park', 'lee@a.example'), ',Lou Park,lee@a.example,CHEM'));
  expect(unsure.lines.map(({ fate }) => fate)).toEqual(['new', 'fault']);
});
