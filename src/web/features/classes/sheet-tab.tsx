/** The attendance sheet of a class, for days and in a format one chooses. */
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { sentenceOf } from '../../api/problem.ts';
import { saveFile } from '../../session/save-file.ts';
import { useSignedIn } from '../../session/signed-in.ts';
import { Button } from '../../ui/button.tsx';
import { Choice } from '../../ui/choice.tsx';
import { Card } from '../../ui/page.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { toast } from '../../ui/toasts.tsx';
import { dayBack, type ShownClass } from './shown-class.ts';

const formats = ['pdf', 'xlsx', 'csv', 'json'] as const;
type Format = (typeof formats)[number];

export function SheetTab({ shown }: ShownClass) {
  const { t } = useTranslation('classes');
  const { session } = useSignedIn();
  const [from, setFrom] = useState(() => dayBack(30));
  const [to, setTo] = useState(() => dayBack(0));
  const [format, setFormat] = useState<Format>('pdf');
  const download = useMutation({
    mutationFn: () =>
      saveFile(
        session,
        `/api/v2/classes/${shown.id}/sheet?${new URLSearchParams({ from, to, format }).toString()}`,
        `${shown.code}.${format}`,
      ),
    onError: (error) => toast.fault(sentenceOf(error)),
  });
  return (
    <Card title={t('tabs.sheet')}>
      <p className="quiet">{t('downloadText')}</p>
      <form
        className="settings"
        onSubmit={(event) => {
          event.preventDefault();
          download.mutate();
        }}
      >
        <div className="columns">
          <TextField label={t('from')} type="date" value={from} onChange={setFrom} isRequired />
          <TextField label={t('to')} type="date" value={to} onChange={setTo} isRequired />
        </div>
        <Choice
          label={t('format')}
          value={format}
          options={formats.map((value) => ({ value, label: t(`formats.${value}`) }))}
          onChange={setFormat}
        />
        <div className="row-buttons">
          <Button type="submit" variant="primary" isPending={download.isPending}>
            {t('download')}
          </Button>
        </div>
      </form>
    </Card>
  );
}
