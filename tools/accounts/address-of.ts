/** An address as an admin reads it who decides about somebody: with how far it is known to be theirs. */
import type { PersonView } from '../../src/school/people/index.ts';
import { words } from './words/en.ts';

export const addressOf = ({ email, emailStanding }: Pick<PersonView, 'email' | 'emailStanding'>): string =>
  email === null ? words.noAddress : words.addresses[emailStanding](email);
