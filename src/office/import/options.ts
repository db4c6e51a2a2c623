/** Options as they come in the query of an address, as fields of a form, or as JSON. */
import { z } from 'zod';
import { words } from './words/en.ts';

export const flagOption = z
  .union([z.boolean(), z.enum(['true', 'false', '1', '0', ''])])
  .default(false)
  .transform((value) => value === true || value === 'true' || value === '1');

/** An object of named values, which in an address or a form is text. */
export const jsonOption = <Value extends z.ZodType>(value: Value) =>
  z
    .string()
    .transform(parseJson)
    .pipe(z.record(z.string(), value, words.mappingIsNoJson))
    .optional();

function parseJson(text: string, context: z.RefinementCtx): unknown {
  try {
    return JSON.parse(text);
  } catch {
    context.addIssue({ code: 'custom', message: words.mappingIsNoJson });
    return z.NEVER;
  }
}
