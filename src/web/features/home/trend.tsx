/** Attendance week by week, as bars whose figures can be read as well. */
import { useTranslation } from 'react-i18next';
import { Card } from '../../ui/page.tsx';
import { useWhen } from '../../ui/use-when.ts';
import type { TeacherDashboard } from './teacher-data.ts';

export function Trend({ weeks }: { weeks: TeacherDashboard['trend'] }) {
  const { t } = useTranslation('teaching');
  // A week is named by its first day, which is the same day everywhere.
  const when = useWhen('UTC');
  const known = weeks.flatMap(({ week, percentage }) => (percentage === null ? [] : [{ week, percentage }]));
  return (
    <Card title={t('trend')}>
      {known.length === 0 ? (
        <p className="quiet">{t('noTrend')}</p>
      ) : (
        <ol className="trend">
          {known.map(({ week, percentage }) => (
            <li key={week} title={t('trendOf', { week: when.day(week), percentage: Math.round(percentage) })}>
              <span className="spoken">
                {t('trendOf', { week: when.day(week), percentage: Math.round(percentage) })}
              </span>
              <b aria-hidden="true">{Math.round(percentage)}</b>
              <span className="trend-bar" style={{ blockSize: `${Math.max(2, percentage)}%` }} aria-hidden="true" />
            </li>
          ))}
        </ol>
      )}
    </Card>
  );
}
