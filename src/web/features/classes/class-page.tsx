/** One class: its lessons, roster, sheets, figures and rules. */
import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams, useSearchParams } from 'react-router';
import { sentenceOf } from '../../api/problem.ts';
import type { Answer } from '../../api/answers.ts';
import { paths } from '../../paths.ts';
import { useApi } from '../../session/signed-in.ts';
import { Button } from '../../ui/button.tsx';
import { Page } from '../../ui/page.tsx';
import { Loaded } from '../../ui/states.tsx';
import { toast } from '../../ui/toasts.tsx';
import { FiguresTab } from './figures-tab.tsx';
import { LessonsTab } from './lessons-tab.tsx';
import { RosterTab } from './roster-tab.tsx';
import { RulesTab } from './rules-tab.tsx';
import { SheetTab } from './sheet-tab.tsx';

const tabs = { lessons: LessonsTab, roster: RosterTab, sheet: SheetTab, figures: FiguresTab, rules: RulesTab };
const names = Object.keys(tabs) as (keyof typeof tabs)[];

export function ClassPage() {
  const { id: classId = '' } = useParams();
  const found = useApi().useQuery('get', '/api/v2/classes/{classId}', { params: { path: { classId } } });
  return <Loaded query={found}>{(shown) => <ClassShown shown={shown} />}</Loaded>;
}

function ClassShown({ shown }: { shown: Answer<'/api/v2/classes/{classId}'> }) {
  const { t } = useTranslation('classes');
  const go = useNavigate();
  const [search, setSearch] = useSearchParams();
  const open = useApi().useMutation('post', '/api/v2/classes/{classId}/sessions/open', {
    onSuccess: ({ id }) => void go(paths.session.at(id)),
    onError: (error) => toast.fault(sentenceOf(error)),
  });
  return (
    <Page
      title={`${shown.code} · ${shown.title}`}
      lead={[shown.campus, shown.description].filter(Boolean).join(' · ')}
      actions={
        <Button
          variant="primary"
          isPending={open.isPending}
          onPress={() =>
            open.mutate({ params: { path: { classId: shown.id } }, body: { durationMinutes: 60, title: null } })
          }
        >
          {t('openNow')}
        </Button>
      }
    >
      <Tabs
        className="tabs"
        selectedKey={names.find((name) => name === search.get('tab')) ?? 'lessons'}
        onSelectionChange={(key) => setSearch({ tab: String(key) }, { replace: true })}
      >
        <TabList className="tab-list" aria-label={t('about')}>
          {names.map((name) => (
            <Tab key={name} id={name} className="tab">
              {t(`tabs.${name}`)}
            </Tab>
          ))}
        </TabList>
        {names.map((name) => {
          const Shown = tabs[name];
          return (
            <TabPanel key={name} id={name} className="tab-panel">
              <Shown shown={shown} />
            </TabPanel>
          );
        })}
      </Tabs>
    </Page>
  );
}
