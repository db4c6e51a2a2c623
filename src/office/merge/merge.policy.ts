/** Which of two marks of one person stands when their accounts are merged, pure. */
import type { AttendanceStatus, RecordSource } from '../../attendance/register/index.ts';

export interface Mark {
  status: AttendanceStatus;
  ownStatus: string | null;
  source: RecordSource;
}

export type Choice = 'from' | 'into';

/**
 * | the account that is closed | the one that stays | what stands            |
 * | -------------------------- | ------------------ | ---------------------- |
 * | a mark                     | none               | the mark               |
 * | none                       | a mark             | the mark               |
 * | what somebody did          | what closing wrote | what somebody did, also where both are the same status |
 * | what closing wrote         | what somebody did  | likewise               |
 * | the same status            | the same status    | that of the one that stays |
 * | absent by closing          | excused by closing | excused: the leave was for the person |
 * | what somebody did          | something else     | somebody has to choose |
 *
 * @returns which of the two stands; `ask` where two real marks differ.
 */
export function chooseMark(from: Mark | undefined, into: Mark | undefined): Choice | 'ask' {
  if (!from) return 'into';
  if (!into) return 'from';
  const [isFromWritten, isIntoWritten] = [from, into].map(({ source }) => source === 'auto_close');
  // What closing wrote can be taken back; somebody's mark is not lost to it, even if it says the same.
  if (isFromWritten && isIntoWritten) return from.status === 'excused' ? 'from' : 'into';
  if (isIntoWritten) return 'from';
  if (isFromWritten) return 'into';
  return from.status === into.status && from.ownStatus === into.ownStatus ? 'into' : 'ask';
}
