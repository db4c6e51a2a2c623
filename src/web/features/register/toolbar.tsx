/** What stands over the register: search, how many stand how, the way it is shown, and what is done for many at once. */
import type { RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/button.tsx';
import { Choice } from '../../ui/choice.tsx';
import { Icon } from '../../ui/icon.tsx';
import { statuses, type Counts, type Shown, type Status } from './register.ts';

export type View = 'grid' | 'list';

interface ToolbarProps {
  search: RefObject<HTMLInputElement | null>;
  text: string;
  onText: (text: string) => void;
  shown: Shown;
  onShown: (shown: Shown) => void;
  counts: Counts;
  total: number;
  view: View;
  onView: (view: View) => void;
  canMark: boolean;
  canUndo: boolean;
  selectedCount: number | undefined;
  onSelecting: (isSelecting: boolean) => void;
  onSelectAll: () => void;
  onMarkSelected: (status: Status) => void;
  onAllPresent: () => void;
  onUndo: () => void;
  onKeys: () => void;
}

export function Toolbar({ search, ...props }: ToolbarProps) {
  const { t } = useTranslation('register');
  const { counts, canMark, selectedCount } = props;
  return (
    <div className="register-bar">
      <div className="register-tools">
        <label className="search-box">
          <Icon name="search" />
          <span className="spoken">{t('find')}</span>
          <input
            ref={search}
            type="search"
            placeholder={t('find')}
            value={props.text}
            onChange={(event) => props.onText(event.target.value)}
          />
        </label>
        <Choice
          label={t('view')}
          value={props.view}
          options={(['grid', 'list'] as const).map((value) => ({ value, label: t(`views.${value}`) }))}
          onChange={props.onView}
        />
        <button
          type="button"
          className="round register-keys"
          aria-label={t('keys.open')}
          title={t('keys.open')}
          onClick={props.onKeys}
        >
          ?
        </button>
      </div>
      <Filters {...props} />
      {canMark && selectedCount === undefined && (
        <div className="register-tools">
          {counts.unmarked > 0 && (
            <Button variant="primary" onPress={props.onAllPresent}>
              {t('allPresent')}
            </Button>
          )}
          <Button isDisabled={!props.canUndo} onPress={props.onUndo}>
            {t('undo')}
          </Button>
          <Button variant="subtle" onPress={() => props.onSelecting(true)}>
            {t('select')}
          </Button>
          {counts.unmarked > 0 && <span className="quiet">{t('allPresentHint', { count: counts.unmarked })}</span>}
        </div>
      )}
      {canMark && selectedCount !== undefined && <Selection {...props} count={selectedCount} />}
    </div>
  );
}

function Filters({ counts, total, shown, onShown }: Omit<ToolbarProps, 'search'>) {
  const { t } = useTranslation('register');
  const filters = [
    { key: 'all' as Shown, label: t('all'), count: total },
    ...(['unmarked', ...statuses] as const).map((key) => ({
      key: key,
      label: t(`status.${key}`),
      count: counts[key],
    })),
  ];
  return (
    <div className="filters" role="group" aria-label={t('shown')}>
      {filters.map(({ key, label, count }) => (
        <button
          key={key}
          type="button"
          className={`filter ${key}`}
          aria-pressed={shown === key}
          onClick={() => onShown(shown === key ? 'all' : key)}
        >
          {label} <b>{count}</b>
        </button>
      ))}
    </div>
  );
}

function Selection(props: Omit<ToolbarProps, 'search'> & { count: number }) {
  const { t } = useTranslation('register');
  const { count, onMarkSelected } = props;
  return (
    <div className="register-tools selecting" role="group" aria-label={t('markSelected')}>
      <b role="status">{t('selected', { count })}</b>
      {statuses.map((status) => (
        <button
          key={status}
          type="button"
          className={`big-mark button ${status}`}
          disabled={count === 0}
          onClick={() => onMarkSelected(status)}
        >
          {t(`status.${status}`)}
        </button>
      ))}
      <Button variant="subtle" onPress={props.onSelectAll}>
        {t('selectAll')}
      </Button>
      <Button variant="subtle" onPress={() => props.onSelecting(false)}>
        {t('endSelection')}
      </Button>
    </div>
  );
}
