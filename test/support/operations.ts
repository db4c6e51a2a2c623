/** Every operation of the OpenAPI document, with data made from its schemas: right, and wrong in one place. */
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import fc from 'fast-check';

export interface Schema {
  type?: string | string[];
  enum?: unknown[];
  const?: unknown;
  format?: string;
  pattern?: string;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  items?: Schema;
  minItems?: number;
  maxItems?: number;
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: boolean | Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
}

interface Content {
  schema?: Schema;
}

export interface Operation {
  method: string;
  path: string;
  /** `post /api/v2/classes`. */
  name: string;
  permission: string | undefined;
  isOpen: boolean;
  pathParams: string[];
  query: { name: string; required: boolean; schema: Schema }[];
  json: Schema | undefined;
  multipart: Schema | undefined;
  /** Content by status. */
  responses: Record<string, Record<string, Content>>;
}

interface RawOperation {
  'x-permission'?: string;
  security?: unknown[];
  parameters?: { name: string; in: string; required?: boolean; schema: Schema }[];
  requestBody?: { content: Record<string, Content> };
  responses: Record<string, { content?: Record<string, Content> }>;
}

export function readOperations(document: { paths: Record<string, Record<string, RawOperation>> }): Operation[] {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, raw]) => ({
      method: method.toUpperCase(),
      path,
      name: `${method} ${path}`,
      permission: raw['x-permission'],
      isOpen: !raw.security,
      pathParams: [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name),
      query: (raw.parameters ?? [])
        .filter((parameter) => parameter.in === 'query')
        .map(({ name, required = false, schema }) => ({ name, required, schema })),
      json: raw.requestBody?.content['application/json']?.schema,
      multipart: raw.requestBody?.content['multipart/form-data']?.schema,
      responses: Object.fromEntries(
        Object.entries(raw.responses).map(([status, { content = {} }]) => [status, content]),
      ),
    })),
  );
}

/** Anything that the schema allows, as far as OpenAPI can say it. */
export function valueOf(schema: Schema): fc.Arbitrary<unknown> {
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return fc.oneof(...choices.map(valueOf));
  if (schema.allOf)
    return fc.tuple(...schema.allOf.map(valueOf)).map((parts) => Object.assign({}, ...parts) as unknown);
  const types = [schema.type ?? 'object'].flat();
  return fc.oneof(...types.map((type) => ofType(type, schema)));
}

function ofType(type: string, schema: Schema): fc.Arbitrary<unknown> {
  switch (type) {
    case 'null':
      return fc.constant(null);
    case 'boolean':
      return fc.boolean();
    case 'integer':
      return fc.integer({
        min: schema.minimum ?? schema.exclusiveMinimum ?? 0,
        max: Math.min(schema.maximum ?? 1000, 2 ** 31 - 1),
      });
    case 'number':
      return fc.double({ min: schema.minimum ?? 0, max: schema.maximum ?? 1000, noNaN: true });
    case 'array':
      return fc.array(schema.items ? valueOf(schema.items) : fc.constant(null), {
        minLength: schema.minItems ?? 0,
        maxLength: Math.min(schema.maxItems ?? 3, Math.max(3, schema.minItems ?? 0)),
      });
    case 'string':
      return text(schema);
    default: {
      const required = schema.required ?? [];
      return fc.record(
        Object.fromEntries(Object.entries(schema.properties ?? {}).map(([name, inner]) => [name, valueOf(inner)])),
        { requiredKeys: required },
      );
    }
  }
}

function text({ format, pattern, minLength = 0, maxLength = 60 }: Schema): fc.Arbitrary<string> {
  switch (format) {
    case 'uuid':
      return fc.uuid({ version: 7 });
    case 'email':
      return fc.integer({ min: 1, max: 1e9 }).map((n) => `somebody${n}@school.example`);
    case 'date':
      return fc
        .date({ min: new Date('2026-01-01'), max: new Date('2026-12-31'), noInvalidDate: true })
        .map((date) => date.toISOString().slice(0, 10));
    case 'date-time':
      return fc
        .date({ min: new Date('2026-11-20'), max: new Date('2026-11-22'), noInvalidDate: true })
        .map((date) => date.toISOString());
    case undefined:
    default:
      if (pattern !== undefined) return fc.stringMatching(new RegExp(pattern));
      return fc.string({ unit: 'grapheme', minLength: Math.max(minLength, 1), maxLength: Math.min(maxLength, 60) });
  }
}

export interface Spoilt {
  value: Record<string, unknown>;
  /** Which field is wrong now, and how. */
  field: string;
  what: string;
}

/**
 * The object with one field wrong at a time, in every way that its schema rules out: missing, of another kind, out of
 * bounds, ill-formed, not known.
 */
export function spoil(schema: Schema, value: Record<string, unknown>): Spoilt[] {
  const { properties = {}, required = [], additionalProperties } = schema;
  return [
    ...required.map((field) => ({
      field,
      what: 'missing',
      value: Object.fromEntries(Object.entries(value).filter(([name]) => name !== field)),
    })),
    ...Object.entries(properties).flatMap(([field, inner]) =>
      wrongOf(inner).map(([what, wrong]) => ({ field, what, value: { ...value, [field]: wrong } })),
    ),
    ...(additionalProperties === false
      ? [{ field: 'nobodyKnowsThis', what: 'unknown', value: { ...value, nobodyKnowsThis: 1 } }]
      : []),
  ];
}

/** How long a text may be made so as to be too long: beyond it the body itself would be refused. */
const longestText = 100_000;

/**
 * Values that the schema of one field rules out, each with its reason. What allows several kinds is only given one that
 * is none of them.
 */
function wrongOf(schema: Schema): [what: string, wrong: unknown][] {
  const choices = (schema.anyOf ?? schema.oneOf ?? [schema]).filter(({ type }) => type !== 'null');
  const kinds = choices.flatMap(({ type }) => type ?? 'any').filter((type) => type !== 'null');
  if (kinds.some((kind) => kind === 'any')) return [];
  const otherKind: [string, unknown] = ['kind', kinds.includes('object') ? 'not this' : { not: 'this' }];
  const [only, ...others] = choices;
  if (!only || others.length > 0 || kinds.length > 1) return [otherKind];
  const { minimum, maximum, exclusiveMinimum, minLength, maxLength, minItems, maxItems, items, pattern, format } = only;
  return [
    otherKind,
    ...(only.enum ? [['enum', 'none of these'] as [string, unknown]] : []),
    ...(minimum !== undefined ? [['minimum', minimum - 1] as [string, unknown]] : []),
    ...(exclusiveMinimum !== undefined ? [['exclusiveMinimum', exclusiveMinimum] as [string, unknown]] : []),
    ...(maximum !== undefined ? [['maximum', maximum + 1] as [string, unknown]] : []),
    ...(kinds[0] === 'integer' ? [['integer', (minimum ?? 0) + 0.5] as [string, unknown]] : []),
    ...(minLength !== undefined && minLength > 0
      ? [['minLength', 'x'.repeat(minLength - 1)] as [string, unknown]]
      : []),
    ...(maxLength !== undefined && maxLength <= longestText
      ? [['maxLength', 'x'.repeat(maxLength + 1)] as [string, unknown]]
      : []),
    ...(pattern !== undefined || format !== undefined ? [['form', '?'] as [string, unknown]] : []),
    ...(minItems !== undefined && minItems > 0 ? [['minItems', []] as [string, unknown]] : []),
    ...(maxItems !== undefined && items
      ? [
          [
            'maxItems',
            Array.from({ length: maxItems + 1 }, () => fc.sample(valueOf(items), { numRuns: 1, seed: 1 })[0]),
          ] as [string, unknown],
        ]
      : []),
  ];
}

/** Checks bodies against the document's own schemas. */
export function createChecker(): (schema: Schema, body: unknown) => string[] {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  (addFormats as unknown as (instance: Ajv2020) => void)(ajv);
  const compiled = new Map<Schema, ValidateFunction>();
  return (schema, body) => {
    const validate = compiled.get(schema) ?? ajv.compile(schema);
    compiled.set(schema, validate);
    return validate(body)
      ? []
      : (validate.errors ?? []).map(({ instancePath, message = '' }) => `${instancePath} ${message}`);
  };
}
