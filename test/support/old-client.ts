/**
 * A client of an older backend: sends the same fields as JSON, as a form or as multipart, and knows the shape of what
 * it is answered.
 */
import { expect } from 'vitest';

export const bodyForms = ['json', 'form', 'multipart'] as const;
export type BodyForm = (typeof bodyForms)[number];

export interface OldAnswer<T = Record<string, unknown>> {
  status: number;
  body: T;
  headers: Headers;
}

type Fields = Record<string, string | number | readonly (string | number)[] | undefined>;

export interface OldRequest {
  /** Fields of the body, or of the query of a GET. */
  fields?: Fields;
  form?: BodyForm;
  /** Makes it multipart. */
  files?: Record<string, readonly Buffer[]>;
  token?: string;
}

/** Sends one request as an old client would. */
export async function sendOld<T = Record<string, unknown>>(
  baseUrl: string,
  method: string,
  path: string,
  { fields = {}, form = 'json', files, token }: OldRequest = {},
): Promise<OldAnswer<T>> {
  const isQuery = method === 'GET' && Object.keys(fields).length > 0;
  const body = method === 'GET' ? undefined : encode(fields, files ? 'multipart' : form, files);
  const response = await fetch(`${baseUrl}${path}${isQuery ? `?${listed(fields).toString()}` : ''}`, {
    method,
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(typeof body === 'string' ? { 'content-type': 'application/json' } : {}),
    },
    ...(body === undefined ? {} : { body }),
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: (text === '' ? undefined : JSON.parse(text)) as T,
  };
}

function encode(fields: Fields, form: BodyForm, files: OldRequest['files'] = {}): string | URLSearchParams | FormData {
  if (form === 'json') return JSON.stringify(fields);
  if (form === 'form') return listed(fields);
  const data = new FormData();
  for (const [name, value] of listed(fields)) data.append(name, value);
  for (const [name, parts] of Object.entries(files))
    for (const [index, part] of parts.entries())
      data.append(name, new Blob([Uint8Array.from(part)], { type: 'image/jpeg' }), `photo-${index}.jpg`);
  return data;
}

const listed = (fields: Fields): URLSearchParams =>
  new URLSearchParams(
    Object.entries(fields).flatMap(([name, value]) =>
      value === undefined ? [] : [value].flat().map((one): [string, string] => [name, String(one)]),
    ),
  );

/** Fails unless the answer has the fields of the documented example, and each is of its kind (or empty). */
export function expectShape(actual: unknown, example: unknown, where = 'answer'): void {
  if (Array.isArray(example)) {
    expect(Array.isArray(actual), `${where} is a list`).toBe(true);
    for (const [index, item] of (actual as unknown[]).entries()) expectShape(item, example[0], `${where}[${index}]`);
  } else if (typeof example === 'object' && example !== null) {
    expect(Object.keys(actual as object).sort(), where).toEqual(Object.keys(example).sort());
    for (const [key, inner] of Object.entries(example))
      expectShape((actual as Record<string, unknown>)[key], inner, `${where}.${key}`);
  } else if (actual !== null && example !== null) {
    expect(typeof actual, where).toBe(typeof example);
  }
}
