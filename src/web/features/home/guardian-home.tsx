/** The children of a guardian, lesson by lesson of the last weeks. */
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { paths } from '../../paths.ts';
import { useApi, useMe } from '../../session/signed-in.ts';
import { Card, Page } from '../../ui/page.tsx';
import { Empty, Loaded } from '../../ui/states.tsx';
import { useWhen } from '../../ui/use-when.ts';

const lastLessons = 8;

export function GuardianHome() {
  const { t } = useTranslation('home');
  const me = useMe();
  const wards = useApi().useQuery('get', '/api/v2/me/wards');
  return (
    <Page
      title={t('hello', { name: me.givenName ?? me.name })}
      actions={
        <Link className="button primary" to={paths.chat}>
          {t('askForLeave')}
        </Link>
      }
    >
      <Loaded query={wards}>
        {(all) =>
          all.length === 0 ? (
            <Empty title={t('noWards')} text={t('noWardsText')} />
          ) : (
            all.map(({ id, name }) => <Ward key={id} id={id} name={name} />)
          )
        }
      </Loaded>
    </Page>
  );
}

function Ward({ id, name }: { id: string; name: string }) {
  const { t } = useTranslation('home');
  const when = useWhen();
  const history = useApi().useQuery('get', '/api/v2/me/history', {
    params: { query: { personId: id, limit: lastLessons } },
  });
  return (
    <Card title={name}>
      <Loaded query={history}>
        {(lessons) =>
          lessons.length === 0 ? (
            <p className="quiet">{t('nothingYet')}</p>
          ) : (
            <ul className="plain-rows">
              {lessons.map(({ sessionId, code, startsAt, status }) => (
                <li key={sessionId}>
                  <b>{code}</b>
                  <span className="quiet">{`${when.day(startsAt)}, ${when.time(startsAt)}`}</span>
                  <span className={`status ${status ?? ''}`}>
                    {status === null ? t('notMarked') : t(`statuses.${status}`)}
                  </span>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </Card>
  );
}
