/** Tells addresses of the public network from those of the house, for what is fetched because somebody outside said so. */
import { lookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';
import { words } from './words/en.ts';

const isPublic = (address: string): boolean => ipaddr.process(address).range() === 'unicast';

/** Whether a host is written as an address that is not public; of a name it can only be told when it is looked up. */
export function isPrivateLiteral(hostname: string): boolean {
  const literal = hostname.replace(/^\[|\]$/g, '');
  return ipaddr.isValid(literal) && !isPublic(literal);
}

/** Looked up and judged in one step, so that a name cannot point elsewhere between the two. */
export const publicLookup: LookupFunction = (hostname, options, done) => {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) return done(error, [], 0);
    const [first] = addresses;
    if (!first || addresses.some(({ address }) => !isPublic(address)))
      return done(new Error(words.theAddressIsNotPublic), [], 0);
    return options.all === true ? done(null, addresses) : done(null, first.address, first.family);
  });
};

/** Whether a connection failed because `publicLookup` refused the address. */
export const isNotPublic = (cause: unknown): boolean =>
  cause instanceof Error && cause.message === words.theAddressIsNotPublic;
