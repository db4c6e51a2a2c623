/** Who is in a class. */
import { useTranslation } from 'react-i18next';
import { useApi } from '../../session/signed-in.ts';
import { Card } from '../../ui/page.tsx';
import { Empty, Loaded } from '../../ui/states.tsx';
import { useWhen } from '../../ui/use-when.ts';
import type { ShownClass } from './shown-class.ts';

export function RosterTab({ shown }: ShownClass) {
  const { t } = useTranslation('classes');
  const when = useWhen(shown.timeZone);
  const roster = useApi().useQuery('get', '/api/v2/classes/{classId}/students', {
    params: { path: { classId: shown.id } },
  });
  return (
    <Loaded query={roster}>
      {(students) =>
        students.length === 0 ? (
          <Empty title={t('noStudents')} text={t('noStudentsText')} />
        ) : (
          <Card title={t('students', { count: students.length })}>
            <div className="table-frame">
              <table className="table">
                <thead>
                  <tr>
                    <th scope="col">{t('name')}</th>
                    <th scope="col">{t('number')}</th>
                    <th scope="col">{t('since')}</th>
                  </tr>
                </thead>
                <tbody>
                  {students.map(({ id, name, externalId, enrolledAt }) => (
                    <tr key={id}>
                      <th scope="row">{name}</th>
                      <td>{externalId}</td>
                      <td>{when.longDay(enrolledAt)}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          </Card>
        )
      }
    </Loaded>
  );
}
