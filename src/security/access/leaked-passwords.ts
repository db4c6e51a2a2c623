/** The passwords that leaked most often, in small letters, and which keys of a keyboard lie side by side. */
// @zxcvbn-ts/language-common: 49,000 of them, and the keyboards; kept up, MIT, 2 MB, nothing asked of a network.
import { adjacencyGraphs, dictionary } from '@zxcvbn-ts/language-common';

export const leaked: ReadonlySet<string> = new Set(dictionary['passwords-common']);

/** The keys beside each, with and without shift, on the keyboards of most countries. */
export const besides = new Map<string, Set<string>>();
for (const graph of [adjacencyGraphs.qwerty, adjacencyGraphs.qwertz, adjacencyGraphs.azerty])
  for (const [key, neighbours] of Object.entries(graph ?? {})) {
    const known = besides.get(key) ?? new Set<string>();
    for (const character of neighbours.join('')) known.add(character);
    besides.set(key, known);
  }
