/** Says from when on somebody's role needs a second factor; from then on nothing else can be done. */
import { useEffect, useEffectEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSignedIn } from '../session/signed-in.ts';
import { openMySignIn } from '../features/account/my-sign-in.ts';
import { Button } from '../ui/button.tsx';

export function SecondFactorNotice() {
  const { t, i18n } = useTranslation();
  const { session, me, leave, changeMe } = useSignedIn();
  const dueAt = me.secondFactorDueAt ?? undefined;
  const [openedAt] = useState(() => Date.now());
  const isDue = dueAt !== undefined && Date.parse(dueAt) <= openedAt;
  const open = (): void =>
    openMySignIn(
      session,
      me,
      (where) => void leave(where),
      () => changeMe({ secondFactorDueAt: null }),
    );
  const openAtOnce = useEffectEvent(open);
  useEffect(() => {
    if (isDue) openAtOnce();
  }, [isDue]);
  if (dueAt === undefined) return null;
  const day = new Date(dueAt).toLocaleDateString(i18n.language, { day: 'numeric', month: 'long' });
  return (
    <p className="due" role="status">
      {isDue ? t('secondFactorNow') : t('secondFactorBy', { day })}{' '}
      <Button className="quiet-link" onPress={open}>
        {t('setItUp')}
      </Button>
    </p>
  );
}
