/** What a teacher sees first: today's lessons, registers nobody took, what waits, and how attendance goes. */
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { sentenceOf } from '../../api/problem.ts';
import type { Answer } from '../../api/answers.ts';
import { paths } from '../../paths.ts';
import { useApi, useMe } from '../../session/signed-in.ts';
import { Button } from '../../ui/button.tsx';
import { Card, Page } from '../../ui/page.tsx';
import { Empty, Loaded } from '../../ui/states.tsx';
import { toast } from '../../ui/toasts.tsx';
import { useWhen } from '../../ui/use-when.ts';
import { LessonCard } from './lesson-card.tsx';
import type { OwnClass, TeacherDashboard } from './teacher-data.ts';
import { Trend } from './trend.tsx';

export function TeacherHome() {
  const { t } = useTranslation('home');
  const me = useMe();
  const api = useApi();
  const dashboard = api.useQuery('get', '/api/v2/me/dashboard', {}, { refetchInterval: 60_000 });
  const classes = api.useQuery('get', '/api/v2/classes');
  const data =
    dashboard.data?.role === 'teacher' && classes.data ? { shown: dashboard.data, classes: classes.data } : undefined;
  const refetch = (): void => {
    void dashboard.refetch();
    void classes.refetch();
  };
  return (
    <Page title={t('hello', { name: me.givenName ?? me.name })}>
      <Loaded query={{ data, error: dashboard.error ?? classes.error, refetch }}>
        {({ shown, classes: own }) => (
          <>
            <Today shown={shown} classes={own} />
            <NotTaken />
            <div className="columns">
              <Waits waiting={shown.waiting} />
              <Trend weeks={shown.trend} />
            </div>
          </>
        )}
      </Loaded>
    </Page>
  );
}

function Today({ shown, classes }: { shown: TeacherDashboard; classes: readonly OwnClass[] }) {
  const { t } = useTranslation('teaching');
  const running = new Set(shown.today.filter(({ state }) => state !== 'closed').map(({ classId }) => classId));
  const others = classes.filter(({ id }) => !running.has(id));
  return (
    <>
      <h2 className="part-title">{t('today')}</h2>
      {shown.today.length === 0 ? (
        <Empty title={t('nothingToday')} text={t('nothingTodayText')} />
      ) : (
        <ul className="cards beside">
          {shown.today.map((lesson) => (
            <LessonCard key={lesson.id} lesson={lesson} ofClass={classes.find(({ id }) => id === lesson.classId)} />
          ))}
        </ul>
      )}
      {others.length > 0 && <OpenNow classes={others} />}
    </>
  );
}

/** For a class without a planned lesson now. */
function OpenNow({ classes }: { classes: readonly OwnClass[] }) {
  const { t } = useTranslation('teaching');
  const go = useNavigate();
  const open = useApi().useMutation('post', '/api/v2/classes/{classId}/sessions/open', {
    onSuccess: ({ id }) => void go(paths.session.at(id)),
    onError: (error) => toast.fault(sentenceOf(error)),
  });
  return (
    <Card title={t('other')}>
      <p className="quiet">{t('otherText')}</p>
      <ul className="plain-rows">
        {classes.map(({ id, code, title }) => (
          <li key={id}>
            <span>
              <b>{code}</b> {title}
            </span>
            <Button
              isPending={open.isPending && open.variables.params.path.classId === id}
              aria-label={`${t('openNow')}: ${code}`}
              onPress={() =>
                open.mutate({ params: { path: { classId: id } }, body: { durationMinutes: 60, title: null } })
              }
            >
              {t('openNow')}
            </Button>
          </li>
        ))}
      </ul>
    </Card>
  );
}

const shownNotTaken = 5;

function NotTaken() {
  const { t } = useTranslation('teaching');
  const found = useApi().useQuery('get', '/api/v2/registers/not-taken', { params: { query: { limit: 100 } } });
  const lessons = found.data ?? [];
  if (lessons.length === 0) return null;
  return (
    <Card title={t('notTaken')}>
      <p className="quiet">{t('notTakenText')}</p>
      <ul className="plain-rows">
        {lessons.slice(0, shownNotTaken).map((lesson) => (
          <NotTakenRow key={lesson.id} lesson={lesson} />
        ))}
      </ul>
      {lessons.length > shownNotTaken && (
        <p className="quiet">{t('moreNotTaken', { count: lessons.length - shownNotTaken })}</p>
      )}
    </Card>
  );
}

function NotTakenRow({ lesson }: { lesson: Answer<'/api/v2/registers/not-taken'>[number] }) {
  const { t } = useTranslation('teaching');
  const when = useWhen(lesson.timeZone);
  return (
    <li>
      <span>
        <b>{lesson.code}</b> {when.day(lesson.startsAt)}, {when.time(lesson.startsAt)}{' '}
        <span className="quiet">{t('takeUntil', { day: when.day(lesson.takeUntil) })}</span>
      </span>
      <Link className="button secondary" to={paths.session.at(lesson.id)}>
        {t('openRegister')}
      </Link>
    </li>
  );
}

function Waits({ waiting }: { waiting: TeacherDashboard['waiting'] }) {
  const { t } = useTranslation('teaching');
  const kinds = (['appeals', 'leave', 'flags'] as const).filter((kind) => waiting[kind] > 0);
  return (
    <Card title={t('waits')}>
      {kinds.length === 0 ? (
        <p className="quiet">{t('nothingWaits')}</p>
      ) : (
        <ul className="plain-rows">
          {kinds.map((kind) => (
            <li key={kind}>
              {kind === 'flags' ? (
                t(kind, { count: waiting[kind] })
              ) : (
                <Link to={paths.inbox}>{t(kind, { count: waiting[kind] })}</Link>
              )}
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
