/** From where an entry was caused, as it is sealed beside it. */
import { z } from 'zod';

export const originSchema = z.object({
  via: z.string(),
  address: z.string().optional(),
  keyId: z.string().optional(),
  approvedById: z.string().optional(),
});

export const originContext = (entryId: string): string => `audit_origin:${entryId}`;
