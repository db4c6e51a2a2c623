/** Errors as directories get them (RFC 7644, 3.12). */
import type { ErrorRequestHandler } from 'express';
import { z } from 'zod';
import { ScimFault } from '../../accounts/index.ts';
import type { Log } from '../../kernel/log.ts';
import { errorHandler } from '../problem.ts';

export const scimPrefix = '/scim/v2';
export const scimMediaType = 'application/scim+json';
const errorUrn = 'urn:ietf:params:scim:api:messages:2.0:Error';

export const scimProblemSchema = z.object({
  schemas: z.tuple([z.literal(errorUrn)]),
  status: z.string(),
  scimType: z.string().optional(),
  detail: z.string(),
});

export const scimProblemHandler = (log: Log): ErrorRequestHandler =>
  errorHandler(log, (error) => ({
    status: error.status,
    contentType: scimMediaType,
    body: {
      schemas: [errorUrn],
      status: String(error.status),
      ...(error instanceof ScimFault ? { scimType: error.scimType } : {}),
      detail: error.publicMessage,
    },
  }));
