/** Names: what somebody is called, and family and given name apart where they are known. Pure. */

export interface Names {
  /** As they are called and shown. */
  name: string;
  familyName: string | null;
  givenName: string | null;
}

type Parts = Pick<Names, 'familyName' | 'givenName'>;

/** "Given Family"; somebody of one name has that, undefined when neither is known. */
export function displayName({ familyName, givenName }: Partial<Parts>): string | undefined {
  return [givenName, familyName].filter(Boolean).join(' ') || undefined;
}

/**
 * What a change of some of the names comes to: without a name of its own it is made of the parts; a new name in which
 * the parts that were known no longer occur leaves them unknown.
 */
export function changeNames(before: Names, change: Partial<Names>): Partial<Names> {
  const { name, familyName, givenName } = change;
  if (familyName === undefined && givenName === undefined) {
    if (name === undefined) return {};
    const isOfParts = [before.familyName, before.givenName].every((part) => part === null || name.includes(part));
    return isOfParts ? { name } : { name, familyName: null, givenName: null };
  }
  const parts = {
    familyName: familyName === undefined ? before.familyName : familyName,
    givenName: givenName === undefined ? before.givenName : givenName,
  };
  return { ...parts, name: name ?? displayName(parts) ?? before.name };
}
