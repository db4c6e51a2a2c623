/** Asks once more, since whom it is about are told at once; with a few words if one likes. */
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { sentenceOf } from '../../api/problem.ts';
import { useApi } from '../../session/signed-in.ts';
import { Button } from '../../ui/button.tsx';
import { Sheet } from '../../ui/sheet.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { toast } from '../../ui/toasts.tsx';
import type { Item, Verdict } from './inbox.ts';

export function DecisionSheet({ item, verdict, onClose }: { item: Item; verdict: Verdict; onClose: () => void }) {
  const { t } = useTranslation('inbox');
  const { t: tRegister } = useTranslation('register');
  const [text, setText] = useState('');
  const { kind, student } = item;
  const { decide, isPending } = useDecision(item, verdict, onClose);
  const wanted = kind === 'appeal' ? tRegister(`status.${item.appeal.wanted}`) : '';
  return (
    <Sheet isGrave title={t(`ask.${verdict}.${kind}`, { name: student })} onClose={onClose}>
      <p>{t(`text.${verdict}.${kind}`, { status: wanted })}</p>
      <form
        className="settings"
        onSubmit={(event) => {
          event.preventDefault();
          decide(text.trim());
        }}
      >
        <TextField
          label={t('answer')}
          hint={t('answerHint', { name: student })}
          value={text}
          onChange={setText}
          maxLength={kind === 'leave' ? 500 : 1000}
          autoFocus
        />
        <div className="dialog-buttons">
          <Button onPress={onClose}>{t('back')}</Button>
          <Button type="submit" variant="primary" isPending={isPending}>
            {t(`${verdict}.${kind}`)}
          </Button>
        </div>
      </form>
    </Sheet>
  );
}

function useDecision(
  { id, kind, student }: Item,
  verdict: Verdict,
  onClose: () => void,
): { decide: (text: string) => void; isPending: boolean } {
  const { t } = useTranslation('inbox');
  const api = useApi();
  const queries = useQueryClient();
  const then = {
    onSuccess: async () => {
      toast.done(t(`done.${verdict}.${kind}`, { name: student }));
      onClose();
      for (const path of ['/api/v2/leave', '/api/v2/appeals', '/api/v2/me/dashboard'])
        await queries.invalidateQueries({ queryKey: ['get', path] });
    },
    onError: (error: unknown) => toast.fault(sentenceOf(error)),
  };
  const approve = api.useMutation('post', '/api/v2/leave/{leaveId}/approve', then);
  const reject = api.useMutation('post', '/api/v2/leave/{leaveId}/reject', then);
  const answer = api.useMutation('post', '/api/v2/appeals/{appealId}/answer', then);
  const decide = (text: string): void => {
    if (kind === 'appeal')
      return answer.mutate({
        params: { path: { appealId: id } },
        body: { accept: verdict === 'approve', answer: text === '' ? null : text },
      });
    (verdict === 'approve' ? approve : reject).mutate({
      params: { path: { leaveId: id } },
      body: text === '' ? {} : { comment: text },
    });
  };
  return { decide, isPending: approve.isPending || reject.isPending || answer.isPending };
}
