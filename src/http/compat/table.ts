/** The routes of older backends as a table for the README: what each takes, and what it answers. */
import { z } from 'zod';
import type { Route } from '../route.ts';
import { attendlyApi } from './attendly/attendly.ts';
import type { CompatApi, CompatRoute } from './compat.ts';
import { sejalApi } from './sejal/sejal.ts';
import { smartpresenceApi } from './smartpresence/smartpresence.ts';

const titles: Record<CompatApi['name'], string> = {
  sejal: 'sejal',
  attendly: 'Attendly',
  smartpresence: 'SmartPresence',
};

/** All three, without rooms: their routes are data until one is asked for. */
export const compatApis: readonly CompatApi[] = [
  sejalApi({} as never),
  attendlyApi({} as never),
  smartpresenceApi({} as never),
];

export function writeCompatTables(): string {
  return compatApis
    .map((api) =>
      [
        `**${titles[api.name]}**`,
        '',
        '| | route | takes | answers |',
        '| --- | --- | --- | --- |',
        ...api.routes.map((route) => row(api, route)),
      ].join('\n'),
    )
    .join('\n\n');
}

function row({ tokenIn }: CompatApi, { route, photosAreOptional, example }: CompatRoute): string {
  const token = tokenIn === 'body' && route.access === 'signed-in' ? ['token'] : [];
  const takes = [
    ...new Set([
      ...token,
      ...fieldsOf(route.query),
      ...fieldsOf(route.body),
      ...(route.uploads?.asText ? [`${route.uploads.field}${photosAreOptional ? '?' : ''}`] : []),
    ]),
  ]
    .map((name) => `\`${name}\``)
    .join(' ');
  return `| ${route.method.toUpperCase()} | \`${route.path}\` | ${takes} | ${route.success.status} \`${JSON.stringify(example).replaceAll('|', '\\|')}\` |`;
}

/** Names of fields, with a question mark where they may be left out; those that may be files are told apart. */
function fieldsOf(schema: Route['body']): string[] {
  const inner = schema instanceof z.ZodPipe ? schema.out : schema;
  const shape = inner instanceof z.ZodObject ? (inner.shape as Record<string, z.ZodType>) : {};
  return Object.entries(shape)
    .filter(([name]) => !/^image/.test(name))
    .map(([name, field]) => (field.safeParse(undefined).success ? `${name}?` : name));
}
