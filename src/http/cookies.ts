/** Cookies that a request carries. */
import type { Request } from 'express';

/** The value as it was sent; undefined when there is none of that name. */
export function cookieOf(req: Request, name: string): string | undefined {
  const pairs = (req.get('cookie') ?? '').split(';').map((pair) => pair.trim());
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1);
}
