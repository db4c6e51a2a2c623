/** Groups by a name, as Map.groupBy does, which Node 20 lacks. */
export function groupBy<One>(some: Iterable<One>, nameOf: (one: One) => string): Map<string, One[]> {
  const groups = new Map<string, One[]>();
  for (const one of some) {
    const name = nameOf(one);
    const group = groups.get(name);
    if (group) group.push(one);
    else groups.set(name, [one]);
  }
  return groups;
}
