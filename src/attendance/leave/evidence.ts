/**
 * Files that go with a request: judged by their content, sealed with the student's key, told to nobody but whom it
 * concerns.
 */
// Nothing smaller tells all five kinds by their bytes; an ending or a Content-Type says only what the sender claims.
import { fileTypeFromBuffer } from 'file-type';
import type { Tx } from '../../db/index.ts';
import { AppError } from '../../kernel/errors.ts';
import type { Storage } from '../../delivery/storage/index.ts';
import type { EvidenceFile } from './leave.schema.ts';
import * as repo from './leave.repo.ts';
import { words } from './words/en.ts';

const mostFiles = 5;
const mostBytes = 10 * 1024 * 1024;

/** Ending by kind. HEIC files of some phones call themselves by the family's name, HEIF. */
const kinds: Readonly<Record<string, string>> = {
  'application/pdf': 'pdf',
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/webp': 'webp',
  'image/heic': 'heic',
  'image/heif': 'heic',
};

/**
 * Finds out what the files are. `already`: how many the request has.
 * @throws AppError `invalidInput` when there are more than five, `fileTooLarge`, `unsupportedMediaType`.
 */
export async function examine(
  files: readonly EvidenceFile[],
  already: number,
): Promise<{ data: Buffer; mimeType: string; name: string }[]> {
  if (files.length + already > mostFiles)
    throw new AppError('invalidInput', { field: 'evidence', detail: words.evidenceFilesAtMost(mostFiles) });
  return Promise.all(
    files.map(async ({ data }, index) => {
      if (data.length > mostBytes)
        throw new AppError('fileTooLarge', { field: 'evidence', detail: words.evidenceAFileIsLargerThan });
      const mimeType = (await fileTypeFromBuffer(data))?.mime ?? '';
      const ending = kinds[mimeType];
      if (ending === undefined)
        throw new AppError('unsupportedMediaType', {
          field: 'evidence',
          detail: words.evidencePleaseSendAPdf,
        });
      // The sender's own name for it may say more than the school should keep.
      return { data, mimeType, name: `evidence-${already + index + 1}.${ending}` };
    }),
  );
}

/** Keeps what `examine` passed, in the caller's transaction. */
export async function keep(
  deps: { storage: Storage },
  tx: Tx,
  leave: { id: string; studentId: string },
  files: Awaited<ReturnType<typeof examine>>,
): Promise<void> {
  const ids: string[] = [];
  for (const file of files)
    ids.push(await deps.storage.store(tx, { ownerId: leave.studentId, purpose: 'evidence', expiresAt: null, ...file }));
  await repo.insertEvidence(tx, leave.id, ids);
}
