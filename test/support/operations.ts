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

interface Content { schema?: Schema }

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
  /** Content by status, `default` for problems. */
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
  return Object.entries(document.paths).flatMap(([path, methods]) => Object.entries(methods).map(([method, raw]) => ({
    method: method.toUpperCase(), path, name: `${method} ${path}`, permission: raw['x-permission'], isOpen: !raw.security,
    pathParams: [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name),
    query: (raw.parameters ?? []).filter((parameter) => parameter.in === 'query').map(({ name, required = false, schema }) => ({ name, required, schema })),
    json: raw.requestBody?.content['application/json']?.schema, multipart: raw.requestBody?.content['multipart/form-data']?.schema,
    responses: Object.fromEntries(Object.entries(raw.responses).map(([status, { content = {} }]) => [status, content])),
  })));
}

/** Anything that the schema allows, as far as OpenAPI can say it. */
export function valueOf(schema: Schema): fc.Arbitrary<unknown> {
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return fc.oneof(...choices.map(valueOf));
  if (schema.allOf) return fc.tuple(...schema.allOf.map(valueOf)).map((parts) => Object.assign({}, ...parts) as unknown);
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
      return fc.integer({ min: schema.minimum ?? schema.exclusiveMinimum ?? 0, max: Math.min(schema.maximum ?? 1000, 2 ** 31 - 1) });
    case 'number':
      return fc.double({ min: schema.minimum ?? 0, max: schema.maximum ?? 1000, noNaN: true });
    case 'array':
      return fc.array(schema.items ? valueOf(schema.items) : fc.constant(null), { minLength: schema.minItems ?? 0, maxLength: Math.min(schema.maxItems ?? 3, Math.max(3, schema.minItems ?? 0)) });
    case 'string':
      return text(schema);
    default: {
      const required = schema.required ?? [];
      return fc.record(Object.fromEntries(Object.entries(schema.properties ?? {}).map(([name, inner]) => [name, valueOf(inner)])), { requiredKeys: required });
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
      return fc.date({ min: new Date('2026-01-01'), max: new Date('2026-12-31'), noInvalidDate: true }).map((date) => date.toISOString().slice(0, 10));
    case 'date-time':
      return fc.date({ min: new Date('2026-11-20'), max: new Date('2026-11-22'), noInvalidDate: true }).map((date) => date.toISOString());
    case undefined:
    default:
      if (pattern !== undefined) return fc.stringMatching(new RegExp(pattern));
      return fc.string({ unit: 'grapheme', minLength: Math.max(minLength, 1), maxLength: Math.min(maxLength, 60) });
  }
}

/** The value with one thing wrong that the schema says: a field of another kind, or one that is missing. Undefined when nothing can be wrong. */
export function spoil(schema: Schema, value: unknown): { value: unknown; field: string } | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const [missing] = schema.required ?? [];
  if (missing !== undefined) return { field: missing, value: Object.fromEntries(Object.entries(value).filter(([name]) => name !== missing)) };
  const wrong = Object.entries(schema.properties ?? {}).find(([, inner]) => inner.type !== undefined && inner.type !== 'object');
  return wrong ? { field: wrong[0], value: { ...value, [wrong[0]]: { not: 'this' } } } : undefined;
}

/** Checks bodies against the document's own schemas. */
export function createChecker(): (schema: Schema, body: unknown) => string[] {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  (addFormats as unknown as (instance: Ajv2020) => void)(ajv);
  const compiled = new Map<Schema, ValidateFunction>();
  return (schema, body) => {
    const validate = compiled.get(schema) ?? ajv.compile(schema);
    compiled.set(schema, validate);
    return validate(body) ? [] : (validate.errors ?? []).map(({ instancePath, message = '' }) => `${instancePath} ${message}`);
  };
}
