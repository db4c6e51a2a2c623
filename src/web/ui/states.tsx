/** What a list or a page shows while it has nothing to show: loading, empty, failed. */
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { sentenceOf } from '../api/problem.ts';
import { Button } from './button.tsx';

export function Loading() {
  const { t } = useTranslation();
  return (
    <div className="loading" role="status">
      <span className="dots" aria-hidden="true">
        <i />
        <i />
        <i />
      </span>
      <span className="spoken">{t('loading')}</span>
    </div>
  );
}

export const Empty = ({ title, text, action }: { title: string; text?: string; action?: ReactNode }) => (
  <div className="empty">
    <h2>{title}</h2>
    {text !== undefined && <p>{text}</p>}
    {action}
  </div>
);

function Failed({ error, onAgain }: { error: unknown; onAgain?: () => void }) {
  const { t } = useTranslation();
  return (
    <div className="failed" role="alert">
      <p>{sentenceOf(error)}</p>
      {onAgain && <Button onPress={onAgain}>{t('tryAgain')}</Button>}
    </div>
  );
}

interface Query<Data> {
  data: Data | undefined;
  error: unknown;
  refetch: () => unknown;
}

/** Shows what was asked for once it is there; what was there before stays while it is asked anew. */
export function Loaded<Data>({ query, children }: { query: Query<Data>; children: (data: Data) => ReactNode }) {
  if (query.data !== undefined) return children(query.data);
  return !query.error ? <Loading /> : <Failed error={query.error} onAgain={() => void query.refetch()} />;
}
