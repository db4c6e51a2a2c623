/** Whether an account may be used before its address is proven. */
import type { StoredAccount } from './accounts.repo.ts';

/**
 * Whoever only claims an address does not come in with it, where a mail could prove it. Without a mail server nothing
 * could ever be proven: there people come in, and the school's own list takes the address from them.
 */
export const isUnproven = (
  { email, emailStanding }: Pick<StoredAccount, 'email' | 'emailStanding'>,
  isMailSetUp: boolean,
): boolean => isMailSetUp && email !== null && emailStanding === 'claimed';
