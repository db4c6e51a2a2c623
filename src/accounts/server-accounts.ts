/** Accounts in the hands of whoever runs the server: nobody is signed in there, so the audit says that it was the server. */
import type { Database } from '../db/index.ts';
import { shownLine } from '../kernel/shown-text.ts';
import { AppError } from '../kernel/errors.ts';
import { emailSchema, type People } from '../school/people/index.ts';
import * as repo from './account/accounts.repo.ts';
import type { SecondFactors } from './factors/second-factors.ts';
import type { PasswordLink, PasswordLinks } from './links/password-links.ts';
import { words } from './words/en.ts';

export function createServerAccounts(deps: {
  db: Database;
  people: People;
  passwordLinks: PasswordLinks;
  secondFactors: SecondFactors;
}) {
  const listAdmins = (): Promise<repo.StoredAccount[]> => repo.listAdmins(deps.db.autocommit);

  /** A link to choose a new password. @throws AppError `notFound` for an address or number of nobody who may come in. */
  const reset = (login: string): Promise<PasswordLink> =>
    deps.db.transaction(async (tx) => {
      const account = await repo.findAccountByLogin(tx, login);
      if (account?.status !== 'active') throw new AppError('notFound', { detail: words.nobodyMaySignInAs(login) });
      return deps.passwordLinks.makeFor(tx, null, account.id);
    });

  /** A further admin, and the link with which they choose a password. @throws AppError `conflict`, `invalidInput`. */
  async function create(typed: string, name: string): Promise<PasswordLink> {
    const email = emailSchema.safeParse(typed);
    if (!email.success) throw new AppError('invalidInput', { field: 'email', detail: words.isNoAddress(typed) });
    const shown = shownLine(200).safeParse(name);
    if (!shown.success) throw new AppError('invalidInput', { field: 'name', detail: words.isNoName(name) });
    const made: PasswordLink[] = [];
    await deps.people.createAdmin(
      { email: email.data, name: shown.data },
      { after: async (tx, id) => void made.push(await deps.passwordLinks.makeFor(tx, null, id)) },
    );
    const [link] = made;
    if (!link) throw new AppError('internal');
    return link;
  }

  /** Takes somebody's second factors away. @throws AppError `notFound` for nobody, and for whoever has none. */
  async function resetFactors(login: string): Promise<void> {
    const account = await repo.findAccountByLogin(deps.db.autocommit, login);
    if (account?.status !== 'active') throw new AppError('notFound', { detail: words.nobodyMaySignInAs(login) });
    if (!(await deps.secondFactors.has(account.id)))
      throw new AppError('notFound', { detail: words.hasNoSecondFactor(login) });
    await deps.secondFactors.reset(account.id);
  }

  return { listAdmins, reset, resetFactors, create };
}
