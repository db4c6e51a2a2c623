/** What people see first, by role. */
import { useTranslation } from 'react-i18next';
import { useApi, useMe } from '../../session/signed-in.ts';
import { Page } from '../../ui/page.tsx';
import { Loaded } from '../../ui/states.tsx';
import { TeacherHome } from './teacher-home.tsx';

export function HomePage() {
  const { role } = useMe();
  if (role === 'teacher') return <TeacherHome />;
  return <PlainHome />;
}

function PlainHome() {
  const { t } = useTranslation('home');
  const me = useMe();
  const dashboard = useApi().useQuery('get', '/api/v2/me/dashboard');
  return (
    <Page title={t('hello', { name: me.givenName ?? me.name })}>
      <Loaded query={dashboard}>{(shown) => <p>{shown.role}</p>}</Loaded>
    </Page>
  );
}
