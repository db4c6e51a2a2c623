/** Ranges of network addresses, as whoever runs a network writes them. */
import ipaddr from 'ipaddr.js';

/** Whether this is a range (CIDR) or a single address. */
export const isRange = (text: string): boolean => ipaddr.isValidCIDR(text) || ipaddr.isValid(text);

/** Whether the address lies in one of the ranges; in any where none is named, and an unknown one in none. */
export function isWithin(address: string | undefined, ranges: readonly string[]): boolean {
  if (ranges.length === 0) return true;
  if (address === undefined || !ipaddr.isValid(address)) return false;
  // An IPv4 address that came over IPv6 is the same address.
  const known = ipaddr.process(address);
  return ranges.some((range) => {
    const [network, bits] = ipaddr.isValidCIDR(range) ? ipaddr.parseCIDR(range) : wholeOf(range);
    return network.kind() === known.kind() && known.match(network, bits);
  });
}

function wholeOf(text: string): [ipaddr.IPv4 | ipaddr.IPv6, number] {
  const address = ipaddr.process(text);
  return [address, address.kind() === 'ipv4' ? 32 : 128];
}
