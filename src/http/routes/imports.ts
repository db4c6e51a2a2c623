/** Imports from files: people and rosters, and the templates to fill in. */
import { z } from 'zod';
import { taskSchema } from '../../delivery/tasks/index.ts';
import { AppError } from '../../kernel/errors.ts';
import {
  type ImportDesk,
  importOptionsSchema,
  importReportSchema,
  makeTemplate,
  templateFormats,
} from '../../office/import/index.ts';
import { signedInRoute, type Route } from '../route.ts';
import { answerWithTask, prefersTask } from '../task-answer.ts';
import { words } from '../words/en.ts';

/** The same options may stand in the address or in the form; the form has the last word. */
const said = z.record(z.string(), z.unknown()).default({});

export function importRoutes(importDesk: ImportDesk): Route[] {
  return [
    signedInRoute({
      method: 'post',
      path: '/api/v2/people/import',
      tag: 'people',
      permission: 'people.manage',
      uploads: { field: 'file', maxFiles: 1 },
      summary:
        'Import people, rosters, teachers, guardians and cards (part `file`: CSV, XLSX or a OneRoster bundle; the options here or as fields of the form). `dryRun=true` only shows the fate of every line. A large file, or Prefer: respond-async, is taken (202) as a task with the same result',
      query: importOptionsSchema.partial(),
      body: importOptionsSchema.partial(),
      success: { status: 200, schema: importReportSchema },
      otherwise: { 202: taskSchema },
      handle: async (actor, { uploads, req, res }) => {
        const [file] = uploads;
        if (!file) throw new AppError('invalidInput', { field: 'file', detail: words.fileOneCsvFilePlease });
        const options = importOptionsSchema.parse({ ...said.parse(req.query), ...said.parse(req.body ?? {}) });
        const answer = await importDesk.take(actor, file.data, options, prefersTask(req));
        return answer.kind === 'done' ? answer.report : answerWithTask(res, answer.task);
      },
    }),
    signedInRoute({
      method: 'get',
      path: '/api/v2/people/import/template',
      tag: 'people',
      permission: 'people.manage',
      summary: 'A file to fill in for the import',
      query: z.object({ format: z.enum(templateFormats).default('csv') }),
      success: { status: 200, contentType: 'application/octet-stream' },
      handle: async (_actor, { query, res }) => {
        const { name, mimeType, data } = await makeTemplate(query.format);
        res.status(200).attachment(name).type(mimeType).send(data);
        return undefined;
      },
    }),
  ];
}
