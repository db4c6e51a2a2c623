/**
 * Marks from files: a term that was kept in a spreadsheet or another product comes in. A dry run shows the fate of every
 * mark; sessions that are not there are made as held, and what stands is replaced only when that is asked for.
 */
import { dayOf } from '../../kernel/days.ts';
import type { Attendance } from '../../attendance/register/index.ts';
import type { Database } from '../../db/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import { AppError } from '../../kernel/errors.ts';
import type { Classes, ClassView } from '../../school/classes/index.ts';
import type { People } from '../../school/people/index.ts';
import type { Sessions } from '../../school/sessions/index.ts';
import { type Actor, requireAccess } from '../../security/access/index.ts';
import { fold, readSource, warningsOfColumns } from '../tables/index.ts';
import { type MarkLine, type MarksOptions, type MarksReport, markStatusSchema } from './marks.schema.ts';
import { type ClassPlan, lineOfFault, planClass, type PlannedSession, type ReadWord } from './plan-marks.ts';
import { countKnownMarks, type ReadMarks, readMarks, type WrittenMark } from './read-marks.ts';
import { isNothing, readStatusWord, tidyWord } from './status-words.ts';
import { words } from './words/en.ts';
import { createMarksWriter, type NoteProgress } from './write-marks.ts';

export type MarksImport = ReturnType<typeof createMarksImport>;

/** Sessions of the year around the file's days say when the class usually meets. */
const aroundMs = 180 * 24 * 3600_000;

export function createMarksImport(deps: {
  db: Database;
  clock: Clock;
  classes: Classes;
  people: People;
  sessions: Sessions;
  attendance: Attendance;
}) {
  const { db } = deps;
  const writer = createMarksWriter(deps);

  /**
   * @param classId the class of all marks; absent: the file has a column that says it
   * @throws AppError `invalidInput` for what is neither a list nor a grid of marks; `notFound` for another's class;
   * `conflict` for one that is archived
   */
  async function importMarks(
    actor: Actor,
    classId: string | null,
    file: Buffer,
    options: MarksOptions,
    progress: NoteProgress = async () => undefined,
  ): Promise<MarksReport> {
    await requireMay(actor, classId);
    const classes =
      classId === null ? await deps.classes.listOwn(actor) : [await deps.classes.get(db.autocommit, classId)];
    if (classes.some(({ status }) => status === 'archived'))
      throw new AppError('conflict', { detail: words.thisClassIsArchived });
    const source = await readSource(file, {
      countKnown: countKnownMarks,
      ...(options.encoding === undefined ? {} : { encoding: options.encoding }),
    });
    const tables = source.format === 'bundle' ? [...source.bundle.values()] : source.tables;
    const now = deps.clock.now();
    // The day that it is furthest ahead: what is still to come in a class is found when its session is looked for.
    const today = dayOf(now, 'UTC+14');
    const read = await readMarks(tables, options, today);
    if (classId === null && !read.head.columns.some(({ field }) => field === 'class'))
      throw new AppError('invalidInput', {
        field: 'file',
        detail: words.aColumnOfClassesIsNeeded(read.head.columns.map(({ header }) => header).join(', ')),
      });
    const plans: ClassPlan[] = [];
    const byClass = groupByClass(read.marks, classes, classId !== null);
    for (const [view, marks] of byClass.known) plans.push(await planOf(actor, view, marks, options));
    const faults = [
      ...read.faults,
      ...byClass.unknown.map((mark) => ({
        ...mark,
        field: 'class',
        reason: words.thereIsNoClass(mark.classCode ?? ''),
      })),
    ];
    const lines = [...plans.flatMap((plan) => plan.lines), ...faults.map(lineOfFault)].sort((a, b) => a.line - b.line);
    const sessions = plans.flatMap((plan) => plan.sessions).sort((a, b) => a.startsAt.getTime() - b.startsAt.getTime());
    const isRefused = options.atomic && lines.some(({ fate }) => fate === 'fault');
    const outcome =
      options.dryRun || isRefused
        ? { isApplied: false, written: 0, sessions, corrected: new Map<MarkLine, MarkLine>() }
        : await writer.write(actor, sessions, options, progress);
    return report({
      read,
      lines: lines.map((line) => outcome.corrected.get(line) ?? line),
      sessions: outcome.sessions,
      isApplied: outcome.isApplied,
      written: outcome.written,
      words: tellWords(read.marks, [...byClass.known.keys()], options),
    });

    function report(
      all: Pick<MarksReport, 'lines' | 'isApplied' | 'written' | 'words'> & {
        read: ReadMarks;
        sessions: PlannedSession[];
      },
    ): MarksReport {
      const { encoding, isEncodingSure, separator, sheet } = all.read.table;
      const columns = all.read.head.columns;
      return {
        ...{ isApplied: all.isApplied, written: all.written, words: all.words, lines: all.lines },
        overwritten: all.isApplied ? all.lines.filter(({ fate }) => fate === 'overwritten').length : 0,
        faults: all.lines.filter(({ fate }) => fate === 'fault').length,
        sessions: all.sessions.map(({ id, startsAt, endsAt, fate, view, marks }) => ({
          id,
          classId: view.id,
          code: view.code,
          startsAt,
          endsAt,
          fate,
          marks: marks.length,
        })),
        dayOrder: all.read.dayOrder,
        source: {
          format: source.format === 'xlsx' ? 'xlsx' : 'csv',
          encoding,
          isEncodingSure,
          separator,
          sheet,
          headLine: all.read.head.line,
        },
        columns,
        unmatched: columns.filter(({ header, field }) => field === null && header !== '').map(({ header }) => header),
        warnings: [
          ...all.words.filter(({ status }) => status === null).map(({ word }) => words.wordsName(word)),
          ...warningsOfColumns(all.read.head),
        ],
      };
    }
  }

  /** @throws AppError `forbidden`; `notFound` for a class that is not the actor's */
  const requireMay = (actor: Actor, classId: string | null): Promise<void> =>
    classId === null
      ? requireAccess(db.autocommit, actor, 'classes.manage', {})
      : requireAccess(db.autocommit, actor, 'attendance.mark', { classId });

  async function planOf(
    actor: Actor,
    view: ClassView,
    marks: readonly WrittenMark[],
    options: MarksOptions,
  ): Promise<ClassPlan> {
    const days = marks.map(({ day }) => Date.parse(day));
    const first = days.reduce((one, other) => Math.min(one, other), Infinity);
    const last = days.reduce((one, other) => Math.max(one, other), -Infinity);
    const span = { from: new Date(first - aroundMs), to: new Date(last + aroundMs) };
    const sessions = await deps.sessions.find(db.autocommit, { classIds: [view.id], ...span });
    const roster = await deps.classes.roster(db.autocommit, view.id, { includeLeft: true });
    const people = await deps.people.findByIds(db.autocommit, [...new Set(roster.map(({ id }) => id))]);
    const standing = await deps.attendance.standingIn(
      db.autocommit,
      sessions.map(({ id }) => id),
    );
    const known = {
      actor,
      view,
      people,
      sessions,
      standing: standing.filter(({ status }) => status !== null),
      now: deps.clock.now(),
    };
    return planClass(marks, known, wordsOf(view, options), options.overwrite);
  }

  return { importMarks, requireMay };
}

function groupByClass(marks: readonly WrittenMark[], classes: readonly ClassView[], isOne: boolean) {
  const [only] = classes;
  const byName = new Map(
    classes.flatMap((view) => [[fold(view.title), view] as const, [fold(view.code), view] as const]),
  );
  const known = new Map<ClassView, WrittenMark[]>();
  const unknown: WrittenMark[] = [];
  for (const mark of marks) {
    // In a file of one class a column of classes may say it too; of another class it is none of this one's.
    const view = mark.classCode === null ? (isOne ? only : undefined) : byName.get(fold(mark.classCode));
    if (!view) unknown.push(mark);
    else {
      const marksOf = known.get(view);
      if (marksOf) marksOf.push(mark);
      else known.set(view, [mark]);
    }
  }
  return { known, unknown };
}

/** What the sender says, then the class's own words, then what is usual. @throws AppError for a meaning that is none */
function wordsOf({ policy }: ClassView, { words: said = {} }: MarksOptions): ReadWord {
  const own = new Map(
    policy.ownStatuses.map(({ name, countsAs }) => [fold(name), { status: countsAs, ownStatus: name }]),
  );
  const meaning = (word: string) => {
    const status = markStatusSchema.safeParse(word.trim().toLowerCase());
    return own.get(fold(word)) ?? (status.success ? { status: status.data, ownStatus: null } : undefined);
  };
  const told = new Map(
    Object.entries(said).map(([word, means]) => {
      const meant = means === null || isNothing(means) ? null : meaning(means);
      if (meant === undefined)
        throw new AppError('invalidInput', {
          field: 'words',
          detail: words.meansNoStatus({ word, means: means ?? '' }),
        });
      return [tidyWord(word).toLowerCase(), meant] as const;
    }),
  );
  return (word) => {
    const meant = told.get(word.toLowerCase());
    if (meant !== undefined) return meant;
    const usual = readStatusWord(word);
    return own.get(fold(word)) ?? (usual && { status: usual, ownStatus: null });
  };
}

function tellWords(
  marks: readonly WrittenMark[],
  [view]: readonly ClassView[],
  options: MarksOptions,
): MarksReport['words'] {
  const read = view && wordsOf(view, options);
  const counts = new Map<string, number>();
  for (const { word } of marks) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts].slice(0, 200).map(([word, count]) => {
    const meant = read?.(word);
    return { word, count, status: meant ? (meant.ownStatus ?? meant.status) : null };
  });
}
