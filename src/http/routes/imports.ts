/** Imports from files: people and rosters, and the templates to fill in. */
import type { Request } from 'express';
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
import { type MarksDesk, marksOptionsSchema, marksReportSchema } from '../../office/import-marks/index.ts';
import type { Actor } from '../../security/access/index.ts';
import { type Route, type RouteRequest, signedInRoute, type Upload } from '../route.ts';
import { answerWithTask, prefersTask } from '../task-answer.ts';
import { classParams } from '../shapes.ts';
import { words } from '../words/en.ts';

/** The same options may stand in the address or in the form; the form has the last word. */
const said = z.record(z.string(), z.unknown()).default({});

export function importRoutes({ importDesk, marksDesk }: { importDesk: ImportDesk; marksDesk: MarksDesk }): Route[] {
  return [
    signedInRoute({
      method: 'post',
      path: '/api/v2/people/import',
      spends: 'imports',
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
        const options = importOptionsSchema.parse(everythingSaid(req));
        const answer = await importDesk.take(actor, fileOf(uploads), options, prefersTask(req));
        return answer.kind === 'done' ? answer.report : answerWithTask(res, answer.task);
      },
    }),
    signedInRoute({
      method: 'post',
      path: '/api/v2/classes/{classId}/marks/import',
      spends: 'imports',
      tag: 'attendance',
      permission: 'attendance.mark',
      params: classParams,
      uploads: { field: 'file', maxFiles: 1 },
      summary:
        'Import marks of past sessions (part `file`: a line each with student, date and status, or a grid of students by dates; CSV or XLSX). Sessions that are not there are made as held; what stands is replaced only with `overwrite`. `dryRun=true` only shows the fate of every mark. A large file, or Prefer: respond-async, is taken (202) as a task',
      query: marksOptionsSchema.partial(),
      body: marksOptionsSchema.partial(),
      success: { status: 200, schema: marksReportSchema },
      otherwise: { 202: taskSchema },
      handle: (actor, request) => takeMarks(actor, request.params.classId, request),
    }),
    signedInRoute({
      method: 'post',
      path: '/api/v2/marks/import',
      spends: 'imports',
      tag: 'attendance',
      permission: 'classes.manage',
      uploads: { field: 'file', maxFiles: 1 },
      summary: 'The same for several classes, which a column of the file names',
      query: marksOptionsSchema.partial(),
      body: marksOptionsSchema.partial(),
      success: { status: 200, schema: marksReportSchema },
      otherwise: { 202: taskSchema },
      handle: (actor, request) => takeMarks(actor, null, request),
    }),
    signedInRoute({
      method: 'get',
      path: '/api/v2/people/import/template',
      tag: 'people',
      permission: 'people.manage',
      summary: 'A file to fill in for the import',
      query: z.object({ format: z.enum(templateFormats).default('csv') }),
      success: {
        status: 200,
        contentType: 'text/csv',
        orAs: ['application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', 'application/zip'],
      },
      handle: async (_actor, { query, res }) => {
        const { name, mimeType, data } = await makeTemplate(query.format);
        res.status(200).attachment(name).type(mimeType).send(data);
        return undefined;
      },
    }),
  ];

  async function takeMarks(
    actor: Actor,
    classId: string | null,
    { uploads, req, res }: Pick<RouteRequest, 'uploads' | 'req' | 'res'>,
  ) {
    // What is not there for the actor is not there whatever they send.
    await marksDesk.requireMay(actor, classId);
    const options = marksOptionsSchema.parse(everythingSaid(req));
    const answer = await marksDesk.take(actor, classId, fileOf(uploads), options, prefersTask(req));
    return answer.kind === 'done' ? answer.report : answerWithTask(res, answer.task);
  }
}

const everythingSaid = (req: Request): Record<string, unknown> => ({
  ...said.parse(req.query),
  ...said.parse(req.body ?? {}),
});

/** @throws AppError `invalidInput` where there is none */
function fileOf([file]: readonly Upload[]): Buffer {
  if (!file) throw new AppError('invalidInput', { field: 'file', detail: words.fileOneCsvFilePlease });
  return file.data;
}
