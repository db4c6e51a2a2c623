/** Small files are answered at once; a large one is taken in as a task, with the same result. */
import { z } from 'zod';
import type { RunningTask, Tasks, TaskView } from '../../delivery/tasks/index.ts';
import type { Actor } from '../../security/access/index.ts';
import { isLarge } from '../import/index.ts';
import type { MarksImport } from './import-marks.ts';
import { type MarksOptions, marksOptionsSchema, type MarksReport } from './marks.schema.ts';

/** Name of the tasks. */
export const marksImportTask = 'marksImport';

export type MarksAnswer = { kind: 'done'; report: MarksReport } | { kind: 'taken'; task: TaskView };

const inputSchema = z.object({ classId: z.uuid().nullable(), options: marksOptionsSchema });

/**
 * As many as there are in a list of some ten thousand lines: what takes long is the marks, of which a grid has one in
 * every cell.
 */
const mostCellsAtOnce = 60_000;

export type MarksDesk = ReturnType<typeof createMarksDesk>;

export function createMarksDesk({ marks, tasks }: { marks: MarksImport; tasks: Tasks }) {
  /** @throws as `importMarks`; what is taken in as a task fails there. */
  async function take(
    actor: Actor,
    classId: string | null,
    file: Buffer,
    options: MarksOptions,
    prefersTask: boolean,
  ): Promise<MarksAnswer> {
    if (!prefersTask && !isLarge(file) && countCells(file) <= mostCellsAtOnce)
      return { kind: 'done', report: await marks.importMarks(actor, classId, file, options) };
    return {
      kind: 'taken',
      task: await tasks.ask(actor, marksImportTask, { classId, options: asSent(options) }, file),
    };
  }

  /** Does what was taken in; whether the asker may is asked again. */
  async function work({ actor, input, file, ...task }: RunningTask): Promise<MarksReport> {
    const { classId, options } = inputSchema.parse(input);
    return marks.importMarks(actor, classId, file ?? Buffer.alloc(0), options, (done, total) =>
      task.progress(done, total),
    );
  }

  return { take, work, requireMay: marks.requireMay };
}

const separators = new Set(Buffer.from(',;\t|\n'));

/** Cells of a text, whichever separator it has; of a workbook, which is packed, its size has to tell. */
function countCells(file: Buffer): number {
  let cells = 0;
  for (const byte of file) if (separators.has(byte)) cells += 1;
  return cells;
}

/** As they came in: a task's input is read again. */
const asSent = ({ mapping, words, ...options }: MarksOptions) => ({
  ...options,
  ...(mapping === undefined ? {} : { mapping: JSON.stringify(mapping) }),
  ...(words === undefined ? {} : { words: JSON.stringify(words) }),
});
