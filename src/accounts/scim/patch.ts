/**
 * Changes as directories really send them: `Replace` in capitals, several attributes without a path, paths as keys, list
 * entries picked by a filter. Laid over the document that was there; what it comes to is judged as a whole. Pure.
 */
import type { PatchOperation } from './scim.schema.ts';
import { ScimFault } from './scim-fault.ts';
import { words } from './words/en.ts';

type Json = Record<string, unknown>;

interface Path {
  /** The URN of an extension, in which the attribute is. */
  extension: string | undefined;
  attribute: string;
  /** Which entries of a list. */
  pick: { key: string; value: string } | undefined;
  part: string | undefined;
}

const shape = /^(?:(urn:[\w.:-]+):)?(\w+)(?:\[\s*(\w+)\s+eq\s+(?:"([^"]*)"|(\w+))\s*\])?(?:\.(\w+))?$/i;
const coreUrn = /^urn:ietf:params:scim:schemas:core:2\.0:(user|group)$/i;
const lists: ReadonlySet<string> = new Set(['emails', 'members', 'roles', 'phonenumbers', 'addresses', 'groups']);
const fixed: ReadonlySet<string> = new Set(['id', 'meta', 'schemas']);

/** @throws ScimFault `invalidPath`, `invalidValue`, `noTarget`, `mutability`. */
export function applyPatch(document: Json, operations: readonly PatchOperation[]): Json {
  const after = structuredClone(document);
  for (const { op, path, value } of operations) {
    if (path !== undefined && path !== '') applyAt(after, op, parsePath(path), value);
    else if (op === 'remove') throw new ScimFault('noTarget', words.nameWhatIsToGo);
    else if (!isObject(value)) throw new ScimFault('invalidValue', words.nameAnAttribute);
    else applyAll(after, op, value, undefined);
  }
  return after;
}

/** Attributes by their names, which may be paths themselves; an extension is a name with attributes of its own. */
function applyAll(document: Json, op: PatchOperation['op'], values: Json, extension: string | undefined): void {
  for (const [key, value] of Object.entries(values)) {
    // What never changes may be sent along unchanged.
    if (fixed.has(key.toLowerCase()) && (key.toLowerCase() !== 'id' || value === document['id'])) continue;
    if (/^urn:/i.test(key) && isObject(value)) applyAll(document, op, value, key);
    else applyAt(document, op, { ...parsePath(key), ...(extension === undefined ? {} : { extension }) }, value);
  }
}

function parsePath(path: string): Path {
  const [, urn, attribute, key, quoted, plain, part] = shape.exec(path.trim()) ?? [];
  const isOfObjects = [attribute, key, part].some((name) => name !== undefined && name in Object.prototype);
  if (attribute === undefined || isOfObjects) throw new ScimFault('invalidPath', words.pathCannotBeRead(path));
  if (fixed.has(attribute.toLowerCase())) throw new ScimFault('mutability', words.neverChanges(attribute));
  return {
    extension: urn === undefined || coreUrn.test(urn) ? undefined : urn,
    attribute,
    pick: key === undefined ? undefined : { key, value: quoted ?? plain ?? '' },
    part,
  };
}

function applyAt(document: Json, op: PatchOperation['op'], path: Path, value: unknown): void {
  const holder = path.extension === undefined ? document : objectAt(document, path.extension);
  if (path.pick) applyPicked(holder, op, { ...path, pick: path.pick }, value);
  else if (path.part !== undefined) set(objectAt(holder, path.attribute), path.part, op, value);
  else if (lists.has(path.attribute.toLowerCase())) applyToList(holder, op, path.attribute, value);
  else set(holder, path.attribute, op, value);
}

/** Entries of a list that a filter picks; one that is not there yet is made of the filter. */
function applyPicked(
  holder: Json,
  op: PatchOperation['op'],
  { attribute, pick, part }: Path & { pick: NonNullable<Path['pick']> },
  value: unknown,
): void {
  const entries = listAt(holder, attribute);
  const isPicked = (entry: unknown): entry is Json =>
    isObject(entry) && String(entry[keyOf(entry, pick.key)]).toLowerCase() === pick.value.toLowerCase();
  const picked = entries.filter(isPicked);
  if (op === 'remove' && part === undefined) {
    holder[keyOf(holder, attribute)] = entries.filter((entry) => !isPicked(entry));
    return;
  }
  if (picked.length === 0) {
    if (op === 'remove') return;
    const made: Json = { [pick.key]: pick.value };
    entries.push(made);
    picked.push(made);
  }
  for (const entry of picked) {
    if (part !== undefined) set(entry, part, op, value);
    else if (isObject(value)) assign(entry, value);
    else throw new ScimFault('invalidValue', words.nameAnAttribute);
  }
}

function applyToList(holder: Json, op: PatchOperation['op'], attribute: string, value: unknown): void {
  const given = value === undefined || value === null ? [] : [value].flat();
  const nameOf = (entry: unknown): unknown => (isObject(entry) ? entry['value'] : entry);
  const named = new Set(given.map(nameOf));
  const before = op === 'replace' ? [] : listAt(holder, attribute);
  // Without a value all of them go; with one, those that it names.
  const kept = op === 'remove' && given.length === 0 ? [] : before.filter((entry) => !named.has(nameOf(entry)));
  holder[keyOf(holder, attribute)] = op === 'remove' ? kept : [...kept, ...given];
}

function set(holder: Json, attribute: string, op: PatchOperation['op'], value: unknown): void {
  const key = keyOf(holder, attribute);
  const before = holder[key];
  if (op === 'remove') delete holder[key];
  else if (isObject(before) && isObject(value)) assign(before, value);
  else holder[key] = value;
}

/** JSON may name what every object has: that is none of its own. */
const assign = (holder: Json, values: Json): void =>
  void Object.assign(holder, Object.fromEntries(Object.entries(values).filter(([key]) => !(key in Object.prototype))));

/** Names of attributes are the same in small and capital letters. */
const names = ['userName', 'externalId', 'displayName', 'givenName', 'familyName', 'employeeNumber', 'userType'];
const keyOf = (holder: Json, attribute: string): string =>
  [...Object.keys(holder), ...names].find((key) => key.toLowerCase() === attribute.toLowerCase()) ??
  (/^[A-Z]/.test(attribute) ? attribute.charAt(0).toLowerCase() + attribute.slice(1) : attribute);

function objectAt(holder: Json, attribute: string): Json {
  const key = keyOf(holder, attribute);
  const found = holder[key];
  if (isObject(found)) return found;
  const made: Json = {};
  holder[key] = made;
  return made;
}

function listAt(holder: Json, attribute: string): unknown[] {
  const key = keyOf(holder, attribute);
  const found = holder[key];
  if (Array.isArray(found)) return found as unknown[];
  const made: unknown[] = [];
  holder[key] = made;
  return made;
}

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
