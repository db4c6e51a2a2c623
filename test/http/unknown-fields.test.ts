/** Fields that nobody reads are found in whatever a schema is made of. */
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { refuseUnknownFields } from '../../src/http/unknown-fields.ts';

const told = (schema: z.ZodType, body: unknown): string | undefined => {
  try {
    refuseUnknownFields(schema, body);
    return undefined;
  } catch (error) {
    const { code, field, message } = error as { code: string; field: string; message: string };
    expect(code).toBe('invalidInput');
    expect(message.startsWith(`${field}: is not known here`)).toBe(true);
    return message.replace(' is not known here', '');
  }
};

const campus = z.object({ name: z.string(), timeZone: z.string().default('UTC') });

describe('a field that the schema does not know', () => {
  test.each([
    ['in other letters', { name: 'North', timezone: 'Europe/Berlin' }, 'timezone:; perhaps timeZone is meant'],
    ['with a line', { name: 'North', time_zone: 'Europe/Berlin' }, 'time_zone:; perhaps timeZone is meant'],
    ['misspelt', { nmae: 'North' }, 'nmae:; perhaps name is meant'],
    ['of no kin', { name: 'North', colour: 'red' }, 'colour:'],
    ['that every object has', { name: 'North', constructor: 1 }, 'constructor:'],
  ])('%s is named, with the nearest that it knows', (_how, body, message) => {
    expect(told(campus, body)).toBe(message);
    expect(told(campus.strict(), body)).toBe(message);
  });

  test.each<[string, z.ZodType, unknown]>([
    ['a list', z.array(campus), [{ name: 'a' }, { name: 'b', timezone: 1 }]],
    ['an object', z.object({ at: campus.optional() }), { at: { timezone: 1 } }],
    ['what may be null', z.object({ at: campus.nullable().default(null) }), { at: { timezone: 1 } }],
    ['a record', z.object({ by: z.record(z.string(), campus) }), { by: { x: { timezone: 1 } } }],
    ['what is changed as it is read', campus.transform((one) => one.name), { timezone: 1 }],
    ['what is prepared before it is read', z.preprocess((one) => one, campus), { timezone: 1 }],
    ['what is checked as a whole', campus.refine(() => true), { timezone: 1 }],
  ])('is found within %s', (_where, schema, body) => {
    expect(told(schema, body)).toMatch(/timezone:; perhaps .*timeZone is meant$/);
  });

  test('is told for the kind that an object says to be', () => {
    const shape = z.discriminatedUnion('type', [
      z.object({ type: z.literal('circle'), radiusM: z.number() }),
      z.object({ type: z.literal('polygon'), polygon: campus }),
    ]);
    expect(told(shape, { type: 'circle', radius: 3 })).toBe('radius:; perhaps radiusM is meant');
    expect(told(shape, { type: 'polygon', polygon: { name: 'x', timezone: 1 } })).toContain('polygon.timeZone');
    // What none of the kinds can be is for the schema itself to refuse.
    expect(told(z.union([z.boolean(), z.enum(['true'])]), [])).toBe(undefined);
    expect(told(z.union([z.string(), campus]), { name: 'x', timezone: 1 })).toContain('timezone');
    expect(told(z.union([z.object({ a: z.string() }), z.object({ b: z.string() })]), { b: 'x' })).toBe(undefined);
  });
});

test('what is known, loose, unknown by design, or no object at all, passes', () => {
  for (const [schema, body] of [
    [campus, { name: 'x', timeZone: 'y' }],
    [z.looseObject({ a: z.string() }), { b: 1 }],
    [z.object({ a: z.unknown() }), { a: { b: 1 } }],
    [z.object({ a: z.string() }).catchall(z.number()), { b: 1 }],
    [campus, 'text'],
    [campus, undefined],
    [campus, null],
  ] as const)
    expect(told(schema, body)).toBe(undefined);
});
