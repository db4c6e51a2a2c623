/** Everybody of the register, as pictures or as a list, moved through by arrows and marked by letters. */
import { useMemo, useRef, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { moveFocus } from './move-focus.ts';
import type { Intent, Status, Student } from './register.ts';
import { StudentCard } from './student-card.tsx';

const statusOfKey: Record<string, Status> = { p: 'present', l: 'late', a: 'absent', e: 'excused' };

interface RosterProps {
  students: readonly Student[];
  intents: ReadonlyMap<string, Intent>;
  news: readonly Student[];
  pictured: ReadonlySet<string>;
  selected: ReadonlySet<string> | undefined;
  isList: boolean;
  canMark: boolean;
  timeZone: string;
  currentId: string | undefined;
  onCurrent: (personId: string) => void;
  onTap: (personId: string) => void;
  onMark: (personId: string, status: Status) => void;
  onMarkSelected: (status: Status) => void;
  onSelect: (personId: string) => void;
  onMore: (personId: string) => void;
}

export function Roster(props: RosterProps) {
  const { students, intents, selected, isList, currentId, onCurrent } = props;
  const { t, i18n } = useTranslation('register');
  const list = useRef<HTMLUListElement>(null);
  const news = useMemo(() => new Set(props.news.map(({ personId }) => personId)), [props.news]);
  const current = students.some(({ personId }) => personId === currentId) ? currentId : students[0]?.personId;

  function focus(index: number): void {
    const personId = students[index]?.personId;
    if (personId === undefined) return;
    onCurrent(personId);
    list.current?.querySelector<HTMLElement>(`[data-person="${personId}"]`)?.focus();
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || current === undefined) return;
    const index = students.findIndex(({ personId }) => personId === current);
    const [count, columns] = [students.length, columnsOf(list.current)];
    const aim = moveFocus(event.key, { index, count, columns, isRightToLeft: i18n.dir() === 'rtl' });
    const key = event.key.toLowerCase();
    const status = statusOfKey[key];
    if (aim !== undefined) focus(aim);
    else if (status && selected && selected.size > 0) props.onMarkSelected(status);
    else if (status) {
      props.onMark(current, status);
      // With a filter on, who is marked may go out of the list: the next one moves up by itself.
      focus(Math.min(index + 1, count - 1));
    } else if (key === 'x') props.onSelect(current);
    else if (key === 'i') props.onMore(current);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  return (
    <ul ref={list} className={isList ? 'roster-list' : 'roster-grid'} aria-label={t('students')} onKeyDown={onKeyDown}>
      {students.map((student) => (
        <StudentCard
          key={student.personId}
          student={student}
          intent={intents.get(student.personId)}
          isList={isList}
          isCurrent={student.personId === current}
          isNews={news.has(student.personId)}
          isSelected={selected?.has(student.personId)}
          isPictured={props.pictured.has(student.personId)}
          canMark={props.canMark}
          timeZone={props.timeZone}
          onTap={props.onTap}
          onMark={props.onMark}
          onFocus={onCurrent}
          onMore={props.onMore}
        />
      ))}
    </ul>
  );
}

/** As many as the browser laid out beside each other. */
function columnsOf(list: HTMLElement | null): number {
  if (!list || list.classList.contains('roster-list')) return 1;
  return getComputedStyle(list).gridTemplateColumns.split(' ').length;
}
