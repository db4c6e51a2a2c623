/** Small files are answered at once; a large one is taken in as a task whose progress can be followed, with the same result. */
import type { Actor } from '../../security/access/index.ts';
import type { RunningTask, Tasks, TaskView } from '../../delivery/tasks/index.ts';
import { importOptionsSchema, type ImportOptions, type ImportReport } from './import.schema.ts';
import type { PeopleImport } from './import-people.ts';

/** Name of the tasks. */
export const peopleImportTask = 'peopleImport';

export type ImportAnswer = { kind: 'done'; report: ImportReport } | { kind: 'taken'; task: TaskView };

/** Some ten thousand rows of text; what is packed is smaller. */
const longestAtOnceBytes = 512 * 1024;
const longestPackedBytes = 160 * 1024;

export type ImportDesk = ReturnType<typeof createImportDesk>;

export function createImportDesk({ imports, tasks }: { imports: PeopleImport; tasks: Tasks }) {
  /** @throws as `importPeople`; what is taken in as a task fails there. */
  async function take(actor: Actor, file: Buffer, options: ImportOptions, prefersTask: boolean): Promise<ImportAnswer> {
    if (!prefersTask && !isLarge(file))
      return { kind: 'done', report: await imports.importPeople(actor, file, options) };
    return { kind: 'taken', task: await tasks.ask(actor, peopleImportTask, asSent(options), file) };
  }

  /** Does what was taken in; whether the asker may is asked again. */
  const work = ({ actor, input, file, ...task }: RunningTask): Promise<ImportReport> =>
    imports.importPeople(actor, file ?? Buffer.alloc(0), importOptionsSchema.parse(input), task);

  return { take, work };
}

/** As they came in: a task's input is read again. */
const asSent = ({ mapping, ...options }: ImportOptions) => ({
  ...options,
  ...(mapping === undefined ? {} : { mapping: JSON.stringify(mapping) }),
});

/** Whether it takes longer than somebody waits for an answer. */
export const isLarge = (file: Buffer): boolean =>
  file.byteLength > (file.subarray(0, 2).equals(Buffer.from('PK')) ? longestPackedBytes : longestAtOnceBytes);
