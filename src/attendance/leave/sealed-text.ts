/** What is written in a request, sealed with the student's key: the reason, and the comment of whoever decided. */
import type { Tx } from '../../db/index.ts';
import type { PersonKey, Vault } from '../../security/privacy/index.ts';

const placeOf = (which: 'reason' | 'comment', leaveId: string): string => `leave_request.${which}:${leaveId}`;

/** @throws AppError `gone` when the student's personal data was erased. */
export async function sealWords(
  deps: { vault: Vault },
  tx: Tx,
  leave: { id: string; studentId: string },
  which: 'reason' | 'comment',
  text: string,
): Promise<Buffer<ArrayBuffer>> {
  return (await deps.vault.keyOf(tx, leave.studentId)).seal(Buffer.from(text), placeOf(which, leave.id));
}

/** The words of a request whose student has another account now. @throws AppError `gone` as `sealWords`. */
export async function resealWords(
  deps: { vault: Vault },
  tx: Tx,
  { id, fromId, intoId }: { id: string; fromId: string; intoId: string },
  { reason, comment }: { reason: Uint8Array; comment: Uint8Array | null },
): Promise<{ reason: Buffer<ArrayBuffer>; comment: Buffer<ArrayBuffer> | null }> {
  const [from, into] = [await deps.vault.keyOf(tx, fromId), await deps.vault.keyOf(tx, intoId)];
  const reseal = (sealed: Uint8Array, which: 'reason' | 'comment'): Buffer<ArrayBuffer> =>
    into.seal(from.open(sealed, placeOf(which, id)), placeOf(which, id));
  return { reason: reseal(reason, 'reason'), comment: comment && reseal(comment, 'comment') };
}

/** Empty when nothing was written, or the student's key was destroyed. */
export function openWords(
  key: PersonKey | undefined,
  leaveId: string,
  which: 'reason' | 'comment',
  sealed: Uint8Array | null,
): string | null {
  return key && sealed ? key.open(sealed, placeOf(which, leaveId)).toString('utf8') : null;
}
