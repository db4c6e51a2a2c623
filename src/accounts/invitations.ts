/** Invitations: a mail with a code of one's own, for a whole roster at once, so that nobody has to hand codes out. */
import { type Actor, requireAccess } from '../security/access/index.ts';
import type { LinkedAccounts } from './linked-accounts.ts';
import type { Audit } from '../security/audit/index.ts';
import type { Database, Queryable, Tx } from '../db/index.ts';
import { formatInstant } from '../kernel/days.ts';
import { AppError } from '../kernel/errors.ts';
import { findHomeCalendars } from '../school/classes/index.ts';
import * as repo from './invitations.repo.ts';
import type { NewMessage, Outbox } from '../delivery/notifications/index.ts';
import { words } from './words/en.ts';

export interface Invited {
  /** How many get a mail. */
  invited: number;
  /** How many were left out because an account of theirs is linked. */
  alreadyLinked: number;
  /** How many have no address of their own: they get no mail. */
  withoutAddress: number;
}

export type WhomToInvite = { classId: string } | { personIds: readonly string[] };

export type Invitations = ReturnType<typeof createInvitations>;

export function createInvitations(deps: {
  db: Database;
  audit: Audit;
  accounts: LinkedAccounts;
  outbox: Outbox;
  institutionName: () => Promise<string>;
  pageUrl: () => string;
  isMailSetUp: boolean;
}) {
  /** Who would be invited. @throws as `invite`. */
  async function preview(actor: Actor, whom: WhomToInvite, again: boolean): Promise<Invited> {
    const { recipients, ...left } = await select(deps.db.autocommit, actor, whom, again);
    return { invited: recipients.length, ...left };
  }

  /**
   * Writes everybody's mail and code, all or none; a code that was mailed before ends. Who is linked is left out unless
   * `again`.
   * @throws AppError `conflict` without a mail server, `notFound` when a person or the class is not there.
   */
  async function invite(actor: Actor, whom: WhomToInvite, again: boolean): Promise<Invited> {
    const result = await deps.db.transaction((tx) => inviteIn(tx, actor, whom, again));
    deps.outbox.wake();
    return result;
  }

  /** The same inside the caller's transaction. */
  async function inviteIn(tx: Tx, actor: Actor, whom: WhomToInvite, again: boolean): Promise<Invited> {
    const { recipients, ...left } = await select(tx, actor, whom, again);
    const institution = await deps.institutionName();
    // A mail that still waits would bring a code that has ended.
    await deps.outbox.replace(
      tx,
      recipients.map((person) => person.id),
      'invitation',
    );
    const calendarOf = await findHomeCalendars(
      tx,
      recipients.map((person) => person.id),
    );
    const messages: NewMessage[] = [];
    for (const person of recipients) {
      const { code, expiresAt } = await deps.accounts.issueInvitation(tx, person.id);
      const lastDay = formatInstant(expiresAt, calendarOf(person.id).timeZone, 'd LLLL yyyy');
      messages.push({
        personId: person.id,
        channel: 'mail',
        kind: 'invitation',
        expiresAt,
        ...letter(person, code, lastDay, institution, deps.pageUrl()),
      });
    }
    await deps.outbox.write(tx, messages);
    await deps.audit.record(tx, {
      actorId: actor.personId,
      action: 'account.invited',
      subjectType: 'classId' in whom ? 'class' : 'people',
      subjectId: 'classId' in whom ? whom.classId : 'several',
      facts: { personIds: recipients.map((person) => person.id) },
    });
    return { invited: recipients.length, ...left };
  }

  async function select(
    db: Queryable,
    actor: Actor,
    whom: WhomToInvite,
    again: boolean,
  ): Promise<{ recipients: repo.Recipient[]; alreadyLinked: number; withoutAddress: number }> {
    await requireAccess(db, actor, 'people.manage', {});
    if (!deps.isMailSetUp)
      throw new AppError('conflict', {
        detail: words.noMailCanBeSentSmtp,
      });
    const people =
      'classId' in whom ? await repo.findRosterRecipients(db, whom.classId) : await repo.findActive(db, whom.personIds);
    if ('personIds' in whom && people.length < new Set(whom.personIds).size)
      throw new AppError('notFound', {
        field: 'personIds',
        detail: words.oneOfThesePeopleIsNot,
      });
    const linked = new Set(
      again ? [] : (await deps.accounts.listOf(people.map((person) => person.id))).map((account) => account.personId),
    );
    const open = people.filter((person) => !linked.has(person.id));
    const recipients = open.filter((person) => person.email !== null);
    return { recipients, alreadyLinked: linked.size, withoutAddress: open.length - recipients.length };
  }

  return { preview, invite, inviteIn };
}

function letter(
  person: repo.Recipient,
  code: string,
  lastDay: string,
  institution: string,
  pageUrl: string,
): { subject: string; text: string } {
  return {
    subject: words.yourCodeForAttendanceInChat(institution),
    text: [
      words.hello(person.name),
      words.takesAttendanceWithMusterInSlack(institution),
      words.link(code),
      words.itWorksOnceUntilWhoeverSends(lastDay),
      words.ifYouWouldRatherUse(pageUrl),
    ].join('\n\n'),
  };
}
