/** How somebody signs in, and where they are signed in: a sheet over the chat. */
import { openSheet } from '../../ui/dialog.ts';
import { devicesView } from './devices.ts';
import { secondFactorsView } from './second-factors.ts';
import type { Session } from '../../session/session.ts';

/** `onChanged` is called once a second factor was set up. */
export function openMySignIn(
  session: Session,
  leave: (where: 'here' | 'everywhere') => void,
  onChanged: () => void,
): void {
  const sheet = openSheet('Signing in', 'sign-in-title');
  const leaveFrom = (where: 'here' | 'everywhere'): void => {
    sheet.close();
    leave(where);
  };
  sheet.content.append(secondFactorsView(session, sheet, onChanged), devicesView(session, sheet, leaveFrom));
}
