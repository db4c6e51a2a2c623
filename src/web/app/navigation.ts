/** Which places each role finds in its menu, the most used first: a phone shows four at once. */
import type { Me } from '../session/session.ts';
import type { Drawing } from '../ui/drawings.ts';
import type { english } from '../words/en/index.ts';
import { paths } from '../paths.ts';

export interface Destination {
  path: string;
  label: keyof (typeof english)['navigation'];
  icon: Drawing;
}

const home: Destination = { path: paths.home, label: 'home', icon: 'home' };
const chat: Destination = { path: paths.chat, label: 'chat', icon: 'chat' };

const classes: Destination = { path: paths.classes, label: 'classes', icon: 'book' };
const inbox: Destination = { path: paths.inbox, label: 'inbox', icon: 'inbox' };
const people: Destination = { path: paths.people, label: 'people', icon: 'people' };
const setUp: Destination = { path: paths.setUp, label: 'setUp', icon: 'steps' };

export const destinationsOf: Record<Me['role'], readonly Destination[]> = {
  student: [home, chat],
  teacher: [home, classes, inbox, chat],
  admin: [home, people, classes, chat, inbox, setUp],
  guardian: [home, chat],
};
