/** One list of what waits for a decision: leave and appeals, decided by press or key. */
import { useRef, useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '../../session/signed-in.ts';
import { Page } from '../../ui/page.tsx';
import { Empty, Loaded } from '../../ui/states.tsx';
import { DecisionSheet } from './decision-sheet.tsx';
import { listItems, moveTo, type Item, type Verdict } from './inbox.ts';
import { ItemCard } from './item-card.tsx';

export function InboxPage() {
  const { t } = useTranslation('inbox');
  const api = useApi();
  const leave = api.useQuery('get', '/api/v2/leave', { params: { query: { status: 'pending', limit: 200 } } });
  const appeals = api.useQuery('get', '/api/v2/appeals', { params: { query: { status: 'open' } } });
  const data = leave.data && appeals.data ? listItems(leave.data.requests, appeals.data) : undefined;
  const refetch = (): void => {
    void leave.refetch();
    void appeals.refetch();
  };
  return (
    <Page title={t('title')} lead={data && data.length > 0 && t('lead')}>
      <Loaded query={{ data, error: leave.error ?? appeals.error, refetch }}>
        {(items) =>
          items.length === 0 ? <Empty title={t('nothing')} text={t('nothingText')} /> : <Items items={items} />
        }
      </Loaded>
    </Page>
  );
}

function Items({ items }: { items: readonly Item[] }) {
  const list = useRef<HTMLUListElement>(null);
  const [currentId, setCurrentId] = useState<string>();
  const [asked, setAsked] = useState<{ item: Item; verdict: Verdict }>();
  const index = Math.max(
    0,
    items.findIndex(({ id }) => id === currentId),
  );

  function onKeyDown(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const aim = moveTo(event.key, index, items.length);
    const verdict = verdictOfKey[event.key.toLowerCase()];
    const item = items[index];
    if (aim !== undefined) list.current?.querySelectorAll<HTMLElement>('[data-item]')[aim]?.focus();
    else if (verdict && item) setAsked({ item, verdict });
    else return;
    event.preventDefault();
  }

  return (
    <>
      <ul ref={list} className="cards" onKeyDown={onKeyDown}>
        {items.map((item, place) => (
          <ItemCard
            key={item.id}
            item={item}
            isCurrent={place === index}
            onFocus={() => setCurrentId(item.id)}
            onDecide={(verdict) => setAsked({ item, verdict })}
          />
        ))}
      </ul>
      {asked && <DecisionSheet {...asked} onClose={() => setAsked(undefined)} />}
    </>
  );
}

const verdictOfKey: Record<string, Verdict> = { a: 'approve', d: 'decline' };
