/**
 * Says at the end of a run where its time went: the slowest files, loading and hooks included, and the slowest tests.
 */
import { relative } from 'node:path';
import type { Reporter, TestModule } from 'vitest/node';

const shown = 5;

export class SlowestReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    if (modules.length < 2) return;
    const files = modules.map((module) => ({ name: nameOf(module), ms: timeOf(module) }));
    const tests = modules.flatMap((module) =>
      [...module.children.allTests()].map((test) => ({
        name: `${nameOf(module)}: ${test.name}`,
        ms: test.diagnostic()?.duration ?? 0,
      })),
    );
    process.stdout.write(`\n Slowest files\n${list(files)}\n Slowest tests\n${list(tests)}\n`);
  }
}

const nameOf = (module: TestModule): string => relative(process.cwd(), module.moduleId);

/** Everything that a file takes of its process: loading it, its hooks and its tests. */
function timeOf(module: TestModule): number {
  const { environmentSetupDuration, prepareDuration, collectDuration, setupDuration, duration } = module.diagnostic();
  return environmentSetupDuration + prepareDuration + collectDuration + setupDuration + duration;
}

function list(all: readonly { name: string; ms: number }[]): string {
  return [...all]
    .sort((one, other) => other.ms - one.ms)
    .slice(0, shown)
    .map(({ name, ms }) => `${(ms / 1000).toFixed(1).padStart(7)} s  ${name.slice(0, 120)}`)
    .join('\n');
}
