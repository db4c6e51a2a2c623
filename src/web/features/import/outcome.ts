/** What a file would come to, counted from the fates of its lines. */
import type { Report } from './use-import.ts';

export interface Outcome {
  created: number;
  changed: number;
  enrolled: number;
  faults: number;
  others: number;
}

export function outcomeOf({ lines, classes }: Pick<Report, 'lines' | 'classes'>): Outcome {
  const sum = (count: (line: Report['lines'][number]) => number): number =>
    lines.reduce((total, line) => total + count(line), 0);
  return {
    created: sum(({ fate }) => Number(fate === 'new')),
    changed: sum(({ changes }) => Number(changes.length > 0)),
    enrolled: sum(({ enrolled }) => enrolled.length),
    faults: sum(({ fate }) => Number(fate === 'fault')),
    others: sum(({ teaches, guardians }) => teaches.length + guardians.length) + classes.length,
  };
}

export const writesAnything = ({ created, changed, enrolled, others }: Outcome): boolean =>
  created + changed + enrolled + others > 0;
