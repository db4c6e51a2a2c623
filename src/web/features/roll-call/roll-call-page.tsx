/** The roll called by photos: take them, see each face with its name, take off who it is not, confirm. */
import { useMutation } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useParams } from 'react-router';
import { sentenceOf } from '../../api/problem.ts';
import { paths } from '../../paths.ts';
import { useApi, useSignedIn } from '../../session/signed-in.ts';
import { Button } from '../../ui/button.tsx';
import { Page } from '../../ui/page.tsx';
import { Empty, Loading } from '../../ui/states.tsx';
import { toast } from '../../ui/toasts.tsx';
import { fitForUpload, mostPhotos } from '../camera/photos.ts';
import { chosenOf, noChoices, type Choices, type Proposal } from './proposal.ts';
import { ProposalShown } from './proposal-shown.tsx';

interface Looked {
  photos: File[];
  proposal: Proposal;
}

export function RollCallPage() {
  const { t } = useTranslation('rollCall');
  const { id = '' } = useParams();
  const picker = useRef<HTMLInputElement>(null);
  const [choices, setChoices] = useState<Choices>(noChoices);
  const { session } = useSignedIn();
  const look = useMutation({
    mutationFn: async (files: File[]): Promise<Looked> => {
      const photos = await Promise.all(files.map(fitForUpload));
      const body = new FormData();
      for (const photo of photos) body.append('photos', photo);
      const answer = await session.call(`/api/v2/sessions/${id}/roll-call`, { method: 'POST', body });
      return { photos, proposal: (await answer.json()) as Proposal };
    },
    onError: (error) => toast.fault(sentenceOf(error)),
  });
  const choose = (files: FileList | null): void => {
    if (!files || files.length === 0) return;
    if (files.length > mostPhotos) toast.fault(t('tooMany'));
    setChoices(noChoices);
    look.mutate([...files].slice(0, mostPhotos));
  };
  const pick = (
    <Button
      variant={look.data ? 'secondary' : 'primary'}
      isDisabled={look.isPending}
      onPress={() => picker.current?.click()}
    >
      {t(look.data ? 'again' : 'choose')}
    </Button>
  );
  return (
    <Page
      title={t('title')}
      lead={t('lead')}
      actions={
        <>
          {look.data && <Confirm sessionId={id} personIds={chosenOf(look.data.proposal, choices)} />}
          {look.data && pick}
          <Link className="button subtle" to={paths.session.at(id)}>
            {t('back')}
          </Link>
        </>
      }
    >
      <input
        ref={picker}
        type="file"
        accept="image/*"
        multiple
        hidden
        aria-label={t('choose')}
        onChange={(event) => {
          choose(event.target.files);
          // The same photos can be chosen once more.
          event.target.value = '';
        }}
      />
      {look.isPending ? (
        <div role="status">
          <Loading />
          <p className="centred">{t('looking')}</p>
        </div>
      ) : look.data ? (
        <ProposalShown {...look.data} choices={choices} onChoices={setChoices} />
      ) : (
        <Empty title={t('title')} text={t('hint')} action={pick} />
      )}
    </Page>
  );
}

function Confirm({ sessionId, personIds }: { sessionId: string; personIds: string[] }) {
  const { t } = useTranslation('rollCall');
  const api = useApi();
  const go = useNavigate();
  const params = { path: { sessionId } };
  const onError = (error: unknown): void => toast.fault(sentenceOf(error));
  const undo = api.useMutation('post', '/api/v2/sessions/{sessionId}/records/undo', {
    onSuccess: () => toast.done(t('undone')),
    onError,
  });
  const confirm = api.useMutation('post', '/api/v2/sessions/{sessionId}/roll-call/confirm', {
    onSuccess: (changes) => {
      toast.done(t('recorded', { count: personIds.length }), {
        label: t('undo'),
        run: () => undo.mutate({ params, body: { changes } }),
      });
      void go(paths.session.at(sessionId));
    },
    onError,
  });
  return (
    <Button
      variant="primary"
      isDisabled={personIds.length === 0}
      isPending={confirm.isPending}
      onPress={() => confirm.mutate({ params, body: { personIds } })}
    >
      {t('confirm', { count: personIds.length })}
    </Button>
  );
}
