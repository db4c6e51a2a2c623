/** The page in English: a part a room. */
import { account } from './account.ts';
import { app } from './app.ts';
import { home } from './home.ts';
import { navigation } from './navigation.ts';
import { notifications } from './notifications.ts';

export const english = { account, app, home, navigation, notifications } as const;
