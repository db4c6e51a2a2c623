/**
 * The OpenAPI document, made from the same definitions that are mounted, with the permission table that is enforced.
 */
import { OpenAPIRegistry, OpenApiGeneratorV31, extendZodWithOpenApi } from '@asteasolutions/zod-to-openapi';
import { z } from 'zod';
import { type Permission, describePermission, permissionNames, reachOf } from '../security/access/index.ts';
import { waitingActSchema } from '../office/held-acts/index.ts';
import { roleSchema } from '../school/people/index.ts';
import { problemSchema } from './problem.ts';
import type { Route } from './route.ts';
import { scimMediaType, scimProblemSchema } from './scim/scim-problem.ts';

extendZodWithOpenApi(z);

const roles = roleSchema.options;

export function buildOpenApi(
  routes: readonly Route[],
  version: string,
): ReturnType<OpenApiGeneratorV31['generateDocument']> {
  const registry = new OpenAPIRegistry();
  const bearer = registry.registerComponent('securitySchemes', 'bearer', {
    type: 'http',
    scheme: 'bearer',
    description: 'An access token of POST /api/v2/auth/token, or an API key.',
  });
  const password = registry.registerComponent('securitySchemes', 'password', {
    type: 'oauth2',
    description: 'E-mail and password; client id and secret stay empty.',
    flows: { password: { tokenUrl: '/api/v2/auth/token', scopes: {} } },
  });
  const scim = registry.registerComponent('securitySchemes', 'scim', {
    type: 'http',
    scheme: 'bearer',
    description: 'The token of a connection (POST /api/v2/sign-on/scim-connections).',
  });
  for (const route of routes) {
    const { success } = route;
    registry.registerPath({
      method: route.method,
      path: route.path,
      tags: [route.tag],
      summary: route.summary,
      operationId: nameOf(route),
      ...(route.access === 'signed-in'
        ? {
            security: [{ [password.name]: [] }, { [bearer.name]: [] }],
            description: tellPermission(route.permission),
            'x-permission': route.permission,
          }
        : route.isScim
          ? { security: [{ [scim.name]: [] }] }
          : {}),
      request: {
        ...(route.params ? { params: route.params } : {}),
        ...(route.query ? { query: route.query } : {}),
        ...(route.body || route.uploads || route.document ? { body: { content: bodyOf(route) } } : {}),
      },
      responses: {
        [success.status]: { description: 'Success', ...contentOf(route) },
        ...(route.mayWait
          ? {
              202: {
                description: "It waits for a second admin's yes, where the school wants one",
                content: { 'application/json': { schema: waitingActSchema } },
              },
            }
          : {}),
        ...Object.fromEntries(
          Object.entries(route.otherwise ?? {}).map(([status, schema]) => [
            status,
            { description: 'Success', content: { 'application/json': { schema } } },
          ]),
        ),
        ...refusalsOf(route),
      },
    });
  }
  const document = new OpenApiGeneratorV31(registry.definitions).generateDocument({
    openapi: '3.1.0',
    info: {
      title: 'Muster',
      version,
      description: `The attendance desk that lives in chat.\n\n## Who may do what\n\n${permissionTable(routes)}`,
    },
  });
  return writeTuples(document) as typeof document;
}

function contentOf(route: Route) {
  const { schema, contentType, orAs = [] } = route.success;
  const main = contentType ?? (schema && jsonOf(route));
  if (main === undefined) return {};
  const file = { schema: { type: 'string' as const } };
  return {
    content: {
      [main]: schema ? { schema } : file,
      ...Object.fromEntries(orAs.map((kind) => [kind, file])),
    },
  };
}

/** OpenAPI 3.1 is JSON Schema 2020-12, where the members of a tuple are its `prefixItems`; the library writes them as before. */
function writeTuples(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(writeTuples);
  if (typeof value !== 'object' || value === null) return value;
  const { items, ...rest } = value as Record<string, unknown>;
  const written = Object.fromEntries(Object.entries(rest).map(([key, part]) => [key, writeTuples(part)]));
  if (Array.isArray(items))
    return { ...written, prefixItems: items.map(writeTuples), minItems: items.length, items: false };
  return items === undefined ? written : { ...written, items: writeTuples(items) };
}

/** postApiV2SessionsSessionIdClose and the like: stable, since paths are. */
const nameOf = ({ method, path }: Route): string =>
  method +
  path
    .split(/[^A-Za-z0-9]+/)
    .filter(Boolean)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');

const tellPermission = (permission: Permission): string =>
  `Permission \`${permission}\`: ${roles.flatMap((role) => (reachOf(role, permission) ? [`${role} (\`${reachOf(role, permission) ?? ''}\`)`] : [])).join(', ')}.`;

const refusals: Readonly<Record<number, string>> = {
  400: 'something in the request is wrong, `field` names it.',
  401: 'nobody is signed in, or no longer.',
  403: 'this role never may.',
  404: 'there is no such thing, or it is not yours.',
  409: 'it does not fit the present state.',
  410: 'it was used already, or is too old.',
  413: 'the body is too large.',
  415: 'the body, or a file in it, is of a kind that cannot be read.',
  429: 'too many tries; `retryAfterS` says how long to wait.',
  500: 'something went wrong on our side.',
  503: 'the service cannot do this just now; the same request may succeed later.',
  507: 'there is no room for more files.',
};

/**
 * How it may be refused: what lies before every handler answers, what a request of its kind may get wrong, and what the
 * route adds.
 */
function refusalsOf(
  route: Route,
): Record<string, { description: string; content: Record<string, { schema: z.ZodType }> }> {
  const takesBody = route.body !== undefined || route.uploads !== undefined;
  const statuses = [
    400,
    413,
    500,
    503,
    ...(route.access === 'signed-in' ? [401, 403] : []),
    ...(route.params ? [404] : []),
    ...(takesBody ? [415] : []),
    ...(route.uploads ? [507] : []),
    ...(route.spends || (route.access === 'signed-in' && route.uploads) ? [429] : []),
    ...(route.access === 'signed-in' && route.query ? [404] : []),
    ...(route.access === 'signed-in' && route.method !== 'get' ? [404, 409] : []),
    ...(route.refuses ?? []),
  ];
  return Object.fromEntries(
    statuses.map((status) => [
      status,
      {
        description: `A problem (RFC 9457): ${refusals[status] ?? ''}`,
        content: route.isScim
          ? { [scimMediaType]: { schema: scimProblemSchema } }
          : { 'application/problem+json': { schema: problemSchema } },
      },
    ]),
  );
}

/** One row a permission, one column a role, as Markdown. */
function permissionTable(routes: readonly Route[]): string {
  const head = ['permission', 'what', ...roles, 'operations'];
  const rows = permissionNames.map((permission) => {
    const operations = routes.filter((route) => route.access === 'signed-in' && route.permission === permission).length;
    return [
      `\`${permission}\``,
      describePermission(permission).summary,
      ...roles.map((role) => reachOf(role, permission) ?? '–'),
      String(operations),
    ];
  });
  const legend =
    '`own`: about oneself. `ward`: about a student whose guardian one is. `enrolled`: classes on whose roster one is. `taught`: classes one teaches and sessions one stands in for. `any`: everything. –: never (403). What exists but is out of reach answers 404, like what does not exist.';
  return [`${legend}\n`, ...[head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`)].join(
    '\n',
  );
}

const jsonOf = ({ isScim }: Route): string => (isScim ? scimMediaType : 'application/json');

function bodyOf(route: Route): Record<string, { schema: z.ZodType }> {
  const body = route.body ?? route.document ?? z.object({});
  if (!route.uploads) return { [route.bodyType ?? jsonOf(route)]: { schema: body } };
  const parts = z.object({
    [route.uploads.field]: z.array(z.string().describe('File part.')).max(route.uploads.maxFiles),
  });
  return {
    'multipart/form-data': { schema: z.intersection(body, parts) },
    ...(route.body ? { 'application/json': { schema: body } } : {}),
  };
}
