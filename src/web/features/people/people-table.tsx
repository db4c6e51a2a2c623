/** People in a table; on phones a line each. */
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/button.tsx';
import type { Person } from './person.ts';

export function PeopleTable({ people, onOpen }: { people: readonly Person[]; onOpen: (person: Person) => void }) {
  const { t } = useTranslation('people');
  return (
    <div className="panel table-frame">
      <table className="table people-table">
        <thead>
          <tr>
            <th scope="col">{t('name')}</th>
            <th scope="col">{t('number')}</th>
            <th scope="col">{t('email')}</th>
            <th scope="col">{t('role')}</th>
          </tr>
        </thead>
        <tbody>
          {people.map((person) => (
            <tr key={person.id}>
              <th scope="row">
                <Button
                  className="quiet-link"
                  aria-label={t('open', { name: person.name })}
                  onPress={() => onOpen(person)}
                >
                  {person.name}
                </Button>
                {person.status !== 'active' && <span className="status">{t(`status.${person.status}`)}</span>}
                {person.looksLike && person.looksLike.length > 0 && (
                  <span className="status late">{t('looksLike', { names: person.looksLike.join(', ') })}</span>
                )}
              </th>
              <td>{person.externalId ?? '–'}</td>
              <td>{person.email ?? '–'}</td>
              <td>{t(`aRole.${person.role}`)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
