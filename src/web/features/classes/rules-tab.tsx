/** How a class is held, in words, and how one joins it. */
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { sentenceOf } from '../../api/problem.ts';
import { useApi } from '../../session/signed-in.ts';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/page.tsx';
import { Loaded } from '../../ui/states.tsx';
import { toast } from '../../ui/toasts.tsx';
import type { ShownClass } from './shown-class.ts';

export function RulesTab({ shown }: ShownClass) {
  const { t, i18n } = useTranslation('classes');
  const { policy, code } = shown;
  const ways = policy.checkInWays.map((way) =>
    way
      .split('+')
      .map((method) => (isKnown(method) ? t(`rules.way.${method}`) : method))
      .join(' + '),
  );
  const list = new Intl.ListFormat(i18n.language, { type: 'disjunction' });
  const sentences = [
    ways.length === 0 ? t('rules.noWays') : t('rules.ways', { ways: list.format(ways) }),
    ...(ways.length === 0
      ? []
      : [t('rules.early', { count: policy.earlyCheckInMinutes }), t('rules.late', { count: policy.lateAfterMinutes })]),
    t('rules.minimum', { count: policy.minimumPercentage }),
    t('rules.register', { count: policy.lateRegisterDays }),
    t(`rules.excused.${policy.excusedRule}`),
    ...(policy.ownStatuses.length === 0
      ? []
      : [t('rules.own', { words: policy.ownStatuses.map(({ name }) => name).join(', ') })]),
  ];
  return (
    <div className="columns">
      <Card title={t('rules.title')}>
        <ul className="rules">
          {sentences.map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
        <p className="quiet">{t('rules.change', { class: code })}</p>
      </Card>
      <Joining classId={shown.id} />
    </div>
  );
}

const methods = ['selfie', 'code', 'qr', 'place', 'card'] as const;
const isKnown = (method: string): method is (typeof methods)[number] => methods.some((known) => known === method);

function Joining({ classId }: { classId: string }) {
  const { t } = useTranslation('classes');
  const api = useApi();
  const queries = useQueryClient();
  const params = { path: { classId } };
  const joining = api.useQuery('get', '/api/v2/classes/{classId}/joining', { params });
  const renew = api.useMutation('post', '/api/v2/classes/{classId}/joining/code', {
    onSuccess: () => {
      toast.done(t('joining.renewed'));
      return queries.invalidateQueries({ queryKey: ['get', '/api/v2/classes/{classId}/joining'] });
    },
    onError: (error) => toast.fault(sentenceOf(error)),
  });
  return (
    <Card title={t('joining.title')}>
      <Loaded query={joining}>
        {({ joinPolicy, joinCode }) => (
          <>
            <p>{t(`joining.${joinPolicy}`)}</p>
            {joinPolicy === 'code' && (
              <>
                <p className="join-code">{joinCode}</p>
                <div className="row-buttons">
                  <Button isPending={renew.isPending} onPress={() => renew.mutate({ params })}>
                    {t('joining.renew')}
                  </Button>
                </div>
              </>
            )}
          </>
        )}
      </Loaded>
    </Card>
  );
}
