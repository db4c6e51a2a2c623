/** From an empty service to a school that takes attendance: what is there, what is missing, and the way to it. */
import type { ReactNode } from 'react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { paths } from '../../paths.ts';
import { useApi } from '../../session/signed-in.ts';
import { Button } from '../../ui/button.tsx';
import { Page } from '../../ui/page.tsx';
import { Loaded } from '../../ui/states.tsx';
import { AddClass } from './add-class.tsx';
import { AddHoliday } from './add-holiday.tsx';
import { CampusSheet, type Campus } from './campus-sheet.tsx';
import { Invite } from './invite.tsx';

/** So many are asked for to see whether there are any. */
const fewPeople = 100;

type Opened = { kind: 'campus'; campus?: Campus } | { kind: 'class' } | { kind: 'holiday' } | { kind: 'invite' };

export function SetUpPage() {
  const { t } = useTranslation('setUp');
  const api = useApi();
  const campuses = api.useQuery('get', '/api/v2/campuses');
  const people = api.useQuery('get', '/api/v2/people', { params: { query: { limit: fewPeople } } });
  const classes = api.useQuery('get', '/api/v2/classes');
  const holidays = api.useQuery('get', '/api/v2/holidays');
  const [opened, setOpened] = useState<Opened>();
  const close = (): void => setOpened(undefined);
  const all = campuses.data && people.data && classes.data && holidays.data;
  const query = {
    data: all && { campuses: campuses.data, people: people.data, classes: classes.data, holidays: holidays.data },
    error: campuses.error ?? people.error ?? classes.error ?? holidays.error,
    refetch: () => Promise.all([campuses, people, classes, holidays].map(({ refetch }) => refetch())),
  };
  return (
    <Page title={t('title')} lead={t('lead')}>
      <Loaded query={query}>
        {(known) => {
          const others = known.people.people.filter(({ role }) => role !== 'admin').length;
          const isCampusSet = known.campuses.some(({ timeZone }) => timeZone !== 'UTC');
          const steps = [isCampusSet, others > 0, known.classes.length > 0, known.holidays.length > 0];
          return (
            <>
              <p className="quiet">{t('progress', { done: steps.filter(Boolean).length, all: steps.length })}</p>
              <ol className="steps">
                <Step name={t('campus')} text={t('campusText')} isDone={isCampusSet}>
                  {known.campuses.map((campus) => (
                    <div key={campus.id} className="setting">
                      <p>{t('campusNow', { name: campus.name, timeZone: campus.timeZone })}</p>
                      <Button onPress={() => setOpened({ kind: 'campus', campus })}>{t('change')}</Button>
                    </div>
                  ))}
                  <div>
                    <Button onPress={() => setOpened({ kind: 'campus' })}>{t('add')}</Button>
                  </div>
                </Step>
                <Step name={t('people')} text={t('peopleText')} isDone={others > 0}>
                  <p>
                    {known.people.next === null
                      ? t('peopleNow', { count: others })
                      : t('peopleMany', { count: fewPeople })}
                  </p>
                  <div>
                    <Link className="button primary" to={paths.importPeople}>
                      {t('fromFile')}
                    </Link>
                  </div>
                </Step>
                <Step name={t('classes')} text={t('classesText')} isDone={known.classes.length > 0}>
                  <p>{t('classesNow', { count: known.classes.length })}</p>
                  <div>
                    <Button isDisabled={known.campuses.length === 0} onPress={() => setOpened({ kind: 'class' })}>
                      {t('addClass')}
                    </Button>
                  </div>
                </Step>
                <Step name={t('holidays')} text={t('holidaysText')} isDone={known.holidays.length > 0}>
                  <p>{t('holidaysNow', { count: known.holidays.length })}</p>
                  <div>
                    <Button onPress={() => setOpened({ kind: 'holiday' })}>{t('addHoliday')}</Button>
                  </div>
                </Step>
                <Step name={t('invitations')} text={t('invitationsText')}>
                  <div>
                    <Button isDisabled={known.classes.length === 0} onPress={() => setOpened({ kind: 'invite' })}>
                      {t('invite')}
                    </Button>
                  </div>
                </Step>
              </ol>
              {opened?.kind === 'campus' && <CampusSheet campus={opened.campus} onClose={close} />}
              {opened?.kind === 'class' && <AddClass campuses={known.campuses} onClose={close} />}
              {opened?.kind === 'holiday' && <AddHoliday onClose={close} />}
              {opened?.kind === 'invite' && <Invite classes={known.classes} onClose={close} />}
            </>
          );
        }}
      </Loaded>
    </Page>
  );
}

interface StepProps {
  name: string;
  text: string;
  /** Left out where there is nothing to be done once and for all. */
  isDone?: boolean;
  children: ReactNode;
}

function Step({ name, text, isDone, children }: StepProps) {
  const { t } = useTranslation('setUp');
  return (
    <li className="panel step">
      <div className="panel-head">
        <h2>{name}</h2>
        {isDone !== undefined && (
          <span className={`status ${isDone ? 'present' : 'late'}`}>{isDone ? t('done') : t('open')}</span>
        )}
      </div>
      <p className="quiet">{text}</p>
      {children}
    </li>
  );
}
