/**
 * Figures: how attendance stands for a class, a campus, the institution; lists of records by class, day, student and
 * status.
 */
import { type Actor, requireAccess } from '../../security/access/index.ts';
import type { Audit } from '../../security/audit/index.ts';
import type { AttendanceStatus } from '../../attendance/register/index.ts';
import { type ClassView, type Classes, findHomeCalendars } from '../../school/classes/index.ts';
import { type Changes, type Database, createChangeCache } from '../../db/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import { AppError } from '../../kernel/errors.ts';
import { omitUndefined } from '../../kernel/objects.ts';
import { dateToDay } from '../../kernel/days.ts';
import { figureOfStudent, percentageOf, tellRule } from '../counting/index.ts';
import { type CalendarSpan, type DaySpan, layOutDays } from './campus-days.ts';
import { createRecordsExport } from './records-export.ts';
import { createHistory } from './history.ts';
import * as repo from './statistics.repo.ts';
import type {
  ClassFigures,
  Figures,
  InstitutionFigures,
  ListedRecord,
  RecordPage,
  WeekFigures,
} from './statistics.schema.ts';
import { words } from './words/en.ts';

export interface RecordQuery extends DaySpan {
  classId?: string;
  campusId?: string;
  personId?: string;
  status?: AttendanceStatus;
  after?: string;
  limit: number;
}

export type Statistics = ReturnType<typeof createStatistics>;

/** Records read at once for an export. */
const exportedAtOnce = 5000;
/** Spans kept in memory, some 100 kB each with 500 classes. */
const mostInstitutions = 50;

export function createStatistics(deps: {
  db: Database;
  clock: Clock;
  classes: Classes;
  changes: Changes;
  audit: Audit;
}) {
  const { db } = deps;
  // A walk over every session of a year; asked again and again by whoever looks at a dashboard.
  const institutions = createChangeCache<InstitutionFigures>({
    changes: deps.changes,
    topics: { figures: 'any', roster: 'any', session: 'any' },
    max: mostInstitutions,
  });

  /** The days in the calendar of a class, or in those of all campuses. */
  const layOut = async (days: DaySpan, view?: ClassView): Promise<CalendarSpan[]> =>
    layOutDays(days, deps.clock.now(), view ? [view] : await deps.classes.listCalendars());

  /**
   * How a class stands: its held sessions in the span, the last 30 days by default, week by week; and every student over
   * the named days, over all time by default.
   */
  async function readClass(actor: Actor, classId: string, days: DaySpan): Promise<ClassFigures> {
    await requireAccess(db.autocommit, actor, 'reports.statistics', { classId });
    const view = await deps.classes.get(db.autocommit, classId);
    const span = { classIds: [classId] as [string], days: await layOut(days, view) };
    const isAllTime = days.from === undefined && days.to === undefined;
    const [total, weeks, students] = await Promise.all([
      repo.sumTotals(db.autocommit, span),
      repo.sumByWeek(db.autocommit, span),
      isAllTime
        ? repo.findStudentCounts(db.autocommit, { classId })
        : repo.findStudentCountsWithin(db.autocommit, span),
    ]);
    const { minimumPercentage } = view.policy;
    return {
      class: { id: view.id, code: view.code, title: view.title, locale: view.locale },
      counting: tellRule(view.policy),
      figures: withPercentage(total, minimumPercentage),
      weeks: weeks.map((row) => ofWeek(row, minimumPercentage)),
      students: students.map((row) => ({ ...row, ...figureOfStudent(row, row, view.policy) })),
    };
  }

  /** How the institution or one campus stands: in all, by campus, by class, by week. */
  async function readInstitution(actor: Actor, input: DaySpan & { campusId?: string }): Promise<InstitutionFigures> {
    await requireAccess(db.autocommit, actor, 'reports.institution', {});
    const span = { days: await layOut(input), ...omitUndefined({ campusId: input.campusId }) };
    return institutions.read(JSON.stringify(span), () => sumInstitution(span));
  }

  async function sumInstitution(span: repo.Span): Promise<InstitutionFigures> {
    const [{ total, campuses, classes, weeks }, students] = await Promise.all([
      repo.sumBreakdown(db.autocommit, span),
      repo.countBelow(db.autocommit, span.campusId),
    ]);
    return {
      figures: withPercentage(total, 100),
      campuses: campuses.map((row) => withPercentage(row, 100)),
      weeks: weeks.map((row) => ofWeek(row, 100)),
      students,
      classes: classes.map(({ minimumPercentage, ...row }) => withPercentage(row, minimumPercentage)),
    };
  }

  /**
   * Records of a class, or for admins of any, newest session first, by page.
   * @throws AppError `invalidInput` for staff who name no class, or a cursor that is none.
   */
  async function listRecords(actor: Actor, query: RecordQuery): Promise<RecordPage> {
    const { classId, campusId, personId, status, limit } = query;
    if (classId === undefined && actor.role !== 'admin')
      throw new AppError('invalidInput', { field: 'classId', detail: words.classIdNameOneOfYourClasses });
    await requireAccess(db.autocommit, actor, 'reports.statistics', classId === undefined ? {} : { classId });
    const view = classId === undefined ? undefined : await deps.classes.get(db.autocommit, classId);
    const filter = {
      days: await layOut({ ...omitUndefined({ from: query.from, to: query.to }) }, view),
      ...omitUndefined({
        campusId,
        personId,
        status,
        classIds: classId === undefined ? undefined : [classId],
        after: readCursor(query.after),
      }),
    };
    const rows = await repo.findRecordPage(db, filter, limit + 1);
    const records = rows.slice(0, limit);
    return { records, next: rows.length > limit ? writeCursor(records.at(-1)) : null };
  }

  /**
   * The same, all of them, page by page. The first page is read before anything is answered, so that what is refused is
   * refused as a whole.
   */
  async function* allRecords(
    actor: Actor,
    query: Omit<RecordQuery, 'after' | 'limit'>,
  ): AsyncGenerator<ListedRecord[]> {
    let after: string | null | undefined;
    while (after !== null) {
      const page: RecordPage = await listRecords(actor, {
        ...query,
        limit: exportedAtOnce,
        ...(after !== undefined && { after }),
      });
      yield page.records;
      after = page.next;
    }
  }

  /**
   * How a file about a class, a campus, or all of them separates its columns (BCP 47): as its campus has it, and where it
   * is about no single one, as that of who reads it. For rows that were read before, where the access is checked.
   */
  async function readLocale(
    actor: Actor,
    { classId, campusId }: { classId?: string | undefined; campusId?: string | undefined },
  ): Promise<string> {
    if (classId !== undefined) return (await deps.classes.get(db.autocommit, classId)).locale;
    const named = campusId === undefined ? undefined : await repo.findCampusLocale(db.autocommit, campusId);
    return named ?? (await findHomeCalendars(db.autocommit, [actor.personId]))(actor.personId).locale;
  }

  return {
    readClass,
    readInstitution,
    listRecords,
    allRecords,
    readLocale,
    ...createHistory(deps),
    ...createRecordsExport(deps),
  };
}

function withPercentage<T extends repo.Counted>(row: T, minimumPercentage: number): T & Figures {
  return { ...row, percentage: percentageOf({ ...row, ahead: 0 }, minimumPercentage) };
}

const ofWeek = ({ week, ...row }: repo.Counted & { week: Date }, minimumPercentage: number): WeekFigures => ({
  ...withPercentage(row, minimumPercentage),
  week: dateToDay(week),
});

const writeCursor = (last: ListedRecord | undefined): string | null =>
  last ? `${last.startsAt.getTime()}.${last.sessionId}.${last.personId}` : null;

function readCursor(cursor: string | undefined): repo.RecordFilter['after'] {
  if (cursor === undefined) return undefined;
  const [, at, sessionId, personId] = /^(\d{1,15})\.([0-9a-f-]{36})\.([0-9a-f-]{36})$/.exec(cursor) ?? [];
  if (at === undefined || sessionId === undefined || personId === undefined)
    throw new AppError('invalidInput', {
      field: 'after',
      detail: words.afterIsNotWhatAnEarlier,
    });
  return { startsAt: new Date(Number(at)), sessionId, personId };
}
