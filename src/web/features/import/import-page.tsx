/** People from a file: dropped, looked at line by line, then brought in. */
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Checkbox, DropZone, FileTrigger, ProgressBar, Text } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { sentenceOf } from '../../api/problem.ts';
import { paths } from '../../paths.ts';
import { saveFile } from '../../session/save-file.ts';
import { useSignedIn } from '../../session/signed-in.ts';
import { Button } from '../../ui/button.tsx';
import { Card, Page } from '../../ui/page.tsx';
import { Empty, Loading } from '../../ui/states.tsx';
import { toast } from '../../ui/toasts.tsx';
import { outcomeOf, writesAnything } from './outcome.ts';
import { ReportView } from './report-view.tsx';
import { useImport, type Options } from './use-import.ts';

const usual: Options = { createClasses: true, applyChanges: false, invite: false };

export function ImportPage() {
  const { t } = useTranslation('importing');
  const queries = useQueryClient();
  const [file, setFile] = useState<File>();
  const [options, setOptions] = useState(usual);
  const { state, fault, send, reset } = useImport();
  const look = (chosen: File, as: Options): void => {
    setFile(chosen);
    setOptions(as);
    void send(chosen, as, true);
  };
  const run = async (chosen: File): Promise<void> => {
    await send(chosen, options, false);
    await queries.invalidateQueries();
  };
  return (
    <Page title={t('title')} lead={t('lead')}>
      {fault !== undefined && (
        <p role="alert" className="form-error">
          {fault}
        </p>
      )}
      {state.kind === 'empty' && <Chooser onFile={(chosen) => look(chosen, options)} />}
      {state.kind === 'looking' && <Loading />}
      {state.kind === 'running' && <Running done={state.done} total={state.total} />}
      {state.kind === 'seen' && file && (
        <>
          <OptionsCard options={options} onChange={(changed) => look(file, changed)} />
          <ReportView report={state.report} />
          <div className="row-buttons">
            <Button
              variant="primary"
              isDisabled={!writesAnything(outcomeOf(state.report))}
              onPress={() => void run(file)}
            >
              {t('run')}
            </Button>
            <Button onPress={reset}>{t('another')}</Button>
          </div>
        </>
      )}
      {state.kind === 'done' && (
        <Empty
          title={t('done')}
          text={t('doneText', { ...state.report })}
          action={
            <Link className="button primary" to={paths.people}>
              {t('toPeople')}
            </Link>
          }
        />
      )}
    </Page>
  );
}

function Chooser({ onFile }: { onFile: (file: File) => void }) {
  const { t } = useTranslation('importing');
  const { session } = useSignedIn();
  return (
    <DropZone
      className="drop"
      onDrop={({ items }) => {
        const [item] = items;
        if (item?.kind === 'file') void item.getFile().then(onFile);
      }}
    >
      <Text slot="label">{t('drop')}</Text>
      <FileTrigger
        acceptedFileTypes={['.csv', '.txt', '.tsv', '.xlsx', '.zip']}
        onSelect={(files) => {
          const [chosen] = files ?? [];
          if (chosen) onFile(chosen);
        }}
      >
        <Button variant="primary">{t('choose')}</Button>
      </FileTrigger>
      <Button
        variant="subtle"
        onPress={() =>
          void saveFile(session, '/api/v2/people/import/template?format=xlsx', 'people.xlsx').catch((error: unknown) =>
            toast.fault(sentenceOf(error)),
          )
        }
      >
        {t('template')}
      </Button>
    </DropZone>
  );
}

function Running({ done, total }: { done: number; total: number }) {
  const { t } = useTranslation('importing');
  const label = t('running', { done, total });
  return (
    <ProgressBar
      className="progress"
      aria-label={label}
      {...(total > 0 ? { value: done, maxValue: total } : { isIndeterminate: true })}
    >
      {({ percentage }) => (
        <>
          <span>{total > 0 ? label : t('looking')}</span>
          <span className="progress-bar">
            <span style={{ inlineSize: `${percentage ?? 35}%` }} />
          </span>
        </>
      )}
    </ProgressBar>
  );
}

function OptionsCard({ options, onChange }: { options: Options; onChange: (options: Options) => void }) {
  const { t } = useTranslation('importing');
  return (
    <Card title={t('options')}>
      <div className="settings">
        {(['createClasses', 'applyChanges', 'invite'] as const).map((name) => (
          <Checkbox
            key={name}
            className="tick"
            isSelected={options[name]}
            onChange={(isSelected) => onChange({ ...options, [name]: isSelected })}
          >
            <span className="tick-box" aria-hidden="true" />
            {t(name)}
          </Checkbox>
        ))}
      </div>
    </Card>
  );
}
