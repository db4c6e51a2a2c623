/** The page in English: a part a room. */
import { account } from './account.ts';
import { app } from './app.ts';
import { classes } from './classes.ts';
import { code } from './code.ts';
import { importing } from './import.ts';
import { people } from './people.ts';
import { setUp } from './set-up.ts';
import { home } from './home.ts';
import { inbox } from './inbox.ts';
import { navigation } from './navigation.ts';
import { notifications } from './notifications.ts';
import { register } from './register.ts';
import { rollCall } from './roll-call.ts';
import { teaching } from './teaching.ts';

export const english = {
  importing,
  people,
  setUp,
  account,
  app,
  classes,
  code,
  home,
  inbox,
  navigation,
  notifications,
  register,
  rollCall,
  teaching,
} as const;
