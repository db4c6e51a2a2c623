/** Mail by SMTP. Plain text: nothing to track, nothing to load, readable everywhere. */
import { createTransport } from 'nodemailer';
import { AppError } from '../kernel/errors.ts';

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

export function createMailer({ smtpUrl, from }: { smtpUrl: string; from: string }): Mailer {
  const transport = createTransport({ url: smtpUrl, pool: true, maxConnections: 2, connectionTimeout: timeoutMs, greetingTimeout: timeoutMs, socketTimeout: timeoutMs });
  return {
    send: async ({ to, subject, text }) => {
      try {
        // Answers of machines go nowhere (RFC 3834).
        await transport.sendMail({ from, to, subject, text, headers: { 'Auto-Submitted': 'auto-generated' } });
      } catch (cause) {
        const { responseCode } = cause as { responseCode?: number };
        if (responseCode !== undefined && responseCode >= 500) throw new AppError('invalidInput', { detail: `The mail server refused it (${responseCode})`, cause });
        throw new AppError('busy', { retryAfterS: 30, cause });
      }
    },
    close: () => transport.close(),
  };
}
