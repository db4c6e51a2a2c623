/** How somebody signs in, and where they are signed in: a sheet over the chat. */
import { openSheet } from '../../ui/dialog.ts';
import { devicesView } from './devices.ts';
import { heldActsView } from './held-acts.ts';
import { secondFactorsView } from './second-factors.ts';
import type { Me, Session } from '../../session/session.ts';

/** `onChanged` is called once a second factor was set up. */
export function openMySignIn(
  session: Session,
  me: Me,
  leave: (where: 'here' | 'everywhere') => void,
  onChanged: () => void,
): void {
  const sheet = openSheet('Signing in', 'sign-in-title');
  const leaveFrom = (where: 'here' | 'everywhere'): void => {
    sheet.close();
    leave(where);
  };
  if (me.role === 'admin') sheet.content.append(heldActsView(session, me, sheet));
  sheet.content.append(secondFactorsView(session, sheet, onChanged), devicesView(session, sheet, leaveFrom));
}
