/** The OpenAPI document, made from the same definitions that are mounted. */
import { OpenAPIRegistry, OpenApiGeneratorV31, extendZodWithOpenApi } from '@asteasolutions/zod-to-openapi';
import { z } from 'zod';
import { problemSchema } from './problem.ts';
import type { Route } from './route.ts';

extendZodWithOpenApi(z);

export function buildOpenApi(routes: readonly Route[], version: string): ReturnType<OpenApiGeneratorV31['generateDocument']> {
  const registry = new OpenAPIRegistry();
  const bearer = registry.registerComponent('securitySchemes', 'bearer', { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' });
  for (const route of routes) {
    const { success } = route;
    registry.registerPath({
      method: route.method, path: route.path, tags: [route.tag], summary: route.summary,
      ...(route.access === 'signed-in' ? { security: [{ [bearer.name]: [] }] } : {}),
      request: {
        ...(route.params ? { params: route.params } : {}), ...(route.query ? { query: route.query } : {}),
        ...(route.body || route.uploads ? { body: { content: bodyOf(route) } } : {}),
      },
      responses: {
        [success.status]: success.schema
          ? { description: 'Success', content: { 'application/json': { schema: success.schema } } }
          : { description: 'Success', ...(success.contentType ? { content: { [success.contentType]: { schema: { type: 'string' as const, format: 'binary' } } } } : {}) },
        default: { description: 'A problem (RFC 9457)', content: { 'application/problem+json': { schema: problemSchema } } },
      },
    });
  }
  return new OpenApiGeneratorV31(registry.definitions).generateDocument({
    openapi: '3.1.0', info: { title: 'Muster', version, description: 'The attendance desk that lives in chat.' },
  });
}

function bodyOf(route: Route): Record<string, { schema: z.ZodType }> {
  const body = route.body ?? z.object({});
  if (!route.uploads) return { 'application/json': { schema: body } };
  const parts = z.object({ [route.uploads]: z.array(z.string().describe('File part.')) });
  return { 'multipart/form-data': { schema: z.intersection(body, parts) }, ...(route.body ? { 'application/json': { schema: body } } : {}) };
}
