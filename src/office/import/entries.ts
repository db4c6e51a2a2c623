/** What a file says, whatever form it has: a line about a person, and what is wrong with one. */
import type { ListedRole } from './roles.ts';

export interface LineNames {
  /** As they are called, where the file says it; else it is made of the parts. */
  name: string | null;
  familyName: string | null;
  givenName: string | null;
}

export interface GuardianLine {
  names: LineNames;
  email: string | null;
  relation: string;
}

export interface PersonLine {
  /** As an editor counts them; the first is 1. */
  line: number;
  /** Which file of a bundle; empty where there is one. */
  file: string | null;
  names: LineNames;
  email: string | null;
  externalId: string | null;
  /** Empty: not said. */
  role: ListedRole | null;
  /** Cells that name classes, as they are written. */
  classes: string[];
  classTitle: string | null;
  teaches: string[];
  /** Classes in which they will be, but are not yet. */
  later?: string[];
  cards: string[];
  guardians: GuardianLine[];
  /** What was read, but not used as it stands. */
  notes: string[];
}

/** A line that is not read; why is told. */
export interface LineFault {
  line: number;
  file: string | null;
  /** As it is written there, as far as it can be read. */
  email: string;
  name: string;
  externalId: string | null;
  field: string;
  reason: string;
  /** All that stands in a line whose columns are not sure: whoever it means is not missing in the file. */
  said?: readonly string[];
  /** Not wrong, but about somebody who is no longer there. */
  isSkipped?: true;
}

/** A guardian who is in the file themselves, and whose. */
export interface LinkLine {
  guardian: PersonLine;
  student: PersonLine;
  relation: string;
}

export interface ReadLines {
  lines: PersonLine[];
  faults: LineFault[];
  /** Of bundles, in which guardians are people of their own. */
  links: LinkLine[];
}

export const displayNameOf = ({ name, familyName, givenName }: LineNames): string =>
  name ?? [givenName, familyName].filter((part) => part !== null).join(' ');
