/**
 * Figures: how attendance stands for a class, a campus, the institution; lists of records by class, day, student and
 * status.
 */
import { DateTime } from 'luxon';
import { type Actor, requireAccess } from '../../security/access/index.ts';
import type { AttendanceStatus } from '../../attendance/register/index.ts';
import type { Classes } from '../../school/classes/index.ts';
import { type Changes, type Database, createChangeCache } from '../../db/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import { AppError } from '../../kernel/errors.ts';
import { omitUndefined } from '../../kernel/objects.ts';
import { isUnderMinimum, percentageOf } from '../percentage/index.ts';
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

/** ISO dates, inclusive; the last 30 days when absent. */
export interface DaySpan {
  from?: string;
  to?: string;
}

export interface RecordQuery extends DaySpan {
  classId?: string;
  campusId?: string;
  personId?: string;
  status?: AttendanceStatus;
  after?: string;
  limit: number;
}

export type Statistics = ReturnType<typeof createStatistics>;

const usualDays = 30;
const longestDays = 366 * 2;
/** Spans kept in memory, some 100 kB each with 500 classes. */
const mostInstitutions = 50;

export function createStatistics(deps: { db: Database; clock: Clock; classes: Classes; changes: Changes }) {
  const { db } = deps;
  // A walk over every session of a year; asked again and again by whoever looks at a dashboard.
  const institutions = createChangeCache<InstitutionFigures>({
    changes: deps.changes,
    topics: { figures: 'any', roster: 'any' },
    max: mostInstitutions,
  });

  /**
   * The days as instants, in a zone. @throws AppError `invalidInput` when they run backwards or span more than two
   * years.
   */
  function spanOf({ from, to }: DaySpan, timeZone: string): { from: Date; to: Date } {
    const last =
      to === undefined
        ? DateTime.fromJSDate(deps.clock.now(), { zone: timeZone })
        : DateTime.fromISO(to, { zone: timeZone });
    const first = from === undefined ? last.minus({ days: usualDays - 1 }) : DateTime.fromISO(from, { zone: timeZone });
    const days = last.startOf('day').diff(first.startOf('day'), 'days').days;
    if (days < 0 || days > longestDays)
      throw new AppError('invalidInput', {
        field: 'to',
        detail: words.toNotBeforeFromAndTwo,
      });
    return { from: first.startOf('day').toJSDate(), to: last.startOf('day').plus({ days: 1 }).toJSDate() };
  }

  /** How a class stands: its closed sessions in the span week by week, and every student over all time. */
  async function readClass(actor: Actor, classId: string, days: DaySpan): Promise<ClassFigures> {
    await requireAccess(db.autocommit, actor, 'reports.statistics', { classId });
    const view = await deps.classes.get(db.autocommit, classId);
    const span = { classIds: [classId], ...spanOf(days, view.timeZone) };
    const [total, weeks, students] = await Promise.all([
      repo.sumTotals(db.autocommit, span),
      repo.sumByWeek(db.autocommit, span),
      repo.findStudentTallies(db.autocommit, { classId }),
    ]);
    const { minimumPercentage } = view.policy;
    return {
      class: { id: view.id, code: view.code, title: view.title },
      figures: withPercentage(total, minimumPercentage),
      weeks: weeks.map((row) => ofWeek(row, minimumPercentage)),
      students: students.map((row) => ({
        ...row,
        percentage: percentageOf(row, minimumPercentage),
        isBelowMinimum: isUnderMinimum(row, minimumPercentage),
      })),
    };
  }

  /** How the institution or one campus stands: in all, by campus, by class, by week. */
  async function readInstitution(actor: Actor, input: DaySpan & { campusId?: string }): Promise<InstitutionFigures> {
    await requireAccess(db.autocommit, actor, 'reports.institution', {});
    const span = { ...spanOf(input, 'UTC'), ...omitUndefined({ campusId: input.campusId }) };
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
    const timeZone = classId === undefined ? 'UTC' : (await deps.classes.get(db.autocommit, classId)).timeZone;
    const filter = {
      ...spanOf(query, timeZone),
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

  return { spanOf, readClass, readInstitution, listRecords, ...createHistory(deps) };
}

function withPercentage<T extends repo.Counted>(row: T, minimumPercentage: number): T & Figures {
  return { ...row, percentage: percentageOf(row, minimumPercentage) };
}

const ofWeek = ({ week, ...row }: repo.Counted & { week: Date }, minimumPercentage: number): WeekFigures => ({
  ...withPercentage(row, minimumPercentage),
  week: week.toISOString().slice(0, 10),
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
