/** One student of a lesson, nearer: every status, a note, and how the mark came about. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '../../session/signed-in.ts';
import { Button } from '../../ui/button.tsx';
import { Sheet } from '../../ui/sheet.tsx';
import { Loaded } from '../../ui/states.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { useWhen } from '../../ui/use-when.ts';
import { statuses, type Status, type Student } from './register.ts';
import type { OpenRegister } from './use-register.ts';

interface StudentDetailsProps {
  student: Student;
  register: OpenRegister;
  canMark: boolean;
  onMark: (wanted: string, status: Status, note: string | null) => void;
  onClose: () => void;
}

export function StudentDetails({ student, register, canMark, onMark, onClose }: StudentDetailsProps) {
  const { t } = useTranslation('register');
  const [note, setNote] = useState('');
  const { ofClass, session } = register;
  const choices = [
    ...statuses.map((status) => ({ word: t(`status.${status}`), wanted: status, status })),
    ...ofClass.ownStatuses.map(({ name, countsAs }) => ({ word: name, wanted: name, status: countsAs })),
  ];
  const standing = student.ownStatus ?? student.status;
  return (
    <Sheet title={student.name} onClose={onClose}>
      {canMark && (
        <>
          <div className="big-marks">
            {choices.map(({ word, wanted, status }) => (
              <Button
                key={wanted}
                className={`big-mark ${status} ${standing === wanted ? 'chosen' : ''}`}
                aria-pressed={standing === wanted}
                onPress={() => {
                  onMark(wanted, status, note.trim() === '' ? null : note.trim());
                  onClose();
                }}
              >
                {word}
              </Button>
            ))}
          </div>
          <TextField
            label={t('details.note')}
            hint={t('details.noteHint')}
            value={note}
            onChange={setNote}
            maxLength={300}
          />
        </>
      )}
      <h3 className="part-name">{t('details.history')}</h3>
      <History sessionId={session.id} student={student} timeZone={ofClass.timeZone} />
      <div className="dialog-buttons">
        <Button onPress={onClose}>{t('details.close')}</Button>
      </div>
    </Sheet>
  );
}

function History({ sessionId, student, timeZone }: { sessionId: string; student: Student; timeZone: string }) {
  const { t } = useTranslation('register');
  const when = useWhen(timeZone);
  const { personId } = student;
  const history = useApi().useQuery(
    'get',
    '/api/v2/sessions/{sessionId}/records/{personId}/history',
    { params: { path: { sessionId, personId } } },
    { staleTime: 0 },
  );
  const wordOf = (status: Status | null): string => t(`status.${status ?? 'unmarked'}`);
  return (
    <Loaded query={history}>
      {(changes) =>
        changes.length === 0 ? (
          <p className="quiet">{t('details.none')}</p>
        ) : (
          <ol className="history">
            {changes.toReversed().map(({ version, before, after, ownStatus, at, reason }) => (
              <li key={version}>
                <span>{t('details.step', { before: wordOf(before), after: ownStatus ?? wordOf(after) })}</span>
                <time dateTime={at}>{when.dateTime(at)}</time>
                {reason !== null && <em>{reason}</em>}
              </li>
            ))}
          </ol>
        )
      }
    </Loaded>
  );
}
