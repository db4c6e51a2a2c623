/** Everybody of the school: found by name, address or number. */
import { useDeferredValue, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { paths } from '../../paths.ts';
import { useApi } from '../../session/signed-in.ts';
import { Button } from '../../ui/button.tsx';
import { Choice } from '../../ui/choice.tsx';
import { Page } from '../../ui/page.tsx';
import { Empty, Loaded } from '../../ui/states.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { AddPerson } from './add-person.tsx';
import type { Person } from './person.ts';
import { PersonSheet } from './person-sheet.tsx';
import { PeopleTable } from './people-table.tsx';

const aPage = 50;
const roles = ['everybody', 'student', 'teacher', 'guardian', 'admin'] as const;

export function PeoplePage() {
  const { t } = useTranslation('people');
  const [typed, setTyped] = useState('');
  const [role, setRole] = useState<(typeof roles)[number]>('everybody');
  const [isAdding, setAdding] = useState(false);
  const [opened, setOpened] = useState<Person>();
  const text = useDeferredValue(typed.trim());
  const found = useApi().useInfiniteQuery(
    'get',
    '/api/v2/people',
    { params: { query: { limit: aPage, ...(text !== '' && { text }), ...(role !== 'everybody' && { role }) } } },
    {
      pageParamName: 'after',
      // Nothing is sent for it; undefined would be sent as 0.
      initialPageParam: null as string | null,
      getNextPageParam: ({ next }) => next ?? undefined,
    },
  );
  const people = found.data?.pages.flatMap((page) => page.people);
  const isNarrowed = text !== '' || role !== 'everybody';
  return (
    <Page
      title={t('title')}
      actions={
        <>
          <Link className="button secondary" to={paths.importPeople}>
            {t('fromFile')}
          </Link>
          <Button variant="primary" onPress={() => setAdding(true)}>
            {t('add')}
          </Button>
        </>
      }
    >
      <div className="people-filter">
        <TextField type="search" label={t('search')} value={typed} onChange={setTyped} />
        <Choice
          label={t('role')}
          value={role}
          options={roles.map((value) => ({
            value,
            label: value === 'everybody' ? t('everybody') : t(`roles.${value}`),
          }))}
          onChange={setRole}
        />
      </div>
      <Loaded query={{ ...found, data: people }}>
        {(all) =>
          all.length > 0 ? (
            <PeopleTable people={all} onOpen={setOpened} />
          ) : isNarrowed ? (
            <Empty title={t('noMatch')} text={t('noMatchText')} />
          ) : (
            <Empty title={t('none')} text={t('noneText')} />
          )
        }
      </Loaded>
      {found.hasNextPage && (
        <Button isPending={found.isFetchingNextPage} onPress={() => void found.fetchNextPage()}>
          {t('more')}
        </Button>
      )}
      {isAdding && <AddPerson onClose={() => setAdding(false)} />}
      {opened && <PersonSheet key={opened.id} person={opened} onClose={() => setOpened(undefined)} />}
    </Page>
  );
}
