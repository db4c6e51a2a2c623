/** By whose clock and calendar somebody reads days: that of the class that they name, else that of their own campus. */
import { type Calendar, type Classes, type ClassView, findHomeCalendars } from '../school/classes/index.ts';
import type { Guardians } from '../school/people/index.ts';
import type { Actor } from '../security/access/index.ts';
import type { Database } from '../db/index.ts';

/**
 * @param own the person's own classes
 * @returns the calendar of the first class whose code stands in the text, among those of the person, or of their wards
 * for a guardian; else of the first of these classes by code, else of the campus that was theirs.
 */
export function createCalendarOf({ db, classes, guardians }: { db: Database; classes: Classes; guardians: Guardians }) {
  async function classesOf(actor: Actor, text: string, own: readonly ClassView[]): Promise<readonly ClassView[]> {
    if (own.length > 0) return own;
    if (actor.role !== 'guardian') return [];
    const wards = await guardians.listWards(actor);
    const named = wards.filter(({ name }) => mentions(text, name.split(' ')[0] ?? name));
    const views = [];
    for (const ward of [...named, ...wards.filter((one) => !named.includes(one))])
      views.push(...(await classes.listEnrolled(db.autocommit, ward.id)));
    return views;
  }

  return async (actor: Actor, text: string, own: readonly ClassView[]): Promise<Calendar> => {
    const views = await classesOf(actor, text, own);
    const [calendar] = [...views.filter(({ code }) => mentions(text, code)), ...views];
    return calendar ?? (await findHomeCalendars(db.autocommit, [actor.personId]))(actor.personId);
  };
}

/** Whether the word stands in the text by itself, however it is written. */
function mentions(text: string, word: string): boolean {
  const escaped = word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`(?<![\\p{L}\\p{N}])${escaped}(?![\\p{L}\\p{N}])`, 'iu').test(text);
}
