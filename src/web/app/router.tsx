/** Which page stands at which address; each is loaded when it is first opened. */
import { createBrowserRouter, type RouteObject } from 'react-router';
import type { Me } from '../session/session.ts';
import { Loading } from '../ui/states.tsx';
import { paths } from '../paths.ts';
import { Shell } from './shell.tsx';
import { Broken, NotHere } from './trouble.tsx';

interface Page {
  path: string;
  load: () => Promise<() => React.ReactNode>;
  /** Everybody when left out. */
  roles?: readonly Me['role'][];
}

/** Pages that fill the whole screen, without the frame. */
const bare: readonly Page[] = [
  {
    path: paths.code.pattern,
    load: async () => (await import('../features/code/code-page.tsx')).CodePage,
    roles: ['teacher', 'admin'],
  },
];

const staff = ['teacher', 'admin'] as const;

const pages: readonly Page[] = [
  { path: paths.home, load: async () => (await import('../features/home/home-page.tsx')).HomePage },
  { path: paths.chat, load: async () => (await import('../features/chat/chat-page.tsx')).ChatPage },
  {
    path: paths.notifications,
    load: async () => (await import('../features/notifications/notifications-page.tsx')).NotificationsPage,
  },
  {
    path: paths.session.pattern,
    load: async () => (await import('../features/register/register-page.tsx')).RegisterPage,
    roles: staff,
  },
  {
    path: paths.rollCall.pattern,
    load: async () => (await import('../features/roll-call/roll-call-page.tsx')).RollCallPage,
    roles: staff,
  },
  { path: paths.inbox, load: async () => (await import('../features/inbox/inbox-page.tsx')).InboxPage, roles: staff },
  {
    path: paths.classes,
    load: async () => (await import('../features/classes/classes-page.tsx')).ClassesPage,
    roles: staff,
  },
  {
    path: paths.class.pattern,
    load: async () => (await import('../features/classes/class-page.tsx')).ClassPage,
    roles: staff,
  },
  {
    path: paths.people,
    load: async () => (await import('../features/people/people-page.tsx')).PeoplePage,
    roles: ['admin'],
  },
  {
    path: paths.importPeople,
    load: async () => (await import('../features/import/import-page.tsx')).ImportPage,
    roles: ['admin'],
  },
  {
    path: paths.setUp,
    load: async () => (await import('../features/set-up/set-up-page.tsx')).SetUpPage,
    roles: ['admin'],
  },
  { path: paths.account, load: async () => (await import('../features/account/account-page.tsx')).AccountPage },
];

/** What a role may not see has no page for it: the service refuses it as well. */
export function createRouter(role: Me['role']): ReturnType<typeof createBrowserRouter> {
  const ownOf = (all: readonly Page[]): RouteObject[] =>
    all
      .filter(({ roles }) => roles?.includes(role) ?? true)
      .map(({ path, load }) => ({ path, lazy: async () => ({ Component: await load() }), ErrorBoundary: Broken }));
  return createBrowserRouter(
    [
      ...ownOf(bare).map((page) => ({ ...page, HydrateFallback: Loading })),
      {
        Component: Shell,
        ErrorBoundary: Broken,
        HydrateFallback: Loading,
        children: [...ownOf(pages), { path: '*', Component: NotHere }],
      },
    ],
    { basename: '/app' },
  );
}
