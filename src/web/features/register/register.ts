/** The register as the page knows it, pure: what the service says, what was pressed since, and what of both is shown. */
import type { Answer, Done } from '../../api/answers.ts';

export type Student = Answer<'/api/v2/sessions/{sessionId}/presence'>[number];
export type WrittenChange = Done<'/api/v2/sessions/{sessionId}/records', 'put'>[number];

export const statuses = ['present', 'late', 'absent', 'excused'] as const;
export type Status = (typeof statuses)[number];

/** What was pressed and is not written yet. */
export interface Intent {
  readonly personId: string;
  /** One of the four, or a word of the class's own. */
  readonly wanted: string;
  /** Which of the four it counts as. */
  readonly status: Status;
  /** The version that was on the screen; undefined: what is on its way for them at this moment. */
  readonly seenVersion: number | undefined;
  /** Why, for the history of the record. */
  readonly note: string | null;
  /** What one press did is undone by one press. */
  readonly actionId: number;
  /** Why it could not be sent; undefined while it waits or is on its way. */
  readonly fault: string | undefined;
}

/** Somebody else was faster: theirs stands, ours was not written. */
export interface Clash {
  readonly wanted: string;
  readonly status: Status;
}

/** What the service says now over what is known: of each student the newer, since answers overtake each other. */
export function mergeStudents(known: readonly Student[], told: readonly Student[]): Student[] {
  const byId = new Map(known.map((student) => [student.personId, student]));
  return told.map((student) => {
    const before = byId.get(student.personId);
    return before && before.version > student.version ? before : student;
  });
}

/** Students whose mark is a newer one than was known, other than by what was written from here. */
export function changedElsewhere(
  known: readonly Student[],
  told: readonly Student[],
  ownVersions: ReadonlyMap<string, number>,
  intents: ReadonlyMap<string, Intent>,
): Student[] {
  const byId = new Map(known.map((student) => [student.personId, student]));
  return told.filter((student) => {
    const { personId, version, status } = student;
    const before = byId.get(personId);
    if (!before || version <= before.version || version <= (ownVersions.get(personId) ?? -1)) return false;
    // The stream may tell of our own mark before its answer comes.
    const intent = intents.get(personId);
    return !(intent && intent.status === status && version === before.version + 1 && student.source === 'manual');
  });
}

/** What was written here, into what is known. */
export function applyWritten(known: readonly Student[], written: readonly WrittenChange[], by: string): Student[] {
  const byId = new Map(written.map((change) => [change.personId, change]));
  return known.map((student) => {
    const change = byId.get(student.personId);
    if (!change || change.version <= student.version) return student;
    return {
      ...student,
      status: change.after,
      ownStatus: change.ownAfter,
      version: change.version,
      source: 'manual',
      markedBy: by,
    };
  });
}

export const shownStatus = (student: Student, intent: Intent | undefined): Status | null =>
  intent ? intent.status : student.status;

/** The class's own word for it, where one was used. */
export function shownWord(student: Student, intent: Intent | undefined): string | null {
  if (intent) return intent.wanted === intent.status ? null : intent.wanted;
  return student.ownStatus;
}

export interface Sorted {
  /** As wanted already, by whomever. */
  readonly done: Intent[];
  /** Marked otherwise by somebody else. */
  readonly clashes: Intent[];
  /** Untouched: to be sent once more. */
  readonly again: Intent[];
}

/** After "somebody changed one of these": which, by what the register says now. */
export function sortRefused(sent: readonly Intent[], now: readonly Student[]): Sorted {
  const byId = new Map(now.map((student) => [student.personId, student]));
  const sorted: Sorted = { done: [], clashes: [], again: [] };
  for (const intent of sent) {
    const student = byId.get(intent.personId);
    if (student && (student.ownStatus ?? student.status) === intent.wanted) sorted.done.push(intent);
    else if (student?.version !== intent.seenVersion) sorted.clashes.push(intent);
    else sorted.again.push(intent);
  }
  return sorted;
}

export type Counts = Record<Status | 'unmarked', number>;

export function countStudents(students: readonly Student[], intents: ReadonlyMap<string, Intent>): Counts {
  const counts: Counts = { present: 0, late: 0, absent: 0, excused: 0, unmarked: 0 };
  for (const student of students) counts[shownStatus(student, intents.get(student.personId)) ?? 'unmarked'] += 1;
  return counts;
}

export type Shown = 'all' | Status | 'unmarked';

const plain = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/** Every word that was typed begins a word of the name or of the number, with or without accents. */
export function filterStudents(
  students: readonly Student[],
  intents: ReadonlyMap<string, Intent>,
  { text, shown }: { text: string; shown: Shown },
): Student[] {
  const typed = plain(text).split(/\s+/).filter(Boolean);
  return students.filter((student) => {
    const status = shownStatus(student, intents.get(student.personId)) ?? 'unmarked';
    if (shown !== 'all' && status !== shown) return false;
    const words = plain(`${student.name} ${student.externalId ?? ''}`).split(/[\s,.'’-]+/);
    return typed.every((piece) => words.some((word) => word.startsWith(piece)));
  });
}

/** What a tap makes of a mark: the first says present, and then absent is nearest, since most are here. */
export function nextStatus(status: Status | null): Status {
  const order: Status[] = ['present', 'absent', 'late', 'excused'];
  return order[(status === null ? -1 : order.indexOf(status)) + 1] ?? 'present';
}
