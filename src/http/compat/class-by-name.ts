/** Classes as clients of older backends know them: by name. */
import { AppError } from '../../kernel/errors.ts';
import type { ClassView } from '../../school/classes/index.ts';
import { words } from './words/en.ts';

/**
 * These clients know classes by name: the class that is listed so, or else all with this title or code, however it is
 * capitalised.
 */
export function called(views: readonly ClassView[], name: string): ClassView[] {
  const isSame = (other: string): boolean =>
    other.normalize('NFC').toLowerCase() === name.normalize('NFC').toLowerCase();
  const listed = views.filter((view) => isSame(asListed(view)));
  return listed.length > 0 ? listed : views.filter(({ title, code }) => isSame(title) || isSame(code));
}

/** What tells classes of one name apart, since codes are unique. */
const asListed = ({ code, campus }: ClassView): string => `${code} (${campus})`;

/** @throws AppError `conflict` listing them when there are several. */
export function onlyOne(views: readonly ClassView[], name: string): ClassView | undefined {
  if (views.length > 1) throw severalCalled(name, views);
  return views[0];
}

export const severalCalled = (name: string, views: readonly ClassView[]): AppError =>
  new AppError('conflict', {
    field: 'class_name',
    detail: words.severalClassesAreCalledPleaseGive({ name, list: views.map(asListed).join(', ') }),
  });
