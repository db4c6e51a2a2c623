/** The part of the register in which marks are made: what is shown of it, and what presses and keys do. */
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '../../session/signed-in.ts';
import { Button } from '../../ui/button.tsx';
import { Empty } from '../../ui/states.tsx';
import { toast } from '../../ui/toasts.tsx';
import type { Desk, DeskState } from './desk.ts';
import { KeysSheet } from './keys-sheet.tsx';
import { Notices } from './notices.tsx';
import { filterStudents, nextStatus, shownStatus, type Counts, type Shown, type Status } from './register.ts';
import { Roster } from './roster.tsx';
import { StudentDetails } from './student-details.tsx';
import { Toolbar, type View } from './toolbar.tsx';
import type { OpenRegister } from './use-register.ts';

const viewKey = 'muster.register.view';
const readView = (): View => (localStorage.getItem(viewKey) === 'list' ? 'list' : 'grid');

interface MarkingProps {
  register: OpenRegister;
  desk: Desk;
  state: DeskState;
  counts: Counts;
}

export function Marking({ register, desk, state, counts }: MarkingProps) {
  const { t } = useTranslation('register');
  const { session, ofClass } = register;
  const { students, intents } = state;
  const [view, setView] = useState(readView);
  const [text, setText] = useState('');
  const [shown, setShown] = useState<Shown>('all');
  const [selected, setSelected] = useState<ReadonlySet<string>>();
  const [currentId, setCurrentId] = useState<string>();
  const [moreId, setMoreId] = useState<string>();
  const [isShowingKeys, setIsShowingKeys] = useState(false);
  const search = useRef<HTMLInputElement>(null);
  const pictures = useApi().useQuery(
    'get',
    '/api/v2/sessions/{sessionId}/pictures',
    { params: { path: { sessionId: session.id } } },
    { staleTime: Infinity, select: (ids) => new Set(ids) },
  );
  const canMark = session.status !== 'cancelled';
  const found = filterStudents(students, intents, { text, shown });
  const more = students.find(({ personId }) => personId === moreId);

  const mark = (personIds: readonly string[], status: Status): void => {
    if (canMark) desk.mark(personIds, status, status);
  };
  const select = useStable((personId: string): void => {
    const now = new Set(selected);
    if (!now.delete(personId)) now.add(personId);
    setSelected(now);
  });
  const tap = useStable((personId: string): void => {
    if (selected) return select(personId);
    const student = students.find((one) => one.personId === personId);
    if (student) mark([personId], nextStatus(shownStatus(student, intents.get(personId))));
  });
  const markOne = useStable((personId: string, status: Status): void => mark([personId], status));
  const markSelected = (status: Status): void => {
    mark([...(selected ?? [])], status);
    setSelected(undefined);
  };
  const allPresent = (): void => {
    const unmarked = students.filter((one) => shownStatus(one, intents.get(one.personId)) === null);
    mark(
      unmarked.map(({ personId }) => personId),
      'present',
    );
    toast.done(t('markedAll', { count: unmarked.length }), { label: t('undo'), run: desk.undo });
  };
  useKeys({
    '/': () => search.current?.focus(),
    z: desk.undo,
    '?': () => setIsShowingKeys(true),
    Escape: () => {
      setSelected(undefined);
      setText('');
      setShown('all');
    },
  });

  if (students.length === 0) return <Empty title={t('nobody')} text={t('nobodyText')} />;
  return (
    <>
      <Toolbar
        {...{ search, text, shown, counts, view, canMark }}
        onText={setText}
        onShown={setShown}
        total={students.length}
        onView={(chosen) => {
          localStorage.setItem(viewKey, chosen);
          setView(chosen);
        }}
        canUndo={state.canUndo}
        selectedCount={selected?.size}
        onSelecting={(isSelecting) => setSelected(isSelecting ? new Set() : undefined)}
        onSelectAll={() => setSelected(new Set(found.map(({ personId }) => personId)))}
        onMarkSelected={markSelected}
        onAllPresent={allPresent}
        onUndo={desk.undo}
        onKeys={() => setIsShowingKeys(true)}
      />
      <Notices desk={desk} state={state} />
      {found.length === 0 ? (
        <Empty
          title={t('nobodyFound')}
          text={t('nobodyFoundText')}
          action={
            <Button
              onPress={() => {
                setText('');
                setShown('all');
              }}
            >
              {t('showAll')}
            </Button>
          }
        />
      ) : (
        <Roster
          students={found}
          {...{ intents, selected, canMark, currentId }}
          news={state.news}
          pictured={pictures.data ?? nobody}
          isList={view === 'list'}
          timeZone={ofClass.timeZone}
          onCurrent={setCurrentId}
          onTap={tap}
          onMark={markOne}
          onMarkSelected={markSelected}
          onSelect={select}
          onMore={setMoreId}
        />
      )}
      {more && (
        <StudentDetails
          student={more}
          register={register}
          canMark={canMark}
          onMark={(wanted, status, note) => desk.mark([more.personId], wanted, status, note)}
          onClose={() => setMoreId(undefined)}
        />
      )}
      {isShowingKeys && <KeysSheet onClose={() => setIsShowingKeys(false)} />}
    </>
  );
}

const nobody: ReadonlySet<string> = new Set();

/** The same function for as long as it is shown, so that hundreds of cards need not be drawn anew. */
function useStable<Args extends unknown[]>(work: (...args: Args) => void): (...args: Args) => void {
  const newest = useRef(work);
  useEffect(() => {
    newest.current = work;
  });
  const [stable] = useState(
    () =>
      (...args: Args): void =>
        newest.current(...args),
  );
  return stable;
}

/** Keys of the whole page; while somebody types, or a dialog is open, they are letters. */
function useKeys(keys: Record<string, () => void>): void {
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    const { target } = event;
    if (event.ctrlKey || event.metaKey || event.altKey || !(target instanceof Element)) return;
    const isTyping = target.closest('textarea, input, [role=dialog], [role=alertdialog], [role=menu]') !== null;
    // Escape ends a search also from within its field.
    if (isTyping && !(event.key === 'Escape' && target.closest('.search-box'))) return;
    const run = keys[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!run) return;
    event.preventDefault();
    run();
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => onKey(event);
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, []);
}
