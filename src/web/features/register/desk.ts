/**
 * Where marks are made: what was pressed is shown at once and sent in order; what the service says stands. Nothing is
 * overwritten unseen: every mark names the version that was on the screen.
 */
import { Problem, sentenceOf } from '../../api/problem.ts';
import {
  applyWritten,
  changedElsewhere,
  mergeStudents,
  shownWord,
  sortRefused,
  shownStatus,
  type Clash,
  type Intent,
  type Status,
  type Student,
  type WrittenChange,
} from './register.ts';

export interface Mark {
  personId: string;
  status: string;
  expectedVersion: number;
}

/** The operations of the service that a register needs. */
export interface RegisterService {
  write: (marks: Mark[], reason: string | null) => Promise<readonly WrittenChange[]>;
  undo: (changes: readonly WrittenChange[]) => Promise<readonly WrittenChange[]>;
  read: () => Promise<readonly Student[]>;
}

export interface DeskState {
  readonly students: readonly Student[];
  readonly intents: ReadonlyMap<string, Intent>;
  readonly clashes: ReadonlyMap<string, Clash>;
  /** What others did lately, the newest first. */
  readonly news: readonly Student[];
  readonly canUndo: boolean;
}

export type Outcome =
  { kind: 'undone'; count: number } | { kind: 'undoRefused' } | { kind: 'undoFailed'; sentence: string };

const keptNews = 5;

export type Desk = ReturnType<typeof createDesk>;

/** @param tell what became of an Undo */
export function createDesk(service: RegisterService, ownName: string, tell: (outcome: Outcome) => void) {
  let state: DeskState = { students: [], intents: new Map(), clashes: new Map(), news: [], canUndo: false };
  const listeners = new Set<() => void>();
  const ownVersions = new Map<string, number>();
  const flying = new Map<string, Intent>();
  const actions: { id: number; changes: WrittenChange[] }[] = [];
  let lastActionId = 0;
  /** One thing at a time, in the order in which it was pressed. */
  let line: Promise<void> = Promise.resolve();
  const inLine = (work: () => Promise<void>): void => void (line = line.then(work));

  function set(change: Partial<DeskState>): void {
    state = { ...state, ...change, canUndo: actions.length > 0 || [...(change.intents ?? state.intents)].length > 0 };
    for (const listener of listeners) listener();
  }

  /** What the service says of everybody. */
  function receive(told: readonly Student[]): void {
    const changed = changedElsewhere(state.students, told, ownVersions, state.intents);
    const news = [
      ...changed,
      ...state.news.filter(({ personId }) => !changed.some((one) => one.personId === personId)),
    ];
    set({ students: mergeStudents(state.students, told), news: news.slice(0, keptNews) });
  }

  function mark(personIds: readonly string[], wanted: string, status: Status, note: string | null = null): void {
    lastActionId += 1;
    const asked = new Set(personIds);
    const intents = new Map(state.intents);
    const clashes = new Map(state.clashes);
    for (const student of state.students) {
      const { personId } = student;
      if (!asked.has(personId) || (note === null && isMarked(student, wanted, status))) continue;
      const seenVersion = flying.has(personId) ? undefined : student.version;
      intents.set(personId, { personId, wanted, status, note, seenVersion, actionId: lastActionId, fault: undefined });
      clashes.delete(personId);
    }
    set({ intents, clashes });
    inLine(sendWaiting);
  }

  /** What closing wrote by itself becomes somebody's mark when they say the same. */
  function isMarked(student: Student, wanted: string, status: Status): boolean {
    const intent = state.intents.get(student.personId);
    if (!intent && student.source === 'auto_close') return false;
    return shownStatus(student, intent) === status && (shownWord(student, intent) ?? status) === wanted;
  }

  async function sendWaiting(): Promise<void> {
    for (let sent = nextToSend(); sent.length > 0; sent = nextToSend()) await send(sent);
  }

  /** All that waits; a note goes with those alone for whom it was written. */
  function nextToSend(): Intent[] {
    const waiting = [...state.intents.values()].filter(({ fault }) => fault === undefined);
    return waiting.filter(({ note }) => note === waiting[0]?.note);
  }

  async function send(sent: readonly Intent[]): Promise<void> {
    const versions = new Map(state.students.map(({ personId, version }) => [personId, version]));
    const fixed = sent.map((intent) => ({
      ...intent,
      seenVersion: intent.seenVersion ?? versions.get(intent.personId) ?? 0,
    }));
    for (const intent of sent) flying.set(intent.personId, intent);
    try {
      const written = await service.write(
        fixed.map(({ personId, wanted, seenVersion }) => ({ personId, status: wanted, expectedVersion: seenVersion })),
        sent[0]?.note ?? null,
      );
      settle(sent, written);
    } catch (error) {
      if (error instanceof Problem && error.code === 'changedMeanwhile') await sortOut(sent, fixed, error);
      else fail(sent, error);
    } finally {
      flying.clear();
    }
  }

  function settle(sent: readonly Intent[], written: readonly WrittenChange[]): void {
    remember(written);
    const byPerson = new Map(written.map((change) => [change.personId, change]));
    for (const intent of sent) {
      const change = byPerson.get(intent.personId);
      if (change) keepForUndo(intent.actionId, change);
    }
    set({ students: applyWritten(state.students, written, ownName), intents: without(sent) });
  }

  function keepForUndo(id: number, change: WrittenChange): void {
    const isChange = change.before !== change.after || change.ownBefore !== change.ownAfter;
    if (!isChange) return;
    const action = actions.find((one) => one.id === id);
    if (action) action.changes.push(change);
    else actions.push({ id, changes: [change] });
  }

  /** Somebody changed one of these meanwhile: theirs stands and is shown, the others are sent once more. */
  async function sortOut(sent: readonly Intent[], fixed: readonly Intent[], refusal: Problem): Promise<void> {
    try {
      receive(await service.read());
    } catch (error) {
      return fail(sent, error);
    }
    const { done, clashes, again } = sortRefused(fixed, state.students);
    if (done.length + clashes.length === 0) return fail(sent, refusal);
    const isAgain = new Set(again.map(({ personId }) => personId));
    const clashed = new Map(state.clashes);
    for (const { personId, wanted, status } of clashes) clashed.set(personId, { wanted, status });
    set({ intents: without(sent.filter(({ personId }) => !isAgain.has(personId))), clashes: clashed });
  }

  /** They stay as they were pressed, and can be sent again. */
  function fail(sent: readonly Intent[], error: unknown): void {
    const intents = new Map(state.intents);
    const fault = sentenceOf(error);
    for (const intent of sent) {
      const newest = intents.get(intent.personId);
      const seenVersion = newest?.seenVersion ?? intent.seenVersion;
      if (newest) intents.set(intent.personId, { ...newest, seenVersion, fault });
    }
    set({ intents });
  }

  /** Without those that were sent; what was pressed since for the same student stays. */
  function without(sent: readonly Intent[]): Map<string, Intent> {
    const intents = new Map(state.intents);
    for (const intent of sent) if (intents.get(intent.personId) === intent) intents.delete(intent.personId);
    return intents;
  }

  function remember(written: readonly WrittenChange[]): void {
    for (const { personId, version } of written) ownVersions.set(personId, version);
  }

  function sendAgain(): void {
    set({ intents: new Map([...state.intents].map(([id, intent]) => [id, { ...intent, fault: undefined }])) });
    inLine(sendWaiting);
  }

  /** Takes the latest press back; one that never reached the service is only forgotten. */
  const undo = (): void => inLine(undoLast);

  async function undoLast(): Promise<void> {
    const unsent = [...state.intents.values()].map(({ actionId }) => actionId);
    const latest = Math.max(...unsent, actions.at(-1)?.id ?? 0);
    if (unsent.includes(latest))
      set({ intents: new Map([...state.intents].filter(([, { actionId }]) => actionId !== latest)) });
    const action = actions.at(-1);
    if (action?.id !== latest) return;
    actions.pop();
    try {
      const written = await service.undo(action.changes);
      remember(written);
      set({ students: applyWritten(state.students, written, ownName) });
      tell({ kind: 'undone', count: action.changes.length });
    } catch (error) {
      const isRefused = error instanceof Problem && error.code === 'changedMeanwhile';
      // What cannot be taken back any more is no more in the way of what was done before it.
      if (!isRefused) actions.push(action);
      set({});
      tell(isRefused ? { kind: 'undoRefused' } : { kind: 'undoFailed', sentence: sentenceOf(error) });
    }
  }

  /** Theirs stands after all. */
  function keepTheirs(personId: string): void {
    set({ clashes: new Map([...state.clashes].filter(([id]) => id !== personId)) });
  }

  return {
    receive,
    mark,
    undo,
    sendAgain,
    keepTheirs,
    read: (): DeskState => state,
    follow: (listener: () => void): (() => void) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    /** Resolves when nothing is on its way. */
    settled: (): Promise<void> => line,
  };
}
