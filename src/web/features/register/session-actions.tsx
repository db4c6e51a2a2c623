/** What can be done with a lesson: open, show its code, close, open again, cancel, make void, give back. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { paths } from '../../paths.ts';
import { sentenceOf } from '../../api/problem.ts';
import { useApi } from '../../session/signed-in.ts';
import { Button } from '../../ui/button.tsx';
import { Menu, type MenuChoice } from '../../ui/menu.tsx';
import { Sheet } from '../../ui/sheet.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { toast } from '../../ui/toasts.tsx';
import { useWhen } from '../../ui/use-when.ts';
import type { OpenRegister } from './use-register.ts';

type Asked = 'close' | 'cancel' | 'void';

export function SessionActions({ register, unmarked }: { register: OpenRegister; unmarked: number }) {
  const { t } = useTranslation('register');
  const [asked, setAsked] = useState<Asked>();
  const api = useApi();
  const go = useNavigate();
  const { session } = register;
  const onError = (error: unknown): void => toast.fault(sentenceOf(error));
  const params = { path: { sessionId: session.id } };
  const open = api.useMutation('post', '/api/v2/sessions/{sessionId}/open', {
    onSuccess: () => toast.done(t('actions.opened')),
    onError,
  });
  const reopen = api.useMutation('post', '/api/v2/sessions/{sessionId}/reopen', {
    onSuccess: ({ takenBack }) => toast.done(t('actions.reopened', { count: takenBack })),
    onError,
  });
  const restore = api.useMutation('post', '/api/v2/sessions/{sessionId}/restore', {
    onSuccess: () => toast.done(t('actions.restored')),
    onError,
  });
  const { status } = session;
  const choices: MenuChoice[] = [
    ...(status === 'open' || status === 'closed'
      ? [{ id: 'rollCall', label: t('actions.rollCall'), run: () => void go(paths.rollCall.at(session.id)) }]
      : []),
    ...(status === 'closed'
      ? [{ id: 'reopen', label: t('actions.reopen'), run: () => reopen.mutate({ params }) }]
      : []),
    ...(status === 'scheduled'
      ? [{ id: 'cancel', label: t('actions.cancel'), run: () => setAsked('cancel'), isGrave: true }]
      : []),
    ...(status === 'open' || status === 'closed'
      ? [{ id: 'void', label: t('actions.void'), run: () => setAsked('void'), isGrave: true }]
      : []),
  ];
  return (
    <>
      {status === 'scheduled' && (
        <Button variant="primary" isPending={open.isPending} onPress={() => open.mutate({ params })}>
          {t('actions.open')}
        </Button>
      )}
      {status === 'open' && (
        <>
          <Link className="button primary" to={paths.code.at(session.id)}>
            {t('actions.showCode')}
          </Link>
          <Button onPress={() => setAsked('close')}>{t('actions.close')}</Button>
        </>
      )}
      {status === 'cancelled' && (
        <Button isPending={restore.isPending} onPress={() => restore.mutate({ params })}>
          {t('actions.restore')}
        </Button>
      )}
      {choices.length > 0 && <Menu label={t('actions.menu')} choices={choices} />}
      {asked === 'close' && <CloseSheet {...{ register, unmarked }} onClose={() => setAsked(undefined)} />}
      {(asked === 'cancel' || asked === 'void') && (
        <EndSheet {...{ register }} how={asked} onClose={() => setAsked(undefined)} />
      )}
    </>
  );
}

function CloseSheet({
  register,
  unmarked,
  onClose,
}: {
  register: OpenRegister;
  unmarked: number;
  onClose: () => void;
}) {
  const { t } = useTranslation('register');
  const { session, ofClass } = register;
  const close = useApi().useMutation('post', '/api/v2/sessions/{sessionId}/close', {
    onSuccess: (written) => {
      toast.done(t('actions.closed', written));
      onClose();
    },
    onError: (error) => toast.fault(sentenceOf(error)),
  });
  return (
    <Sheet isGrave title={t('actions.closeTitle', { class: ofClass.code })} onClose={onClose}>
      <p>{unmarked > 0 ? t('actions.closeText', { count: unmarked }) : t('actions.closeAll')}</p>
      <p className="quiet">{t('actions.closeCheckIn')}</p>
      <div className="dialog-buttons">
        <Button onPress={onClose}>{t('actions.back')}</Button>
        <Button
          variant="primary"
          autoFocus
          isPending={close.isPending}
          onPress={() => close.mutate({ params: { path: { sessionId: session.id } } })}
        >
          {t('actions.closeNow')}
        </Button>
      </div>
    </Sheet>
  );
}

/** Cancel what is planned; make void, with a reason, what was held. */
function EndSheet({ register, how, onClose }: { register: OpenRegister; how: 'cancel' | 'void'; onClose: () => void }) {
  const { t } = useTranslation('register');
  const [reason, setReason] = useState('');
  const { session, ofClass } = register;
  const day = useWhen(ofClass.timeZone).day(session.startsAt);
  const api = useApi();
  const told = {
    onSuccess: () => {
      toast.done(t(how === 'void' ? 'actions.voided' : 'actions.cancelled'));
      onClose();
    },
    onError: (error: unknown) => toast.fault(sentenceOf(error)),
  };
  const cancel = api.useMutation('post', '/api/v2/sessions/{sessionId}/cancel', told);
  const makeVoid = api.useMutation('post', '/api/v2/sessions/{sessionId}/void', told);
  const params = { path: { sessionId: session.id } };
  const given = reason.trim();
  return (
    <Sheet isGrave title={t(`actions.${how}Title`, { class: ofClass.code, day })} onClose={onClose}>
      <p>{t(`actions.${how}Text`)}</p>
      <TextField
        label={t('actions.reason')}
        hint={t('actions.reasonHint')}
        value={reason}
        onChange={setReason}
        maxLength={300}
        isRequired={how === 'void'}
        autoFocus
      />
      <div className="dialog-buttons">
        <Button onPress={onClose}>{t('actions.back')}</Button>
        <Button
          variant="danger"
          isDisabled={how === 'void' && given === ''}
          isPending={cancel.isPending || makeVoid.isPending}
          onPress={() =>
            how === 'void'
              ? makeVoid.mutate({ params, body: { reason: given } })
              : cancel.mutate({ params, body: { reason: given === '' ? null : given } })
          }
        >
          {t(`actions.${how}Now`)}
        </Button>
      </div>
    </Sheet>
  );
}
