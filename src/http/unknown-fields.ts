/**
 * Finds fields of a JSON body that nobody reads: "timezone" for `timeZone` would be lost without a word. It is done
 * here for every route, whether its schema is strict or not; one that takes whatever comes is loose.
 */
import Fuse from 'fuse.js';
import type { z } from 'zod';
import { AppError } from '../kernel/errors.ts';
import { words } from './words/en.ts';

type Def = z.core.$ZodTypes['_zod']['def'];

interface Unknown {
  path: string[];
  known: string[];
}

/** @throws AppError `invalidInput` naming the first field that the schema does not know, and the one that may be meant. */
export function refuseUnknownFields(schema: z.ZodType, body: unknown): void {
  const unknown = findUnknown(schema, body, []);
  if (!unknown) return;
  const field = unknown.path.join('.');
  const meant = nearestOf(unknown.path.at(-1) ?? '', unknown.known);
  const inside = meant === undefined ? undefined : [...unknown.path.slice(0, -1), meant].join('.');
  throw new AppError('invalidInput', { field, detail: words.isNotKnownHere({ field, meant: inside }) });
}

function findUnknown(schema: z.core.$ZodType, value: unknown, path: string[]): Unknown | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { def } = (schema as z.core.$ZodTypes)._zod;
  if (def.type === 'object') return inObject(def, value, path);
  if (def.type === 'union') return inUnion(def.options, value, path);
  if (def.type === 'pipe') return findUnknown(isTransform(def.in) ? def.out : def.in, value, path);
  if (def.type === 'array' || def.type === 'record') {
    const each = def.type === 'array' ? def.element : def.valueType;
    return firstOf(Object.entries(value), ([key, inner]) => findUnknown(each, inner, [...path, key]));
  }
  // Optional, nullable, with a default, and the like.
  return 'innerType' in def ? findUnknown(def.innerType, value, path) : undefined;
}

function inObject(def: Extract<Def, { type: 'object' }>, value: object, path: string[]): Unknown | undefined {
  const isOpen = def.catchall !== undefined && def.catchall._zod.def.type !== 'never';
  return firstOf(Object.entries(value), ([key, inner]) => {
    const own = Object.hasOwn(def.shape, key) ? def.shape[key] : undefined;
    if (own) return findUnknown(own, inner, [...path, key]);
    return isOpen ? undefined : { path: [...path, key], known: Object.keys(def.shape) };
  });
}

/** What one of the kinds knows is known; otherwise the kind that it says to be, or the one that knows it furthest, tells. */
function inUnion(options: readonly z.core.$ZodType[], value: object, path: string[]): Unknown | undefined {
  const named = options.filter((option) => saysToBe(option, value));
  const possible = named.length > 0 ? named : options.filter((option) => !plainKinds.has(option._zod.def.type));
  if (possible.length === 0) return undefined;
  const found = possible.map((option) => findUnknown(option, value, path));
  if (found.some((unknown) => unknown === undefined)) return undefined;
  return found.reduce((furthest, one) => (one && one.path.length > (furthest?.path.length ?? 0) ? one : furthest));
}

/** What an object can never be. */
const plainKinds: ReadonlySet<string> = new Set([
  'string',
  'number',
  'int',
  'boolean',
  'bigint',
  'literal',
  'enum',
  'null',
  'undefined',
  'date',
  'template_literal',
]);

/** Whether every literal of the option stands in the value: `type: 'circle'`. */
function saysToBe(option: z.core.$ZodType, value: object): boolean {
  const { def } = (option as z.core.$ZodTypes)._zod;
  if (def.type === 'pipe') return saysToBe(isTransform(def.in) ? def.out : def.in, value);
  if (def.type !== 'object') return false;
  const literals = Object.entries(def.shape).filter(([, inner]) => inner._zod.def.type === 'literal');
  return (
    literals.length > 0 &&
    literals.every(([key, inner]) =>
      (inner as z.core.$ZodLiteral)._zod.def.values.includes((value as Record<string, unknown>)[key] as never),
    )
  );
}

const isTransform = (schema: z.core.$ZodType): boolean => schema._zod.def.type === 'transform';

function firstOf<One>(all: readonly One[], find: (one: One) => Unknown | undefined): Unknown | undefined {
  for (const one of all) {
    const found = find(one);
    if (found) return found;
  }
  return undefined;
}

/** The same letters in another spelling, or nearly the same. */
function nearestOf(typed: string, known: readonly string[]): string | undefined {
  const plain = (name: string): string => name.toLowerCase().replace(/[^a-z\d]/g, '');
  const same = known.find((name) => plain(name) === plain(typed));
  return same ?? new Fuse([...known], { threshold: 0.5, ignoreLocation: true }).search(typed)[0]?.item;
}
