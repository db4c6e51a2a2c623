/** How many notifications wait unread, live. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useQueryClient } from '@tanstack/react-query';
import { paths } from '../../paths.ts';
import { useLive } from '../../session/use-live.ts';
import { Icon } from '../../ui/icon.tsx';

export function NotificationBell() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [unread, setUnread] = useState(0);
  useLive<{ unread: number }>('/api/v2/me/notifications/live', (newest) => {
    setUnread(newest.unread);
    void queries.invalidateQueries({ queryKey: ['get', '/api/v2/me/notifications'] });
  });
  const label = unread === 0 ? t('notifications') : `${t('notifications')}: ${t('unread', { count: unread })}`;
  return (
    <Link to={paths.notifications} className="round bell" aria-label={label} title={label}>
      <Icon name="bell" />
      {unread > 0 && (
        <span className="badge" aria-hidden="true">
          {unread > 99 ? '99+' : unread}
        </span>
      )}
    </Link>
  );
}
