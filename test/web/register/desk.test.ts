/** Where marks are made: none is lost, none overwrites another unseen, and each press can be taken back. */
import { beforeEach, describe, expect, test } from 'vitest';
import { Problem, connectionLost } from '../../../src/web/api/problem.ts';
import { createDesk, type Desk, type Mark, type Outcome } from '../../../src/web/features/register/desk.ts';
import type { Status, Student, WrittenChange } from '../../../src/web/features/register/register.ts';
import { student } from './student.ts';

/** A register that refuses what was changed since, as the service does. */
function createService(names: readonly string[]) {
  const rows = new Map<string, Student>(names.map((name) => [name, student(name)]));
  const rowOf = (id: string): Student => rows.get(id) ?? expect.fail(`nobody is called ${id}`);
  const put = (personId: string, status: Status | null, markedBy: string): WrittenChange => {
    const before = rowOf(personId);
    const version = before.version + 1;
    rows.set(personId, { ...before, status, version, markedBy, source: 'manual' });
    return {
      recordId: personId,
      personId,
      before: before.status,
      after: status,
      version,
      ownBefore: null,
      ownAfter: null,
    };
  };
  const sent: Mark[][] = [];
  const faults: Error[] = [];
  return {
    sent,
    faults,
    put,
    statuses: () => Object.fromEntries([...rows].map(([id, { status }]) => [id, status])),
    write: async (marks: Mark[]) => {
      sent.push(marks);
      const fault = faults.shift();
      if (fault) throw fault;
      if (marks.some(({ personId, expectedVersion }) => rowOf(personId).version !== expectedVersion))
        throw new Problem('Somebody changed it.', { status: 409, code: 'changedMeanwhile' });
      return marks.map(({ personId, status }) => put(personId, status as Status, 'Grace'));
    },
    undo: async (changes: readonly WrittenChange[]) => {
      if (changes.some(({ personId, version }) => rowOf(personId).version !== version))
        throw new Problem('Somebody changed it.', { status: 409, code: 'changedMeanwhile' });
      return changes.map(({ personId, before }) => put(personId, before, 'Grace'));
    },
    read: async () => [...rows.values()],
  };
}

let service: ReturnType<typeof createService>;
let desk: Desk;
let told: Outcome[];
beforeEach(async () => {
  service = createService(['Ada', 'Blaise', 'Chen']);
  told = [];
  desk = createDesk(service, 'Grace', (outcome) => told.push(outcome));
  desk.receive(await service.read());
});
const shown = () => Object.fromEntries(desk.read().students.map(({ name, status }) => [name, status]));

describe('marking', () => {
  test('sends what was pressed while another was on its way together, and ends in what was pressed last', async () => {
    desk.mark(['Ada'], 'present', 'present');
    await Promise.resolve();
    desk.mark(['Ada'], 'absent', 'absent');
    desk.mark(['Blaise'], 'late', 'late');
    await desk.settled();
    expect(service.sent.map((marks) => marks.length)).toEqual([1, 2]);
    expect([service.statuses(), shown()]).toEqual([
      { Ada: 'absent', Blaise: 'late', Chen: null },
      { Ada: 'absent', Blaise: 'late', Chen: null },
    ]);
    expect(desk.read().intents.size).toBe(0);
  });

  test('does not overwrite what somebody else marked meanwhile: theirs is shown, and the others are written', async () => {
    service.put('Blaise', 'excused', 'Alan');
    desk.mark(['Ada', 'Blaise', 'Chen'], 'present', 'present');
    await desk.settled();
    expect(service.statuses()).toEqual({ Ada: 'present', Blaise: 'excused', Chen: 'present' });
    expect(shown()).toEqual(service.statuses());
    expect([...desk.read().clashes]).toEqual([['Blaise', { wanted: 'present', status: 'present' }]]);
    expect(desk.read().news.map(({ name, markedBy }) => [name, markedBy])).toEqual([['Blaise', 'Alan']]);

    desk.mark(['Blaise'], 'present', 'present');
    await desk.settled();
    expect([service.statuses()['Blaise'], desk.read().clashes.size]).toEqual(['present', 0]);
  });

  test('is no news of its own, and of what somebody else did the newest is', async () => {
    desk.mark(['Ada'], 'present', 'present');
    await desk.settled();
    desk.receive(await service.read());
    expect(desk.read().news).toEqual([]);
    service.put('Ada', 'late', 'Alan');
    desk.receive(await service.read());
    expect(desk.read().news.map(({ name, status }) => [name, status])).toEqual([['Ada', 'late']]);
  });

  test('that could not be sent stays as it was pressed, says why, and is sent again', async () => {
    service.faults.push(connectionLost());
    desk.mark(['Ada', 'Chen'], 'present', 'present');
    await desk.settled();
    expect([...desk.read().intents.values()].map(({ personId, wanted, fault }) => [personId, wanted, fault])).toEqual([
      ['Ada', 'present', 'The connection was lost. Please check it and try again.'],
      ['Chen', 'present', 'The connection was lost. Please check it and try again.'],
    ]);
    desk.sendAgain();
    await desk.settled();
    expect([service.statuses(), desk.read().intents.size]).toEqual([
      { Ada: 'present', Blaise: null, Chen: 'present' },
      0,
    ]);
  });

  test('whose answer was lost is found written, and not told as a clash', async () => {
    service.faults.push(connectionLost());
    desk.mark(['Ada'], 'present', 'present');
    await desk.settled();
    service.put('Ada', 'present', 'Grace');
    desk.sendAgain();
    await desk.settled();
    expect([desk.read().intents.size, desk.read().clashes.size, shown()['Ada']]).toEqual([0, 0, 'present']);
  });
});

describe('Undo', () => {
  test('takes back press by press, all of a press at once', async () => {
    desk.mark(['Ada', 'Blaise', 'Chen'], 'present', 'present');
    await desk.settled();
    desk.mark(['Blaise'], 'absent', 'absent');
    await desk.settled();
    desk.undo();
    await desk.settled();
    expect(service.statuses()).toEqual({ Ada: 'present', Blaise: 'present', Chen: 'present' });
    expect([told, desk.read().canUndo]).toEqual([[{ kind: 'undone', count: 1 }], true]);
  });

  test('does not take back what somebody else changed since, and says so', async () => {
    desk.mark(['Ada'], 'present', 'present');
    await desk.settled();
    service.put('Ada', 'late', 'Alan');
    desk.undo();
    await desk.settled();
    expect([service.statuses()['Ada'], told, desk.read().canUndo]).toEqual(['late', [{ kind: 'undoRefused' }], false]);
  });

  test('of what never reached the service forgets it', async () => {
    service.faults.push(connectionLost());
    desk.mark(['Ada'], 'present', 'present');
    await desk.settled();
    desk.undo();
    await desk.settled();
    expect([desk.read().intents.size, desk.read().canUndo, told]).toEqual([0, false, []]);
  });
});
