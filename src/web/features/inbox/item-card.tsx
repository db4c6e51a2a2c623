/** One request or appeal, with all that is needed to decide it. */
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { sentenceOf } from '../../api/problem.ts';
import { paths } from '../../paths.ts';
import { saveFile } from '../../session/save-file.ts';
import { useSignedIn } from '../../session/signed-in.ts';
import { Button } from '../../ui/button.tsx';
import { toast } from '../../ui/toasts.tsx';
import { useWhen } from '../../ui/use-when.ts';
import type { Appeal, Item, LeaveRequest, Verdict } from './inbox.ts';

interface ItemCardProps {
  item: Item;
  isCurrent: boolean;
  onFocus: () => void;
  onDecide: (verdict: Verdict) => void;
}

export function ItemCard({ item, isCurrent, onFocus, onDecide }: ItemCardProps) {
  const { t } = useTranslation('inbox');
  const when = useWhen();
  const { kind, student, createdAt } = item;
  return (
    <li className="panel inbox-item">
      <article
        data-item={item.id}
        tabIndex={isCurrent ? 0 : -1}
        onFocus={onFocus}
        aria-label={`${t(`kind.${kind}`)}: ${student}`}
      >
        <div className="panel-head">
          <h2>{student}</h2>
          <span>
            <span className="status">{t(`kind.${kind}`)}</span>{' '}
            <time className="quiet" dateTime={createdAt}>
              {when.dateTime(createdAt)}
            </time>
          </span>
        </div>
        {kind === 'leave' ? <LeaveFacts leave={item.leave} /> : <AppealFacts appeal={item.appeal} />}
        <div className="row-buttons">
          <Button
            variant="primary"
            aria-label={`${t(`approve.${kind}`)}: ${student}`}
            onPress={() => onDecide('approve')}
          >
            {t(`approve.${kind}`)}
          </Button>
          <Button aria-label={`${t(`decline.${kind}`)}: ${student}`} onPress={() => onDecide('decline')}>
            {t(`decline.${kind}`)}
          </Button>
        </div>
      </article>
    </li>
  );
}

function LeaveFacts({ leave }: { leave: LeaveRequest }) {
  const { t } = useTranslation('inbox');
  const { session } = useSignedIn();
  const when = useWhen(leave.timeZone);
  const { startsAt, endsAt, sessions, reason, evidence, askedBy, student } = leave;
  const lessons = sessions.map((lesson) => `${when.day(lesson.startsAt)}, ${when.time(lesson.startsAt)}`).join(' · ');
  return (
    <>
      <p>
        <b>{leave.class?.code ?? t('allClasses')}</b> {startsAt && endsAt ? daysOf(startsAt, endsAt) : lessons}
        {askedBy.id !== student.id && <span className="quiet"> · {t('asks', { name: askedBy.name })}</span>}
      </p>
      <p className="told-words">{reason ?? t('noReason')}</p>
      {evidence.length > 0 && (
        <p className="row-buttons">
          {evidence.map(({ id, mimeType }, index) => (
            <Button
              key={id}
              variant="subtle"
              onPress={() =>
                void saveFile(session, `/api/v2/leave/${leave.id}/evidence/${id}`, 'evidence').catch((error: unknown) =>
                  toast.fault(sentenceOf(error)),
                )
              }
            >
              {t('evidence', { number: index + 1, kind: mimeType.split('/')[1]?.toUpperCase() ?? '' })}
            </Button>
          ))}
        </p>
      )}
    </>
  );

  /** The end is told exclusive: the last day is the one before it. */
  function daysOf(from: string, to: string): string {
    const [first, last] = [when.day(from), when.day(new Date(Date.parse(to) - 1))];
    return first === last ? first : t('days', { from: first, to: last });
  }
}

function AppealFacts({ appeal }: { appeal: Appeal }) {
  const { t } = useTranslation('inbox');
  const { t: tRegister } = useTranslation('register');
  const when = useWhen(appeal.timeZone);
  return (
    <>
      <p>
        {t('wants', {
          class: appeal.class,
          day: `${when.day(appeal.startsAt)}, ${when.time(appeal.startsAt)}`,
          status: tRegister(`status.${appeal.wanted}`),
        })}{' '}
        <Link to={paths.session.at(appeal.sessionId)}>{t('toRegister')}</Link>
      </p>
      <p className="told-words">{appeal.text}</p>
    </>
  );
}
