/** The lessons of a class: what is planned, and what was held; a press opens the register. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Answer } from '../../api/answers.ts';
import { paths } from '../../paths.ts';
import { useApi } from '../../session/signed-in.ts';
import { Card } from '../../ui/page.tsx';
import { Loaded } from '../../ui/states.tsx';
import { useWhen } from '../../ui/use-when.ts';
import { spanAround, type ShownClass } from './shown-class.ts';

type Lesson = Answer<'/api/v2/sessions'>['sessions'][number];

export function LessonsTab({ shown }: ShownClass) {
  const { t } = useTranslation('classes');
  const [{ span, now }] = useState(() => ({ span: spanAround(56, 28), now: Date.now() }));
  const found = useApi().useQuery('get', '/api/v2/sessions', {
    params: { query: { classId: shown.id, ...span, limit: 500 } },
  });
  return (
    <Loaded query={found}>
      {({ sessions }) => {
        const isAhead = (lesson: Lesson): boolean => Date.parse(lesson.endsAt) >= now;
        const past = sessions.filter((lesson) => !isAhead(lesson)).toReversed();
        return (
          <div className="columns">
            <Lessons title={t('ahead')} none={t('noneAhead')} lessons={sessions.filter(isAhead)} shown={shown} />
            <Lessons title={t('past')} none={t('nonePast')} lessons={past} shown={shown} isPast />
          </div>
        );
      }}
    </Loaded>
  );
}

interface LessonsProps extends ShownClass {
  title: string;
  none: string;
  lessons: readonly Lesson[];
  isPast?: boolean;
}

function Lessons({ title, none, lessons, shown, isPast = false }: LessonsProps) {
  const { t } = useTranslation('classes');
  const when = useWhen(shown.timeZone);
  return (
    <Card title={title}>
      {lessons.length === 0 && <p className="quiet">{none}</p>}
      <ul className="plain-rows">
        {lessons.map(({ id, startsAt, endsAt, title: name, status }) => {
          const state = isPast && status === 'scheduled' ? 'notTaken' : status;
          return (
            <li key={id}>
              <Link to={paths.session.at(id)}>
                {when.day(startsAt)}, {when.time(startsAt)}–{when.time(endsAt)}
                {name !== null && ` · ${name}`}
              </Link>
              <span className={`status ${state === 'notTaken' ? 'absent' : state === 'open' ? 'present' : ''}`}>
                {t(`state.${state}`)}
              </span>
            </li>
          );
        })}
      </ul>
    </Card>
  );
}
