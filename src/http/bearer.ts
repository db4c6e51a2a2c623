/** The token or API key that a request carries. */
import type { Request } from 'express';

/** The token or API key of a request, when it has one. */
export function bearerOf(req: Request): string | undefined {
  const [scheme, token] = (req.get('authorization') ?? '').split(' ');
  return scheme?.toLowerCase() === 'bearer' && token ? token : undefined;
}
