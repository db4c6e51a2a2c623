/** The order of test files: the longest first, so that no process is left alone with one of them at the end. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * Measured on two cores, longest first: what takes longer than any other two minutes of files can make up for at the
 * end of a run.
 */
const longest = [
  'component/process/crash.test.ts',
  'component/process/start.test.ts',
  'recognition/vision/crowd.test.ts',
  'component/attendance/challenge-page.test.ts',
  'component/attendance/challenge.test.ts',
  'db/embedded.test.ts',
].map((path) => join(import.meta.dirname, '..', path));

const gone = longest.filter((path) => !existsSync(path));
if (gone.length > 0) throw new Error(`test/support/longest-first.ts: no such file: ${gone.join(', ')}`);

/** After the longest comes what took long the last time, or what is large where nothing has been run yet. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number => {
      const place = longest.indexOf(moduleId);
      return place === -1 ? longest.length : place;
    };
    return (await super.sort(files)).sort((one, other) => rank(one) - rank(other));
  }
}
