/**
 * For the page's compiler: `npm run typecheck` writes the types of our own API, from the document that the service
 * answers with. They are never stored with the sources, so they cannot be out of date.
 */
import { writeFileSync } from 'node:fs';
import openapiTypes, { astToString } from 'openapi-typescript';
import { buildOpenApi, createDeviceCookie, createRefreshCookie, type Route } from '../../http/index.ts';
import { listRoutes } from '../routes.ts';
import { version } from '../version.ts';

/** Routes are described without being called, so nothing behind them is needed. */
const nothing: never = new Proxy({}, { get: () => nothing }) as never;
const routes: Route[] = listRoutes({
  modules: nothing,
  operations: [],
  bot: nothing,
  links: nothing,
  streams: nothing,
  log: nothing,
  deviceCookie: createDeviceCookie({ isTls: true }),
  refreshCookie: createRefreshCookie({ publicUrl: undefined }),
  settings: { isTls: true, canMail: true, platforms: [] },
  readRules: () => nothing,
  baseUrl: () => '',
});
const document = buildOpenApi(
  routes.filter((route) => !route.isScim),
  version,
);
// The page learns of a refusal as a Problem, whatever its status.
for (const path of Object.values(document.paths ?? {}))
  for (const operation of Object.values(path as Record<string, { responses: Record<string, unknown> }>))
    operation.responses = Object.fromEntries(
      Object.entries(operation.responses).filter(([status]) => status.startsWith('2')),
    );
writeFileSync(
  new URL('../../web/api/schema.d.ts', import.meta.url),
  astToString(await openapiTypes(JSON.stringify(document))),
);
