/** One student of the register, as a picture or as a line: a tap gives the next status, the letters give theirs. */
import { memo, type ReactNode, useId } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../../ui/icon.tsx';
import { useWhen } from '../../ui/use-when.ts';
import { PersonPicture } from '../pictures/person-picture.tsx';
import { shownStatus, shownWord, statuses, type Intent, type Status, type Student } from './register.ts';

export interface StudentCardProps {
  student: Student;
  intent: Intent | undefined;
  isList: boolean;
  isCurrent: boolean;
  isNews: boolean;
  /** undefined: nobody is being selected. */
  isSelected: boolean | undefined;
  isPictured: boolean;
  canMark: boolean;
  timeZone: string;
  onTap: (personId: string) => void;
  onMark: (personId: string, status: Status) => void;
  onFocus: (personId: string) => void;
  onMore: (personId: string) => void;
}

export const StudentCard = memo(function StudentCard(props: StudentCardProps) {
  const { student, intent, isList, isCurrent, isNews, isSelected, isPictured, canMark } = props;
  const { t } = useTranslation('register');
  const { personId, name } = student;
  const toldId = useId();
  const status = shownStatus(student, intent);
  const word = shownWord(student, intent) ?? t(`status.${status ?? 'unmarked'}`);
  const classes = ['student', status ?? 'unmarked', isNews && 'news', isSelected && 'selected']
    .filter(Boolean)
    .join(' ');
  return (
    <li className={classes}>
      <button
        type="button"
        className="student-tap"
        tabIndex={isCurrent ? 0 : -1}
        data-person={personId}
        aria-pressed={isSelected}
        aria-describedby={toldId}
        aria-disabled={!canMark}
        onFocus={() => props.onFocus(personId)}
        onClick={() => props.onTap(personId)}
      >
        <PersonPicture personId={personId} name={name} isThere={isPictured} />
        <span className="spoken">{`${name}: ${word}`}</span>
        <span className="student-name" aria-hidden="true">
          {name}
        </span>
        <Told {...props} id={toldId} />
        {!isList && (
          <span className={`status ${status ?? ''}`} aria-hidden="true">
            {word}
          </span>
        )}
      </button>
      {isList && <Letters {...props} status={status} word={word} />}
      <button
        type="button"
        className="round student-more"
        tabIndex={-1}
        aria-label={t('more', { name })}
        onClick={() => props.onMore(personId)}
      >
        <Icon name="more" />
      </button>
    </li>
  );
});

/**
 * What else is to be known: that it is on its way, how the mark came about, that they left. It describes the card's
 * button, whose name is short.
 */
function Told({ student, intent, isList, timeZone, id }: StudentCardProps & { id: string }): ReactNode {
  const { t } = useTranslation('register');
  const when = useWhen(timeZone);
  const { source, markedBy, markedAt, leftAt, leftEarlyMinutes, status, isEnrolled, externalId } = student;
  const how = status !== null && source !== null && source in ways ? t(`by.${source as Way}`) : undefined;
  const by = source === 'manual' && markedBy !== null ? t('byName', { name: markedBy }) : how;
  const left =
    leftAt === null
      ? undefined
      : leftEarlyMinutes > 0
        ? t('leftEarly', { count: leftEarlyMinutes })
        : t('left', { time: when.time(leftAt) });
  const facts = [
    isEnrolled ? undefined : t('notEnrolled'),
    isList ? externalId : undefined,
    isList && status !== null && markedAt !== null ? `${when.time(markedAt)} ${by ?? ''}`.trim() : undefined,
    left,
  ].filter((fact) => fact !== undefined && fact !== null);
  const said = intent ? t(intent.fault === undefined ? 'sending' : 'notSent') : facts.join(' · ');
  return (
    said !== '' && (
      <span id={id} className="student-told" aria-hidden="true">
        {said}
      </span>
    )
  );
}

const ways = {
  check_in: true,
  roll_call: true,
  auto_close: true,
  leave: true,
  appeal: true,
  import: true,
  merge: true,
  reopened: true,
  manual: true,
} as const;
type Way = keyof typeof ways;

function Letters({
  student,
  status,
  word,
  canMark,
  onMark,
}: StudentCardProps & { status: Status | null; word: string }) {
  const { t } = useTranslation('register');
  return (
    <span className="letters">
      {statuses.map((one) => (
        <button
          key={one}
          type="button"
          tabIndex={-1}
          className={`letter ${one}`}
          aria-pressed={status === one}
          aria-label={`${student.name}: ${status === one ? word : t(`status.${one}`)}`}
          title={status === one ? word : t(`status.${one}`)}
          disabled={!canMark}
          onClick={() => onMark(student.personId, one)}
        >
          {t(`letter.${one}`)}
        </button>
      ))}
    </span>
  );
}
