/** A plan as it is told: the fate of every line, and what it comes to in all. Pure. */
import type { NewClass } from './class-book.ts';
import { displayNameOf, type LineFault } from './entries.ts';
import type { Sync } from './full-sync.ts';
import type { ImportLine, ImportReport } from './import.schema.ts';
import type { GuardianPlan } from './plan-guardians.ts';
import type { PlannedLine, PlannedPerson } from './plan.ts';
import type { ReadFile } from './read-file.ts';

export interface FullPlan {
  people: PlannedPerson[];
  guardians: GuardianPlan;
  made: NewClass[];
  faults: LineFault[];
  sync: Sync;
  /** Where `made` come. */
  campusId: string | null;
  begun: Begun;
}

/** What is there already of what is planned: an earlier try of the same task wrote it. */
export interface Begun {
  people: ReadonlySet<string>;
  /** On rosters and as teachers, as `placeKey` has them. */
  places: ReadonlySet<string>;
  cards: ReadonlySet<string>;
  /** Of guardians with students, as `linkKey` has them. */
  links: ReadonlySet<string>;
}

/** What was written beyond the plan's own figures. */
export interface Written {
  isApplied: boolean;
  invited: number;
  left: number;
  changed?: number;
}

export function toReport(read: ReadFile, plan: FullPlan, written: Written): ImportReport {
  const { people, guardians, faults } = plan;
  const count = (of: (person: PlannedPerson) => number): number =>
    written.isApplied ? people.reduce((sum, person) => sum + of(person), 0) : 0;
  const lines = [
    ...people.flatMap((person) => person.lines.map((line, index) => goodLine(person, line, index === 0, guardians))),
    ...faults.map(badLine),
  ];
  return {
    isApplied: written.isApplied,
    created: count(({ isNew }) => (isNew ? 1 : 0)) + (written.isApplied ? guardians.made.length : 0),
    changed: written.changed ?? 0,
    enrolled: count((person) => person.lines.reduce((sum, { joins }) => sum + joins.length, 0)),
    appointed: count((person) => person.lines.reduce((sum, { teaches }) => sum + teaches.length, 0)),
    guardians: written.isApplied ? guardians.links.length : 0,
    cards: count(({ cards }) => cards.length),
    invited: written.invited,
    faults: faults.filter(({ isSkipped }) => !isSkipped).length,
    left: written.left,
    classes: plan.made.map(({ code }) => code),
    vanished: plan.sync.vanished,
    ...{ source: read.source, columns: read.columns, unmatched: read.unmatched, warnings: read.warnings },
    lines: lines.sort((a, b) => (a.file ?? '').localeCompare(b.file ?? '') * -1 || a.line - b.line),
  };
}

/** Whoever is new is so by their first line; by the others they are known. */
const goodLine = (
  person: PlannedPerson,
  { line, joins, teaches }: PlannedLine,
  isFirst: boolean,
  guardians: GuardianPlan,
): ImportLine => ({
  line: line.line,
  file: line.file,
  email: line.email ?? '',
  name: displayNameOf(line.names) || person.name,
  fate: person.isNew && isFirst ? 'new' : 'known',
  enrolled: joins.map(({ code }) => code),
  teaches: teaches.map(({ code }) => code),
  guardians: guardians.byLine.get(line) ?? [],
  changes: isFirst ? person.changes : [],
  field: null,
  reason: null,
  notes: line.notes,
});

const badLine = ({ line, file, email, name, field, reason, isSkipped }: LineFault): ImportLine => ({
  ...{ line, file, email, name, field, reason },
  fate: isSkipped ? 'skipped' : 'fault',
  ...{ enrolled: [], teaches: [], guardians: [], changes: [], notes: [] },
});
