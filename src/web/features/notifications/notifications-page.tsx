/** What the service told the person, newest first. */
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useApi } from '../../session/signed-in.ts';
import { sentenceOf } from '../../api/problem.ts';
import { Button } from '../../ui/button.tsx';
import { Page } from '../../ui/page.tsx';
import { Empty, Loaded } from '../../ui/states.tsx';
import { toast } from '../../ui/toasts.tsx';
import { useWhen } from '../../ui/use-when.ts';

const aPage = 50;

export function NotificationsPage() {
  const { t } = useTranslation('notifications');
  const api = useApi();
  const queries = useQueryClient();
  const when = useWhen();
  const found = api.useInfiniteQuery(
    'get',
    '/api/v2/me/notifications',
    { params: { query: { limit: aPage } } },
    {
      pageParamName: 'before',
      // Nothing is sent for it; undefined would be sent as 0.
      initialPageParam: null as string | null,
      getNextPageParam: ({ next }) => next ?? undefined,
    },
  );
  const read = api.useMutation('post', '/api/v2/me/notifications/read', {
    onSuccess: () => queries.invalidateQueries({ queryKey: ['get', '/api/v2/me/notifications'] }),
    onError: (error) => toast.fault(sentenceOf(error)),
  });
  const told = found.data?.pages.flatMap(({ notifications }) => notifications);
  const unread = (told ?? []).filter(({ readAt }) => readAt === null).map(({ id }) => id);
  return (
    <Page
      title={t('title')}
      actions={
        unread.length > 0 && (
          <Button isPending={read.isPending} onPress={() => read.mutate({ body: { ids: unread } })}>
            {t('readAll')}
          </Button>
        )
      }
    >
      <Loaded query={{ ...found, data: told }}>
        {(all) =>
          all.length === 0 ? (
            <Empty title={t('none')} text={t('noneText')} />
          ) : (
            <ul className="cards">
              {all.map(({ id, title, text, createdAt, readAt }) => (
                <li key={id} className={`panel told ${readAt === null ? 'unread' : ''}`}>
                  <h2>{title}</h2>
                  <p>{text}</p>
                  <time dateTime={createdAt}>{when.dateTime(createdAt)}</time>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
      {found.hasNextPage && (
        <Button isPending={found.isFetchingNextPage} onPress={() => void found.fetchNextPage()}>
          {t('older')}
        </Button>
      )}
    </Page>
  );
}
