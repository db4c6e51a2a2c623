/** Filters that directories use to find one: an attribute that equals a value. Pure. */
import { ScimFault } from './scim-fault.ts';
import { words } from './words/en.ts';

export interface Filter<Attribute extends string> {
  attribute: Attribute;
  value: string;
}

const shape = /^\s*([\w.:-]+(?:\[\s*type\s+eq\s+"\w+"\s*\](?:\.\w+)?)?)\s+eq\s+("(?:[^"\\]|\\.)*")\s*$/i;

/**
 * @param known what may be asked for, by its name in small letters as it is written.
 * @throws ScimFault `invalidFilter` for anything else.
 */
export function parseFilter<Attribute extends string>(
  filter: string,
  known: Readonly<Record<string, Attribute>>,
): Filter<Attribute> {
  const [, written = '', quoted = ''] = shape.exec(filter) ?? [];
  // `emails[type eq "work"].value` asks for an address as `emails.value` does.
  const name = written
    .replace(/\[.*\]/, '')
    .replace(/^urn:[\w:.]+:user:/i, '')
    .toLowerCase();
  const attribute = Object.hasOwn(known, name) ? known[name] : undefined;
  if (attribute === undefined) throw new ScimFault('invalidFilter', words.filterIsNotKnown(Object.values(known)));
  return { attribute, value: unquote(quoted) };
}

function unquote(quoted: string): string {
  try {
    return String(JSON.parse(quoted));
  } catch {
    throw new ScimFault('invalidFilter', words.valueCannotBeRead);
  }
}
