/** The passwords that leaked most often, in small letters. */
// @zxcvbn-ts/language-common: 49,000 of them; kept up, MIT, 2 MB, nothing asked of a network.
import { dictionary } from '@zxcvbn-ts/language-common';

export const leaked: ReadonlySet<string> = new Set(dictionary['passwords-common']);
