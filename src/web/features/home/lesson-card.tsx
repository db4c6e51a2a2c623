/** One lesson of today: when, how it stands, how many are here; a press opens its register. */
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { paths } from '../../paths.ts';
import { Icon } from '../../ui/icon.tsx';
import { useWhen } from '../../ui/use-when.ts';
import type { OwnClass, TeacherDashboard } from './teacher-data.ts';

interface LessonCardProps {
  lesson: TeacherDashboard['today'][number];
  ofClass: OwnClass | undefined;
}

export function LessonCard({ lesson, ofClass }: LessonCardProps) {
  const { t } = useTranslation('teaching');
  const when = useWhen(ofClass?.timeZone);
  const { id, code, startsAt, endsAt, state, here, of } = lesson;
  const isOver = new Date(startsAt) < new Date();
  const shown = state === 'scheduled' && isOver ? 'ready' : state;
  return (
    <li className={`panel lesson ${shown}`}>
      <div className="panel-head">
        <span className="lesson-time">
          {when.time(startsAt)}–{when.time(endsAt)}
        </span>
        <span
          className={`status ${{ open: 'present', ready: 'absent', scheduled: '', closed: '', cancelled: '' }[shown]}`}
        >
          {t(`states.${shown}`)}
        </span>
      </div>
      <h3>
        <Link to={paths.session.at(id)} className="lesson-link">
          {code}
        </Link>
        {ofClass && <span className="quiet">{ofClass.title}</span>}
      </h3>
      <p className="lesson-here">{state === 'scheduled' ? t('expected', { count: of }) : t('here', { here, of })}</p>
      {state !== 'scheduled' && of > 0 && <progress className="lesson-bar" value={here} max={of} aria-hidden="true" />}
      {state === 'open' && (
        <Link className="button secondary lesson-code" to={paths.code.at(id)}>
          <Icon name="qr" />
          {t('showCode')}
        </Link>
      )}
    </li>
  );
}
