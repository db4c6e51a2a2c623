/** Feedback: what anybody has to say about the service, signed in or not; every admin is told. */
import { z } from 'zod';
import type { Audit } from '../../security/audit/index.ts';
import type { Database } from '../../db/index.ts';
import { AppError } from '../../kernel/errors.ts';
import type { People } from '../people/index.ts';
import type { Notifications } from '../../delivery/notifications/index.ts';
import { words } from './words/en.ts';

export const feedbackSchema = z.string().trim().min(1).max(2000);

export type Feedback = ReturnType<typeof createFeedback>;

export function createFeedback(deps: { db: Database; audit: Audit; people: People; notifications: Notifications }) {
  /** `text` has 1 to 2000 characters; nobody says who left it. @throws AppError `invalidInput`. */
  async function leave(text: string): Promise<void> {
    const parsed = feedbackSchema.safeParse(text);
    if (!parsed.success)
      throw new AppError('invalidInput', { field: 'text', detail: words.textNeeds1To2000Characters });
    await deps.db.transaction(async (tx) => {
      const admins = await deps.people.adminIds(tx);
      await deps.notifications.write(
        tx,
        admins.map((personId) => ({
          personId,
          kind: 'feedback',
          title: words.somebodyLeftFeedback,
          text: parsed.data,
        })),
      );
      await deps.audit.record(tx, {
        actorId: null,
        action: 'feedback.left',
        subjectType: 'institution',
        subjectId: '1',
        facts: { told: admins.length },
      });
    });
    deps.notifications.wake();
  }

  return { leave };
}
