/** In place of a page that could not be shown. */
import { useTranslation } from 'react-i18next';
import { isRouteErrorResponse, Link, useRouteError } from 'react-router';
import { Button } from '../ui/button.tsx';

/** The service does not answer. */
export function Trouble({ sentence, onAgain }: { sentence: string; onAgain: () => void }) {
  const { t } = useTranslation();
  return (
    <main className="front">
      <div className="card form">
        <h1>Muster</h1>
        <p role="alert">{sentence}</p>
        <Button variant="primary" autoFocus onPress={onAgain}>
          {t('tryAgain')}
        </Button>
      </div>
    </main>
  );
}

export function NotHere() {
  const { t } = useTranslation();
  return (
    <section className="empty">
      <h1>{t('notHere')}</h1>
      <p>{t('notHereText')}</p>
      <Link className="button secondary" to="/">
        {t('toHome')}
      </Link>
    </section>
  );
}

/** A page threw: what it was stands in the browser's console. */
export function Broken() {
  const { t } = useTranslation();
  const error = useRouteError();
  if (isRouteErrorResponse(error) && error.status === 404) return <NotHere />;
  return (
    <section className="empty">
      <h1>{t('broken')}</h1>
      <Button variant="secondary" onPress={() => location.reload()}>
        {t('tryAgain')}
      </Button>
    </section>
  );
}
