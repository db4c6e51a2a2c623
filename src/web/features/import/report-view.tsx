/** What becomes of every line of a file, and how its columns were read. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Choice } from '../../ui/choice.tsx';
import { Card } from '../../ui/page.tsx';
import { outcomeOf } from './outcome.ts';
import type { Report } from './use-import.ts';

const mostShown = 200;
const looks = { new: 'present', known: '', fault: 'absent', skipped: 'late' } as const;

export function ReportView({ report }: { report: Report }) {
  const { t } = useTranslation('importing');
  const [shown, setShown] = useState<'all' | 'fault'>(report.faults > 0 ? 'fault' : 'all');
  const lines = report.lines.filter(({ fate }) => shown === 'all' || fate === shown);
  return (
    <>
      <Card title={t('columns')}>
        <ul className="columns-read">
          {report.columns.map(({ header, field }) => (
            <li key={header}>
              <span>{header}</span>
              <span className={`status ${field === null ? 'late' : 'present'}`}>
                {field === null ? t('notRead') : t(`fields.${field}`, { defaultValue: field })}
              </span>
            </li>
          ))}
        </ul>
        {report.warnings.map((warning) => (
          <p key={warning} className="quiet">
            {warning}
          </p>
        ))}
      </Card>
      <Card
        title={t('lines')}
        actions={
          report.faults > 0 && (
            <Choice
              label={t('show')}
              value={shown}
              options={[
                { value: 'fault', label: t('onlyFaults') },
                { value: 'all', label: t('all') },
              ]}
              onChange={setShown}
            />
          )
        }
      >
        <p>{t('summary', { ...outcomeOf(report) })}</p>
        {report.classes.length > 0 && <p>{t('classesMade', { classes: report.classes.join(', ') })}</p>}
        <div className="table-frame">
          <table className="table">
            <thead>
              <tr>
                <th scope="col" className="number">
                  {t('line')}
                </th>
                <th scope="col">{t('person')}</th>
                <th scope="col">{t('fate')}</th>
              </tr>
            </thead>
            <tbody>
              {lines.slice(0, mostShown).map((line) => (
                <Line key={`${line.file ?? ''}${line.line}`} line={line} />
              ))}
            </tbody>
          </table>
        </div>
        {lines.length > mostShown && <p className="quiet">{t('further', { count: lines.length - mostShown })}</p>}
      </Card>
    </>
  );
}

function Line({ line }: { line: Report['lines'][number] }) {
  const { t } = useTranslation('importing');
  const said = [
    line.field === null
      ? line.reason
      : `${t(`fields.${line.field}` as 'fields.name', { defaultValue: line.field })}: ${line.reason}`,
    line.enrolled.length > 0 && t('comes', { classes: line.enrolled.join(', ') }),
    line.teaches.length > 0 && t('teaches', { classes: line.teaches.join(', ') }),
    ...line.changes.map(({ field, from, to }) => t('change', { field, from: from ?? '–', to: to ?? '–' })),
    ...line.notes,
  ].filter((part) => typeof part === 'string');
  return (
    <tr>
      <td className="number">{line.line}</td>
      <th scope="row">
        {line.name}
        {line.email !== '' && <span className="quiet"> {line.email}</span>}
      </th>
      <td>
        <span className={`status ${looks[line.fate]}`}>{t(`fates.${line.fate}`)}</span>{' '}
        <span className="quiet">{said.join(' · ')}</span>
      </td>
    </tr>
  );
}
