/** Who is on leave: main hands this to the register, which the rest of this module depends on. */
import type { WhoIsOnLeave } from '../register/index.ts';
import * as repo from './leave.repo.ts';

/** The students whose approved leave covers the session, whether or not they are on its roster. */
export const whoIsOnLeave: WhoIsOnLeave = (tx, session) => repo.findOnLeave(tx, session);
