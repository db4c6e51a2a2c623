/** The frame around every page: menu, notifications, account, and the chat at hand. */
import { useTranslation } from 'react-i18next';
import { Link, NavLink, Outlet, useLocation } from 'react-router';
import { useMe, useSignedIn } from '../session/signed-in.ts';
import { ChatDock, ChatProvider } from '../features/chat/chat-host.tsx';
import { NotificationBell } from '../features/notifications/notification-bell.tsx';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { destinationsOf, type Destination } from './navigation.ts';
import { paths } from '../paths.ts';
import { SecondFactorNotice } from './second-factor-notice.tsx';
import { useIsWide } from './use-is-wide.ts';

export function Shell() {
  const { t } = useTranslation();
  const { role } = useMe();
  const { pathname } = useLocation();
  const isDocked = useIsWide() && pathname !== paths.chat;
  return (
    <ChatProvider>
      <div className={`shell ${isDocked ? 'with-dock' : ''}`}>
        <a className="skip" href="#page">
          {t('skip')}
        </a>
        <Header />
        <Menu destinations={destinationsOf[role]} />
        <main id="page" className="shell-page" tabIndex={-1}>
          <SecondFactorNotice />
          <Outlet />
        </main>
        {isDocked && <ChatDock />}
      </div>
    </ChatProvider>
  );
}

function Header() {
  const { t } = useTranslation();
  const { me, leave } = useSignedIn();
  return (
    <header className="shell-head">
      <Link to={paths.home} className="brand">
        <img src="/app/icon.svg" alt="" width="28" height="28" />
        <span>Muster</span>
      </Link>
      <Link to={paths.account} className="who">
        <span className="spoken">{t('account')}: </span>
        <span className="who-name">{me.name}</span>
        <span className="who-role">{t(`roles.${me.role}`)}</span>
      </Link>
      <NotificationBell />
      <Button variant="subtle" className="sign-out" onPress={() => void leave('here')}>
        {t('signOut')}
      </Button>
    </header>
  );
}

function Menu({ destinations }: { destinations: readonly Destination[] }) {
  const { t } = useTranslation('navigation');
  const { t: tApp } = useTranslation();
  return (
    <nav className="shell-menu" aria-label={tApp('menu')}>
      {destinations.map(({ path, label, icon }) => (
        <NavLink key={path} to={path} end={path === paths.home}>
          <Icon name={icon} />
          <span>{t(label)}</span>
        </NavLink>
      ))}
    </nav>
  );
}
