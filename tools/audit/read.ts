/** Who did what: the audit, as an admin asks for it in chat. */
import { z } from 'zod';
import type { AuditEntryView, AuditLog } from '../../src/office/audit-log/index.ts';
import { findByName } from '../../src/school/classes/index.ts';
import type { People } from '../../src/school/people/index.ts';
import type { Actor } from '../../src/security/access/index.ts';
import { type DayRange, spanOfDays } from '../../src/kernel/days.ts';
import { AppError } from '../../src/kernel/errors.ts';
import { tellApart } from '../../src/kernel/look-alikes.ts';
import { formatMoment, formatRange, fromArgument, optionalText, rangeOf, toArgument } from '../arguments.ts';
import { readTool, type Tool } from '../tool.ts';
import { tellDeed } from './tell-deed.ts';
import { words } from './words/en.ts';

const mostShown = 20;
/** Of so many people of a name somebody is found, or asked about. */
const mostLookedAt = 50;

/** What entries of a topic begin with. */
const topics = {
  marks: 'records.',
  accounts: 'account.',
  people: 'person.',
  classes: 'class.',
  sessions: 'session.',
  leave: 'leave.',
} as const;

export function readAuditTool(rooms: { auditLog: AuditLog; people: People }): Tool {
  return readTool({
    name: 'read_audit',
    summary:
      'Who did what, from the audit: what somebody did (`by`), or what was done to somebody (`person`), this month or in the days named, newest first.',
    example: "who changed Ada's mark yesterday?",
    permission: 'audit.read',
    input: z.object({
      person: optionalText(100).describe('To whom it was done, as the person wrote it.'),
      by: optionalText(100).describe('Who did it, as the person wrote it.'),
      topic: z.enum(['marks', 'accounts', 'people', 'classes', 'sessions', 'leave']).optional(),
      from: fromArgument,
      to: toArgument,
    }),
    run: async (context, { person, by, topic, ...days }) => {
      const { actor, timeZone } = context;
      const range = rangeOf(context, days);
      const [about, doer] = [await find(actor, person), await find(actor, by)];
      const { entries, next } = await rooms.auditLog.list(
        actor,
        filterOf(range, { timeZone, about, doer, topic }),
        mostShown,
      );
      const data = entries.map(({ at, actor: who, action, subject, facts }) => ({ at, who, action, subject, facts }));
      const what = words.what({ by: doer?.name, person: about?.name, topic });
      if (entries.length === 0) return { text: words.nothing({ what, days: formatRange(range) }), data };
      const names = await rooms.people.namesOf(peopleIn(entries));
      const lines = entries.map(
        (entry) => `• ${formatMoment(entry.at, timeZone)}: ${tellDeed(entry, names, about?.id)}`,
      );
      const head = words.head({ what, days: formatRange(range), isMore: next !== null });
      return { text: [head, ...lines].join('\n'), data };
    },
  });

  /** @throws AppError `notFound`; `conflict` naming several. */
  async function find(actor: Actor, typed: string | undefined): Promise<{ id: string; name: string } | undefined> {
    if (typed === undefined) return undefined;
    if (/^(?:i|me|my)$/i.test(typed)) return { id: actor.personId, name: actor.name };
    const { people } = await rooms.people.search(actor, { text: typed }, mostLookedAt);
    const found = findByName(people, typed, ({ name, externalId, email }) => [name, externalId, email]);
    if (found.kind === 'one') return found.item;
    if (found.kind === 'none') throw new AppError('notFound', { field: 'person', detail: words.nobodyIsCalled(typed) });
    const apart = tellApart(found.candidates);
    throw new AppError('conflict', {
      field: 'person',
      asksFor: 'person',
      detail: words.whomDoYouMean(found.candidates.map(({ id }) => apart.get(id) ?? '').join(', ')),
    });
  }
}

function filterOf(
  range: DayRange,
  {
    timeZone,
    about,
    doer,
    topic,
  }: {
    timeZone: string;
    about: { id: string } | undefined;
    doer: { id: string } | undefined;
    topic: keyof typeof topics | undefined;
  },
) {
  const { from, to: before } = spanOfDays(range.from, range.to, timeZone);
  return {
    ...{ from, before },
    ...(about && { personId: about.id }),
    ...(doer && { actorId: doer.id }),
    ...(topic && { action: topics[topic] }),
  };
}

const personKey = /(?:person|student|guardian|teacher|into)Ids?$/i;

/** Everybody whom the facts name. */
function peopleIn(entries: readonly AuditEntryView[]): string[] {
  const ids = new Set<string>();
  const look = (value: unknown, key: string): void => {
    if (typeof value === 'string' && personKey.test(key)) ids.add(value);
    else if (Array.isArray(value)) for (const one of value) look(one, key);
    else if (typeof value === 'object' && value !== null)
      for (const [name, inner] of Object.entries(value)) look(inner, name);
  };
  for (const { facts } of entries) look(facts, '');
  return [...ids];
}
