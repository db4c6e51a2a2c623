/** How everybody of a class stands; those below its minimum first. */
import { useTranslation } from 'react-i18next';
import { statuses } from '../register/register.ts';
import { useApi } from '../../session/signed-in.ts';
import { Card } from '../../ui/page.tsx';
import { Empty, Loaded } from '../../ui/states.tsx';
import type { ShownClass } from './shown-class.ts';

export function FiguresTab({ shown }: ShownClass) {
  const { t } = useTranslation('classes');
  const { t: tRegister } = useTranslation('register');
  const figures = useApi().useQuery('get', '/api/v2/classes/{classId}/figures', {
    params: { path: { classId: shown.id } },
  });
  return (
    <Loaded query={{ ...figures, data: typeof figures.data === 'string' ? undefined : figures.data }}>
      {({ students, counting }) =>
        students.length === 0 ? (
          <Empty title={t('noFigures')} text={t('noFiguresText')} />
        ) : (
          <Card title={t('tabs.figures')}>
            <p className="quiet">{t('figuresText', { counting })}</p>
            <div className="table-frame">
              <table className="table">
                <thead>
                  <tr>
                    <th scope="col">{t('name')}</th>
                    {statuses.map((status) => (
                      <th key={status} scope="col" className="number">
                        {tRegister(`status.${status}`)}
                      </th>
                    ))}
                    <th scope="col" className="number">
                      {t('percentage')}
                    </th>
                  </tr>
                </thead>
                <tbody>
                  {students
                    .toSorted((a, b) => Number(b.isBelowMinimum) - Number(a.isBelowMinimum))
                    .map((student) => (
                      <tr key={student.personId}>
                        <th scope="row">
                          {student.name}{' '}
                          {student.isBelowMinimum && <span className="status absent">{t('belowMinimum')}</span>}
                          {student.hasLeft && <span className="status">{t('hasLeft')}</span>}
                        </th>
                        {statuses.map((status) => (
                          <td key={status} className="number">
                            {student[status]}
                          </td>
                        ))}
                        <td className="number">{student.percentage === null ? '–' : `${student.percentage} %`}</td>
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
