/** The register of a lesson: who is here, live, and marked by tap, key or many at once. */
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { Page } from '../../ui/page.tsx';
import { Loaded } from '../../ui/states.tsx';
import { useWhen } from '../../ui/use-when.ts';
import type { Desk, DeskState } from './desk.ts';
import { Marking } from './marking.tsx';
import { countStudents } from './register.ts';
import { SessionActions } from './session-actions.tsx';
import { useRegister, type OpenRegister } from './use-register.ts';
import { Waiting } from './waiting.tsx';

export function RegisterPage() {
  const { id = '' } = useParams();
  // Another lesson is another register: nothing of the one before stays.
  return <RegisterOf key={id} sessionId={id} />;
}

function RegisterOf({ sessionId }: { sessionId: string }) {
  const { register: data, error, refetch, desk, state } = useRegister(sessionId);
  return (
    <Loaded query={{ data, error, refetch }}>
      {(register) => <RegisterShown register={register} desk={desk} state={state} />}
    </Loaded>
  );
}

function RegisterShown({ register, desk, state }: { register: OpenRegister; desk: Desk; state: DeskState }) {
  const { t } = useTranslation('register');
  const { session, ofClass } = register;
  const when = useWhen(ofClass.timeZone);
  const counts = countStudents(state.students, state.intents);
  const isVoid = session.status === 'cancelled' && session.statusBefore !== 'scheduled';
  const times = `${when.day(session.startsAt)}, ${when.time(session.startsAt)}–${when.time(session.endsAt)}`;
  return (
    <Page
      title={`${ofClass.code} · ${session.title ?? ofClass.title}`}
      lead={
        <>
          {times} <span className={`status ${session.status}`}>{t(`state.${isVoid ? 'void' : session.status}`)}</span>{' '}
          <b>{t('here', { here: counts.present + counts.late, of: state.students.length })}</b>
        </>
      }
      actions={<SessionActions register={register} unmarked={counts.unmarked} />}
    >
      {session.status === 'scheduled' && <p className="notice">{t('notYet')}</p>}
      {session.status === 'cancelled' && (
        <p className="notice">
          {t('isCancelled')} {session.cancelReason}
        </p>
      )}
      <Marking register={register} desk={desk} state={state} counts={counts} />
      <Waiting
        register={register}
        students={state.students}
        marks={state.students.reduce((sum, { version }) => sum + version, 0)}
        onMark={(personId, status) => desk.mark([personId], status, status)}
      />
    </Page>
  );
}
