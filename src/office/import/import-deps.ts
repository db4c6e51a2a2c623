/** What an import is handed. */
import type { Invitations } from '../../accounts/index.ts';
import type { CardReaders } from '../../attendance/card-readers/index.ts';
import type { Database } from '../../db/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Classes } from '../../school/classes/index.ts';
import type { People, PeopleInBulk } from '../../school/people/index.ts';
import type { Audit } from '../../security/audit/index.ts';

export type NoteProgress = (done: number, total: number) => Promise<void>;

/** The task that an import is done as; the same one may be done again after a crash. */
export interface ImportTask {
  readonly id: string;
  progress: NoteProgress;
}

export interface ImportDeps {
  db: Database;
  audit: Audit;
  clock: Clock;
  people: People;
  inBulk: PeopleInBulk;
  classes: Classes;
  cards: Pick<CardReaders, 'holdersOf' | 'giveAll'>;
  invitations: Invitations;
}
