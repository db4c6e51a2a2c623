/** One's own account: how one signs in, where else one uses Muster, and how the page looks. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSignedIn } from '../../session/signed-in.ts';
import { chooseTheme, readTheme, themes, type Theme } from '../../ui/theme.ts';
import { Button } from '../../ui/button.tsx';
import { Card, Page } from '../../ui/page.tsx';
import { Choice } from '../../ui/choice.tsx';
import { chooseLanguage, languages, type Language } from '../../words/words.ts';
import { openFocus } from '../focus/focus.ts';
import { openAccounts } from './chat-accounts.ts';
import { openMySignIn } from './my-sign-in.ts';

export function AccountPage() {
  const { t, i18n } = useTranslation('account');
  const { session, me, leave, changeMe } = useSignedIn();
  const [theme, setTheme] = useState(readTheme);
  const openSignIn = (): void =>
    openMySignIn(
      session,
      me,
      (where) => void leave(where),
      () => changeMe({ secondFactorDueAt: null }),
    );
  return (
    <Page title={t('title')} lead={[me.name, me.email, me.externalId].filter(Boolean).join(' · ')}>
      <Card>
        <div className="settings">
          <Setting name={t('signingIn')} text={t('signingInText')} onOpen={openSignIn} />
          <Setting name={t('chatAccounts')} text={t('chatAccountsText')} onOpen={() => openAccounts(session)} />
          {me.role !== 'guardian' && (
            <Setting name={t('focusIndex')} text={t('focusIndexText')} onOpen={() => openFocus(session, me)} />
          )}
        </div>
      </Card>
      <Card>
        <div className="settings">
          <Choice
            label={t('theme')}
            value={theme}
            options={themes.map((value) => ({ value, label: t(`themes.${value}`) }))}
            onChange={(chosen: Theme) => {
              chooseTheme(chosen);
              setTheme(chosen);
            }}
          />
          <Choice
            label={t('language')}
            value={i18n.language as Language}
            options={(Object.keys(languages) as Language[]).map((value) => ({ value, label: languages[value].name }))}
            onChange={(chosen: Language) => void chooseLanguage(chosen)}
          />
        </div>
      </Card>
    </Page>
  );
}

const Setting = ({ name, text, onOpen }: { name: string; text: string; onOpen: () => void }) => (
  <div className="setting">
    <p>{text}</p>
    <Button onPress={onOpen}>{name}</Button>
  </div>
);
