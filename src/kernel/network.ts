/** The network that an address belongs to: what many people share, and what one of them cannot change at will. */
import ipaddr from 'ipaddr.js';

const ipv6NetworkBits = 64;

/** One machine has a whole /64 of IPv6 addresses to itself; of IPv4 the address. */
export function networkOf(address: string): string {
  if (!ipaddr.isValid(address)) return 'unknown';
  const parsed = ipaddr.process(address);
  return parsed instanceof ipaddr.IPv6
    ? ipaddr.IPv6.networkAddressFromCIDR(`${parsed.toNormalizedString()}/${ipv6NetworkBits}`).toString()
    : parsed.toString();
}
