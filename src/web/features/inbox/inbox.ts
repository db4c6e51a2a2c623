/** What waits for a decision, of every kind in one list, pure. */
import type { Answer } from '../../api/answers.ts';

export type LeaveRequest = Answer<'/api/v2/leave'>['requests'][number];
export type Appeal = Answer<'/api/v2/appeals'>[number];

interface Waiting {
  id: string;
  student: string;
  createdAt: string;
}
export type Item = (Waiting & { kind: 'leave'; leave: LeaveRequest }) | (Waiting & { kind: 'appeal'; appeal: Appeal });
export type Verdict = 'approve' | 'decline';

/** Who has waited longest comes first. */
export function listItems(leave: readonly LeaveRequest[], appeals: readonly Appeal[]): Item[] {
  const items: Item[] = [
    ...leave.map((request): Item => ({ ...waiting(request), kind: 'leave', leave: request })),
    ...appeals.map((appeal): Item => ({ ...waiting(appeal), kind: 'appeal', appeal })),
  ];
  return items.sort((a, b) => Date.parse(a.createdAt) - Date.parse(b.createdAt));
}

const waiting = ({ id, student, createdAt }: LeaveRequest | Appeal): Waiting => ({
  id,
  student: student.name,
  createdAt,
});

/** Where a key leads in a list of so many; undefined for one that does not move. */
export function moveTo(key: string, index: number, count: number): number | undefined {
  const step = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 }[key];
  return step === undefined ? undefined : Math.max(0, Math.min(count - 1, index + step));
}
