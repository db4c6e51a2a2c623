/** Mail by SMTP. Plain text: nothing to track, nothing to load, readable everywhere. */
import { AppError } from '../../kernel/errors.ts';
import { words } from './words/en.ts';

export interface Mail {
  to: { name: string; address: string };
  subject: string;
  text: string;
}

export interface Mailer {
  /** @throws AppError `invalidInput` when the server refuses the mail for good, `busy` when it may take it later. */
  send(mail: Mail): Promise<void>;
  close(): void;
}

const timeoutMs = 20_000;
/** nodemailer's names for what concerns this mail; a wrong password concerns all of them, and may be mended. */
const refusals = new Set(['EENVELOPE', 'EMESSAGE']);

export async function createMailer({ smtpUrl, from }: { smtpUrl: string; from: string }): Promise<Mailer> {
  const { createTransport } = await import('nodemailer');
  const transport = createTransport({
    url: smtpUrl,
    pool: true,
    maxConnections: 2,
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
  });
  return {
    send: async ({ to, subject, text }) => {
      try {
        // Answers of machines go nowhere (RFC 3834).
        await transport.sendMail({ from, to, subject, text, headers: { 'Auto-Submitted': 'auto-generated' } });
      } catch (error) {
        const { responseCode = 0, code = 'unknown' } = error as { responseCode?: number; code?: string };
        // The server's own words quote the recipient, and would end in the log.
        const cause = new Error(`SMTP ${code} ${responseCode}`);
        const isRefused = responseCode >= 500 && refusals.has(code);
        throw isRefused
          ? new AppError('invalidInput', { detail: words.theMailServerRefused(responseCode), cause })
          : new AppError('busy', { retryAfterS: 30, cause });
      }
    },
    close: () => transport.close(),
  };
}
