/** Invitations on paper: one page a person with a QR code, for those whom no mail reaches. */
import type { Invitations, PrintedInvitation, WhomToInvite } from '../../accounts/index.ts';
import { formatInstant } from '../../kernel/days.ts';
import { AppError } from '../../kernel/errors.ts';
import type { Actor } from '../../security/access/index.ts';
import { words } from './words/en.ts';

export interface LettersFile {
  fileName: string;
  mimeType: string;
  data: Buffer;
  letters: number;
}

/** A page takes some ten milliseconds; more than this would keep everybody else waiting. */
const mostLetters = 500;

export type Letters = ReturnType<typeof createLetters>;

export function createLetters(deps: { invitations: Invitations; institutionName: () => Promise<string> }) {
  /** How many letters there would be. @throws AppError as `print`. */
  async function preview(actor: Actor, whom: WhomToInvite, everybody: boolean): Promise<number> {
    const { recipients, alreadyIn, withoutLogin } = await deps.invitations.previewOnPaper(actor, whom, everybody);
    if (recipients === 0) throw new AppError('conflict', { detail: words.nobody({ alreadyIn, withoutLogin }) });
    if (recipients > mostLetters) throw new AppError('conflict', { detail: words.tooMany(mostLetters) });
    return recipients;
  }

  /**
   * Makes the letters of those who have no password yet and no address, with `everybody` also of those who have one; an
   * invitation that went out before ends.
   * @throws AppError `conflict` when nobody needs one, or too many do; `notFound` when a person or the class is not there
   */
  async function print(actor: Actor, whom: WhomToInvite, everybody: boolean): Promise<LettersFile> {
    await preview(actor, whom, everybody);
    const invited = await deps.invitations.inviteOnPaper(actor, whom, everybody);
    // What sets a page is loaded with the first one.
    const { renderLetters } = await import('./letters-pdf.ts');
    const data = await renderLetters(invited.map(toLetter), await deps.institutionName());
    return { fileName: words.fileName, mimeType: 'application/pdf', data, letters: invited.length };
  }

  return { preview, print };
}

const toLetter = ({ name, externalId, login, url, expiresAt, timeZone }: PrintedInvitation) => ({
  ...{ name, externalId, login, url },
  lastDay: formatInstant(expiresAt, timeZone, 'd LLLL yyyy'),
});
