/** Our own API, typed by its own document: requests in the person's name, kept and asked anew by TanStack Query. */
import { QueryClient } from '@tanstack/react-query';
import createFetchClient from 'openapi-fetch';
import createQueryClient, { type OpenapiQueryClient } from 'openapi-react-query';
import { Problem } from './problem.ts';
import type { paths } from './schema.d.ts';

export type Api = OpenapiQueryClient<paths>;

/** @param call sends a request in the person's name; it throws a Problem for whatever failed. */
export function createApi(call: (url: string, init: RequestInit) => Promise<Response>): Api {
  return createQueryClient(
    createFetchClient<paths>({
      baseUrl: location.origin,
      fetch: async (request) => {
        const answer = await call(request.url, {
          method: request.method,
          headers: request.headers,
          signal: request.signal,
          // Kept whole, so that it can be sent once more with a renewed token.
          ...(request.body && { body: await request.blob() }),
        });
        await requireDone(answer);
        return answer;
      },
    }),
  );
}

/** What waits for a second admin's yes is not done: nobody may take it for that. @throws Problem `waits` */
async function requireDone(answer: Response): Promise<void> {
  if (answer.status !== 202) return;
  const { waitsFor } = (await answer.clone().json()) as { waitsFor?: string };
  if (waitsFor !== undefined)
    throw new Problem("This waits for a second administrator's yes. You are told when somebody has answered.", {
      status: answer.status,
      code: 'waits',
    });
}

const mostRetries = 2;

export const createQueries = (): QueryClient =>
  new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 15_000,
        retry: (failures, error) => error instanceof Problem && error.isRetryable && failures < mostRetries,
      },
      // Offline they fail at once and say so, in place of waiting unseen for a connection.
      mutations: { retry: false, networkMode: 'always' },
    },
  });
