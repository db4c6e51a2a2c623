/** What a teacher has to be told over the register: what was not sent, what others did meanwhile. */
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/button.tsx';
import type { Desk, DeskState } from './desk.ts';
import type { Student } from './register.ts';

export function Notices({ desk, state }: { desk: Desk; state: DeskState }) {
  const { t } = useTranslation('register');
  const faulty = [...state.intents.values()].filter(({ fault }) => fault !== undefined);
  const clashed = state.students.filter(({ personId }) => state.clashes.has(personId));
  return (
    <>
      {faulty.length > 0 && (
        <div className="notice fault" role="alert">
          <p>
            <b>{t('unsent', { count: faulty.length })}</b> {faulty[0]?.fault}
          </p>
          <Button onPress={desk.sendAgain}>{t('sendAgain')}</Button>
        </div>
      )}
      {clashed.map((student) => (
        <ClashNotice key={student.personId} desk={desk} state={state} student={student} />
      ))}
      <p className="latest" aria-live="polite">
        {state.news[0] && <Latest student={state.news[0]} />}
      </p>
    </>
  );
}

function ClashNotice({ desk, state, student }: { desk: Desk; state: DeskState; student: Student }) {
  const { t } = useTranslation('register');
  const { personId, name, status, ownStatus, markedBy } = student;
  const clash = state.clashes.get(personId);
  if (!clash) return null;
  const yours = clash.wanted === clash.status ? t(`status.${clash.status}`) : clash.wanted;
  return (
    <div className="notice" role="alert">
      <p>
        {t('clash', {
          name,
          yours,
          theirs: ownStatus ?? t(`status.${status ?? 'unmarked'}`),
          by: markedBy ?? t('somebodyElse'),
        })}
      </p>
      <Button onPress={() => desk.mark([personId], clash.wanted, clash.status)}>{t('useMine')}</Button>
      <Button variant="subtle" onPress={() => desk.keepTheirs(personId)}>
        {t('keepTheirs')}
      </Button>
    </div>
  );
}

function Latest({ student }: { student: Student }) {
  const { t } = useTranslation('register');
  const { name, markedBy, source, ownStatus } = student;
  const status = ownStatus ?? t(`status.${student.status ?? 'unmarked'}`);
  const sentence =
    source === 'check_in'
      ? t('news.checkedIn', { name, status })
      : markedBy !== null
        ? t('news.marked', { name, status, by: markedBy })
        : t('news.became', { name, status });
  return (
    <>
      <b>{t('latest')}</b> {sentence}
    </>
  );
}
