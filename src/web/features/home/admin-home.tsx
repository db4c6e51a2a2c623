/** How the institution stands: in all, week by week, by campus and class. */
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { paths } from '../../paths.ts';
import { useMe } from '../../session/signed-in.ts';
import { Card, Page } from '../../ui/page.tsx';
import { Loaded } from '../../ui/states.tsx';
import { Trend } from './trend.tsx';
import { useDashboard } from './use-dashboard.ts';

export function AdminHome() {
  const { t } = useTranslation('home');
  const me = useMe();
  return (
    <Page
      title={t('hello', { name: me.givenName ?? me.name })}
      actions={
        <Link className="button secondary" to={paths.setUp}>
          {t('setUp')}
        </Link>
      }
    >
      <Loaded query={useDashboard('admin')}>
        {({ figures, students, weeks, campuses, classes }) => (
          <>
            <ul className="tiles">
              <Tile name={t('attended')} value={inPercent(figures.percentage)} />
              <Tile name={t('sessions')} value={String(figures.sessions)} />
              <Tile name={t('below')} value={t('belowOf', { ...students })} />
            </ul>
            <div className="columns">
              <Trend weeks={weeks} />
              <Rows title={t('campuses')} rows={campuses} />
            </div>
            <Rows
              title={t('classes')}
              rows={classes.map(({ code, title, ...rest }) => ({ ...rest, name: `${code} · ${title}` }))}
              isLinked
            />
          </>
        )}
      </Loaded>
    </Page>
  );
}

const inPercent = (percentage: number | null): string => (percentage === null ? '–' : `${Math.round(percentage)} %`);

const Tile = ({ name, value }: { name: string; value: string }) => (
  <li className="panel figure-tile">
    <b>{value}</b>
    <span className="quiet">{name}</span>
  </li>
);

interface Row {
  id: string;
  name: string;
  percentage: number | null;
  sessions: number;
}

function Rows({ title, rows, isLinked = false }: { title: string; rows: readonly Row[]; isLinked?: boolean }) {
  const { t } = useTranslation('home');
  return (
    <Card title={title}>
      {rows.length === 0 ? (
        <p className="quiet">{t('nothingYet')}</p>
      ) : (
        <ul className="plain-rows">
          {rows.map(({ id, name, percentage, sessions }) => (
            <li key={id}>
              {isLinked ? <Link to={paths.class.at(id)}>{name}</Link> : <span>{name}</span>}
              <span className="quiet">{`${inPercent(percentage)} · ${t('ofSessions', { count: sessions })}`}</span>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
