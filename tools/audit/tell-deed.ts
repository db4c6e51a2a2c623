/** One entry of the audit as a sentence: who, what, and to whom. */
import { z } from 'zod';
import type { AuditEntryView } from '../../src/office/audit-log/index.ts';
import { words } from './words/en.ts';

const mostNamed = 5;

const marks = z.object({
  changes: z.array(z.object({ personId: z.string(), before: z.string().nullish(), after: z.string().nullish() })),
});
const named = z.object({ personId: z.string().optional(), personIds: z.array(z.string()).optional() });
const standing = z.object({ after: z.object({ role: z.string().optional(), status: z.string().optional() }) });

/** @param aboutId of whom is asked: of many marks at once theirs is told */
export function tellDeed(
  { actor, approvedBy, action, subject, facts, via }: AuditEntryView,
  names: ReadonlyMap<string, string>,
  aboutId: string | undefined,
): string {
  const who = actor === null ? words.theService : (actor.name ?? words.somebodyErased);
  const approved = approvedBy === null ? '' : words.withTheYesOf(approvedBy.name ?? words.somebodyErased);
  const what = [words.deedOf(action), tellSubject(subject), tellFacts(facts, names, aboutId)].filter(Boolean).join(' ');
  return `${who}: ${what}${approved}${via === null ? '' : words.by(via)}`;
}

const tellSubject = ({ type, name }: AuditEntryView['subject']): string =>
  name !== null && (type === 'person' || type === 'class') ? words.of(name) : '';

function tellFacts(facts: unknown, names: ReadonlyMap<string, string>, aboutId: string | undefined): string {
  const nameOf = (id: string): string => names.get(id) ?? words.somebodyErased;
  const changed = marks.safeParse(facts);
  if (changed.success) {
    const all = changed.data.changes;
    const told = aboutId === undefined ? all : all.filter(({ personId }) => personId === aboutId);
    return listed(
      told.map(({ personId, before, after }) => words.mark({ name: nameOf(personId), before, after })),
      told.length,
    );
  }
  const became = standing.safeParse(facts);
  if (became.success) return words.became(became.data.after);
  const people = named.safeParse(facts);
  if (!people.success) return '';
  const ids = [people.data.personId ?? [], people.data.personIds ?? []].flat();
  return listed(ids.map(nameOf), ids.length);
}

const listed = (items: readonly string[], count: number): string =>
  items.length === 0 ? '' : `(${items.slice(0, mostNamed).join('; ')}${words.more(count - mostNamed)})`;
