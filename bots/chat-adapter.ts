/** What main needs of a chat platform: a way in, a way to answer what was stored, a way to say something by itself. */
import type { Router } from 'express';
import type { LinkedAccount } from '../src/accounts/index.ts';
import type { Platform } from '../src/security/access/index.ts';
import type { AnswerMessage } from '../src/delivery/inbox/index.ts';

export interface ChatAdapter {
  readonly platform: Platform;
  /** Mounted before any body parser; absent when deliveries come another way. */
  readonly router?: Router;
  /** Answers a stored delivery. */
  readonly answer: AnswerMessage;
  /** Says something of our own accord. @throws AppError with `retryAfterS` when it is to be tried again later. */
  notify(account: LinkedAccount, notice: { readonly text: string }): Promise<void>;
  /** Begins to listen, where deliveries do not come by HTTP. */
  start(): Promise<void>;
  stop(): Promise<void>;
}
