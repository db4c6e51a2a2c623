/** What the pages in front of the chat are given. */
import type { Session } from '../../session/session.ts';

export interface FrontDoor {
  session: Session;
  /** Shows another view in place of this one. */
  show: (view: HTMLElement) => void;
  onSignedIn: () => void;
}
