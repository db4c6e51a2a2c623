/** SCIM 2.0 (RFC 7644): what a school's directory asks and tells, with a token of its own. */
import { json, type Response } from 'express';
import { z } from 'zod';
import {
  type Connection,
  type Scim,
  listQuerySchema,
  listSchema,
  listUrn,
  patchSchema,
  resourceSchema,
} from '../../accounts/index.ts';
import { AppError } from '../../kernel/errors.ts';
import type { AnswerTo } from '../answer.ts';
import { bearerOf } from '../bearer.ts';
import { publicRoute, type Route, type RouteRequest } from '../route.ts';
import { scimMediaType, scimPrefix } from './scim-problem.ts';
import { providerConfig, resourceTypes, schemas } from './scim-discovery.ts';

const longestBody = '5mb';
const params = z.object({ resourceId: z.uuid() });
const document = z.record(z.string(), z.unknown());
const described = z.looseObject({ schemas: z.array(z.string()) });
const describedList = listSchema.extend({ Resources: z.array(described) });

export function scimRoutes({ scim, baseUrl }: { scim: Scim; baseUrl: () => string }): Route[] {
  const parse = json({ limit: longestBody, type: [scimMediaType, 'application/json'] });

  /** Who asks is settled before a byte of the body is read. */
  const bodyParser: NonNullable<Route['bodyParser']> = async (req, res, next) => {
    (res.locals as { connection?: Connection }).connection = await scim.connections.authenticate(bearerOf(req));
    res.type(scimMediaType).set('Cache-Control', 'no-store');
    parse(req, res, next);
  };

  function connectionOf(res: Response): Connection {
    const { connection } = res.locals as { connection?: Connection };
    if (!connection) throw new AppError('unauthenticated');
    return connection;
  }

  function route<
    Params extends z.ZodObject = never,
    Query extends z.ZodObject = never,
    Body extends z.ZodType = never,
    Answer extends z.ZodType = never,
  >(definition: {
    method: Route['method'];
    path: string;
    summary: string;
    params?: Params;
    query?: Query;
    body?: Body;
    success: { status: number; schema?: Answer };
    refuses?: Route['refuses'];
    handle: (
      connection: Connection,
      request: RouteRequest<z.infer<Params>, z.infer<Query>, z.infer<Body>>,
    ) => Promise<AnswerTo<Answer> | undefined>;
  }): Route {
    const { handle, path, refuses = [], ...rest } = definition;
    return publicRoute<Params, Query, Body, Answer>({
      ...{ ...rest, path: `${scimPrefix}${path}`, tag: 'scim', bodyParser, isScim: true },
      refuses: [401, ...refuses],
      handle: (request) => handle(connectionOf(request.res), request),
    });
  }

  const one = { status: 200, schema: resourceSchema };
  const made = { status: 201, schema: resourceSchema };
  const several = { status: 200, schema: listSchema };
  const none = { status: 204 };
  const written: Route['refuses'] = [403, 409];

  function describe(path: string, summary: string, all: () => { id: string; schemas: string[] }[]): Route[] {
    const list = async () => {
      const Resources = all();
      return {
        schemas: [listUrn] as [typeof listUrn],
        totalResults: Resources.length,
        startIndex: 1,
        itemsPerPage: Resources.length,
        Resources,
      };
    };
    return [
      route({ method: 'get', path, summary, success: { status: 200, schema: describedList }, handle: list }),
      route({
        method: 'get',
        path: `${path}/{name}`,
        summary: `${summary}: one of them`,
        params: z.object({ name: z.string().max(200) }),
        success: { status: 200, schema: described },
        handle: async (_, request) => {
          const found = all().find(({ id }) => id === request.params.name);
          if (!found) throw new AppError('notFound');
          return found;
        },
      }),
    ];
  }

  const located = (res: Response, resource: z.infer<typeof resourceSchema>) => {
    res.set('Location', resource.meta.location);
    return resource;
  };

  return [
    route({
      method: 'get',
      path: '/ServiceProviderConfig',
      summary: 'What SCIM can do here',
      success: { status: 200, schema: described },
      handle: async () => providerConfig(baseUrl()),
    }),
    ...describe('/ResourceTypes', 'Kinds of resources', () => resourceTypes(baseUrl())),
    ...describe('/Schemas', 'Attributes of each kind', () => schemas(baseUrl())),
    ...(['users', 'groups'] as const).flatMap((kind): Route[] => {
      const path = kind === 'users' ? '/Users' : '/Groups';
      const resources = scim[kind];
      return [
        route({
          method: 'get',
          path,
          summary: `The ${kind} that the directory keeps, or those that the filter names`,
          query: listQuerySchema,
          success: several,
          handle: (connection, { query }) => resources.list(connection, query),
        }),
        route({
          method: 'post',
          path,
          summary: `Make one of the ${kind}`,
          body: document,
          success: made,
          refuses: written,
          handle: async (connection, { body, res }) => located(res, await resources.create(connection, body)),
        }),
        route({
          method: 'get',
          path: `${path}/{resourceId}`,
          summary: `One of the ${kind}`,
          params,
          query: listQuerySchema.pick({ excludedAttributes: true }),
          success: one,
          handle: (connection, request) => resources.read(connection, request.params.resourceId, request.query),
        }),
        route({
          method: 'put',
          path: `${path}/{resourceId}`,
          summary: `Replace one of the ${kind}`,
          params,
          body: document,
          success: one,
          refuses: written,
          handle: (connection, request) => resources.replace(connection, request.params.resourceId, request.body),
        }),
        route({
          method: 'patch',
          path: `${path}/{resourceId}`,
          summary: `Change one of the ${kind}`,
          params,
          body: patchSchema,
          success: one,
          refuses: written,
          handle: (connection, request) =>
            resources.patch(connection, request.params.resourceId, request.body.Operations),
        }),
        route({
          method: 'delete',
          path: `${path}/{resourceId}`,
          summary:
            kind === 'users' ? 'Deactivate somebody, who is signed out everywhere; attendance stays' : 'End a group',
          params,
          success: none,
          refuses: written,
          handle: async (connection, request) => {
            await resources.remove(connection, request.params.resourceId);
            // There is nothing to be of a type.
            request.res.removeHeader('Content-Type');
            return undefined;
          },
        }),
      ];
    }),
  ];
}
