/** A student's day, and how they stand in each class. */
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { paths } from '../../paths.ts';
import { useMe } from '../../session/signed-in.ts';
import { Card, Page } from '../../ui/page.tsx';
import { Loaded } from '../../ui/states.tsx';
import { useWhen } from '../../ui/use-when.ts';
import { useDashboard, type DashboardOf } from './use-dashboard.ts';

type Shown = DashboardOf<'student'>;

export function StudentHome() {
  const { t } = useTranslation('home');
  const me = useMe();
  return (
    <Page
      title={t('hello', { name: me.givenName ?? me.name })}
      actions={
        <Link className="button primary" to={paths.chat}>
          {t('checkIn')}
        </Link>
      }
    >
      <Loaded query={useDashboard('student')}>
        {(shown) => (
          <>
            <Today lessons={shown.today} />
            <div className="columns">
              <Standing classes={shown.classes} />
              <Upcoming lessons={shown.upcoming} />
            </div>
          </>
        )}
      </Loaded>
    </Page>
  );
}

function Today({ lessons }: { lessons: Shown['today'] }) {
  const { t } = useTranslation('home');
  const when = useWhen();
  return (
    <Card title={t('today')}>
      {lessons.length === 0 ? (
        <p className="quiet">{t('nothingToday')}</p>
      ) : (
        <ul className="plain-rows">
          {lessons.map(({ id, code, startsAt, endsAt, state, status }) => (
            <li key={id}>
              <b>{code}</b>
              <span className="quiet">{`${when.time(startsAt)} – ${when.time(endsAt)}`}</span>
              {status !== null ? (
                <span className={`status ${status}`}>{t(`statuses.${status}`)}</span>
              ) : (
                <span className="status">{t(`states.${state}`)}</span>
              )}
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

function Standing({ classes }: { classes: Shown['classes'] }) {
  const { t } = useTranslation('home');
  return (
    <Card title={t('standing')}>
      {classes.length === 0 ? (
        <p className="quiet">{t('noClasses')}</p>
      ) : (
        <ul className="plain-rows">
          {classes.map(({ id, code, title, percentage, minimumPercentage, isBelowMinimum, counting }) => (
            <li key={id}>
              <span>
                <b>{code}</b> {title}
                <span className="quiet standing-rule">{counting}</span>
              </span>
              <span className={`status ${percentage === null ? '' : isBelowMinimum ? 'absent' : 'present'}`}>
                {percentage === null ? t('nothingYet') : t('percent', { percentage, minimum: minimumPercentage })}
              </span>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

function Upcoming({ lessons }: { lessons: Shown['upcoming'] }) {
  const { t } = useTranslation('home');
  const when = useWhen();
  return (
    <Card title={t('upcoming')}>
      {lessons.length === 0 ? (
        <p className="quiet">{t('nothingUpcoming')}</p>
      ) : (
        <ul className="plain-rows">
          {lessons.map(({ id, title, startsAt }) => (
            <li key={id}>
              <span>{title ?? t('lesson')}</span>
              <span className="quiet">{`${when.day(startsAt)}, ${when.time(startsAt)}`}</span>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
