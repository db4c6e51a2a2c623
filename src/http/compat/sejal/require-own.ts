/** Whose token it is. */
import { AppError } from '../../../kernel/errors.ts';
import type { People } from '../../../school/people/index.ts';
import type { Actor } from '../../../security/access/index.ts';
import { words } from '../words/en.ts';

/** These clients say whose token it is as well: both have to agree. @throws AppError `forbidden`. */
export async function requireOwn(people: People, actor: Actor, email: string): Promise<void> {
  const [own] = (await people.emailsOf([actor.personId])).values();
  if (own !== email) throw new AppError('forbidden', { detail: words.theTokenIsNot });
}
