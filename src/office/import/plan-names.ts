/** What a line says of somebody's name, held against what they are called here. Pure. */
import { changeNames, type Names, type PersonView } from '../../school/people/index.ts';
import { fold } from '../tables/index.ts';
import { displayNameOf, type LineNames } from './entries.ts';
import type { Entry } from './gather.ts';

/** A whole name that only says the known parts in another order is no other name. */
export function newNames(person: PersonView, told: LineNames): Partial<Names> {
  const said = displayNameOf(told);
  if (said === '') return {};
  if (told.familyName !== null || told.givenName !== null) {
    const parts = { familyName: told.familyName ?? person.familyName, givenName: told.givenName ?? person.givenName };
    // How somebody is called may be more than the two: it stays while it still has them.
    const stays = [parts.familyName, parts.givenName].every((part) => part === null || person.name.includes(part));
    return changeNames(person, {
      ...parts,
      ...(told.name === null ? (stays ? { name: person.name } : {}) : { name: told.name }),
    });
  }
  const { familyName, givenName } = person;
  const orders = [person.name, `${givenName ?? ''} ${familyName ?? ''}`, `${familyName ?? ''} ${givenName ?? ''}`];
  return orders.map(fold).includes(fold(said)) && !isRespelt(said, person) ? {} : changeNames(person, { name: said });
}

/** Whether somebody with another number and another name has the address, whom a brother or a sister may share it with. */
export function isOfAnother({ names }: Entry, { name, externalId }: PersonView): boolean {
  const told = fold(displayNameOf(names));
  return externalId !== null && told !== '' && told !== fold(name);
}

/** "José" for "Jose": the same letters but for their accents or case. */
const isRespelt = (said: string, { name }: PersonView): boolean => fold(said) === fold(name) && said !== name;
