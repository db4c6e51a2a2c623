/**
 * Invitations for a whole roster at once: a mail with a link of one's own, which lets whoever is new choose a password,
 * and where a chat platform is connected a code that links an account there.
 */
import { type Actor, type Platform, refuseKey, requireAccess, requireFreshProof } from '../../security/access/index.ts';
import type { LinkedAccounts } from './linked-accounts.ts';
import type { PasswordLinks } from './password-links.ts';
import type { Audit } from '../../security/audit/index.ts';
import type { Database, Queryable, Tx } from '../../db/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import { formatInstant } from '../../kernel/days.ts';
import { AppError } from '../../kernel/errors.ts';
import { findHomeCalendars } from '../../school/classes/index.ts';
import { invitationLifeMs } from '../account/invitation-life.ts';
import * as repo from './invitations.repo.ts';
import type { NewMessage, Outbox } from '../../delivery/notifications/index.ts';
import { words } from '../words/en.ts';

export interface Invited {
  /** How many get a mail. */
  invited: number;
  /** How many were left out because an account of theirs is linked. */
  alreadyLinked: number;
  /** How many were left out because they have a password, and there is no chat to link. */
  alreadyIn: number;
  /** How many have no address of their own: they get no mail. */
  withoutAddress: number;
}

/** An invitation that is handed over on paper. */
export interface PrintedInvitation {
  name: string;
  externalId: string | null;
  /** What they sign in with. */
  login: string;
  url: string;
  expiresAt: Date;
  /** That of their campus. */
  timeZone: string;
}

export interface OnPaper<Recipients> {
  recipients: Recipients;
  /** Left out: they have a password, or an address to which a mail can go. */
  alreadyIn: number;
  /** Left out: they have neither an address nor a number to sign in with. */
  withoutLogin: number;
}

interface Selected extends Omit<Invited, 'invited'> {
  recipients: repo.Recipient[];
}

export type WhomToInvite = { classId: string } | { personIds: readonly string[] };

export type Invitations = ReturnType<typeof createInvitations>;

export function createInvitations(deps: {
  db: Database;
  audit: Audit;
  clock: Clock;
  accounts: LinkedAccounts;
  passwordLinks: PasswordLinks;
  outbox: Outbox;
  institutionName: () => Promise<string>;
  pageUrl: () => string;
  /** The chat platforms that are connected. */
  platforms: readonly Platform[];
  isMailSetUp: boolean;
}) {
  /** Who would be invited. @throws as `invite`. */
  async function preview(actor: Actor, whom: WhomToInvite, again: boolean): Promise<Invited> {
    const { recipients, ...left } = await select(deps.db.autocommit, actor, whom, again);
    return { invited: recipients.length, ...left };
  }

  /**
   * Writes everybody's mail, all or none; what was mailed before ends. Who can come in already is left out unless
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
    // A mail that still waits would bring a link that has ended.
    await deps.outbox.replace(
      tx,
      recipients.map((person) => person.id),
      'invitation',
    );
    const calendarOf = await findHomeCalendars(
      tx,
      recipients.map((person) => person.id),
    );
    const links = await renewLinks(
      tx,
      recipients.filter(({ hasPassword }) => !hasPassword),
      'mail',
    );
    const messages: NewMessage[] = [];
    for (const person of recipients) {
      const code = deps.platforms.length > 0 ? await deps.accounts.issueInvitation(tx, person.id) : undefined;
      const expiresAt = new Date(deps.clock.now().getTime() + invitationLifeMs);
      const lastDay = formatInstant(expiresAt, calendarOf(person.id).timeZone, 'd LLLL yyyy');
      messages.push({
        personId: person.id,
        channel: 'mail',
        kind: 'invitation',
        expiresAt,
        ...letter(person, { institution, link: links.get(person.id)?.url, code: code?.code, lastDay }),
      });
    }
    await deps.outbox.write(tx, messages);
    await recordInvited(tx, actor, whom, recipients, 'mail');
    return { invited: recipients.length, ...left };
  }

  const renewLinks = (
    tx: Tx,
    recipients: readonly repo.Recipient[],
    by: 'mail' | 'letter',
  ): ReturnType<PasswordLinks['renew']> =>
    deps.passwordLinks.renew(
      tx,
      'welcome',
      recipients.map(({ id, email }) => ({
        personId: id,
        ...(by === 'mail' && email !== null ? { mailTo: email } : {}),
      })),
    );

  const recordInvited = (
    tx: Tx,
    actor: Actor,
    whom: WhomToInvite,
    recipients: readonly repo.Recipient[],
    by: 'mail' | 'letter',
  ): Promise<void> =>
    deps.audit.record(tx, {
      actorId: actor.personId,
      action: 'account.invited',
      subjectType: 'classId' in whom ? 'class' : 'people',
      subjectId: 'classId' in whom ? whom.classId : 'several',
      facts: { personIds: recipients.map((person) => person.id), by },
    });

  /** How many would be invited on paper. @throws as `inviteOnPaper`. */
  async function previewOnPaper(actor: Actor, whom: WhomToInvite, everybody: boolean): Promise<OnPaper<number>> {
    const { recipients, ...left } = await selectForPaper(deps.db.autocommit, actor, whom, everybody);
    return { recipients: recipients.length, ...left };
  }

  /**
   * A link for each who has no password and no address, with `everybody` also for who has one; what was sent before ends.
   * @throws AppError `notFound` when a person or the class is not there; `forbidden` for API keys; `proofRequired`.
   */
  const inviteOnPaper = (actor: Actor, whom: WhomToInvite, everybody: boolean): Promise<PrintedInvitation[]> =>
    deps.db.transaction(async (tx) => {
      const { recipients } = await selectForPaper(tx, actor, whom, everybody);
      const calendarOf = await findHomeCalendars(
        tx,
        recipients.map(({ id }) => id),
      );
      const links = await renewLinks(tx, recipients, 'letter');
      const printed: PrintedInvitation[] = [];
      for (const { id, name, email, externalId } of recipients) {
        const link = links.get(id);
        if (!link) throw new AppError('internal');
        printed.push({
          ...link,
          name,
          externalId,
          login: email ?? externalId ?? '',
          timeZone: calendarOf(id).timeZone,
        });
      }
      await recordInvited(tx, actor, whom, recipients, 'letter');
      return printed;
    });

  async function selectForPaper(
    db: Queryable,
    actor: Actor,
    whom: WhomToInvite,
    everybody: boolean,
  ): Promise<OnPaper<repo.Recipient[]>> {
    await requireAccess(db, actor, 'people.manage', {});
    // Whoever reads a letter can come in as the one whom it is for.
    refuseKey(actor, words.makePasswordLinks);
    requireFreshProof(actor);
    const people = await readWhom(db, whom);
    const open = people.filter(({ email, hasPassword }) => !hasPassword && (everybody || email === null));
    const recipients = open.filter(({ email, externalId }) => email !== null || externalId !== null);
    return { recipients, alreadyIn: people.length - open.length, withoutLogin: open.length - recipients.length };
  }

  async function select(db: Queryable, actor: Actor, whom: WhomToInvite, again: boolean): Promise<Selected> {
    await requireAccess(db, actor, 'people.manage', {});
    if (!deps.isMailSetUp)
      throw new AppError('conflict', {
        detail: words.noMailCanBeSentSmtp,
      });
    const people = await readWhom(db, whom);
    const linked = new Set(
      again ? [] : (await deps.accounts.listOf(people.map((person) => person.id))).map((account) => account.personId),
    );
    const unlinked = people.filter((person) => !linked.has(person.id));
    const open = unlinked.filter((person) => again || deps.platforms.length > 0 || !person.hasPassword);
    const recipients = open.filter((person) => person.email !== null);
    return {
      recipients,
      alreadyLinked: linked.size,
      alreadyIn: unlinked.length - open.length,
      withoutAddress: open.length - recipients.length,
    };
  }

  function letter(
    person: repo.Recipient,
    {
      institution,
      lastDay,
      link,
      code,
    }: Record<'institution' | 'lastDay', string> & Record<'link' | 'code', string | undefined>,
  ): { subject: string; text: string } {
    const login = person.email ?? '';
    const platform = deps.platforms.map((one) => words.platforms[one]).join(words.or);
    return {
      subject: words.yourAttendanceAt(institution),
      text: [
        words.hello(person.name),
        words.takesAttendanceWithMuster(institution),
        link === undefined
          ? words.signInOnThePage({ pageUrl: deps.pageUrl(), login })
          : words.openThisAddressAndChoose({ link, login, lastDay }),
        ...(code === undefined ? [] : [words.inChatSendThisLine({ platform, code, lastDay })]),
      ].join('\n\n'),
    };
  }

  return { preview, invite, inviteIn, previewOnPaper, inviteOnPaper };
}

/** Those of these people who may come in, each of whom has to be here. @throws AppError `notFound`. */
async function readWhom(db: Queryable, whom: WhomToInvite): Promise<repo.Recipient[]> {
  if ('classId' in whom) return repo.findRosterRecipients(db, whom.classId);
  const people = await repo.findActive(db, whom.personIds);
  if (people.length < new Set(whom.personIds).size)
    throw new AppError('notFound', { field: 'personIds', detail: words.oneOfThesePeopleIsNot });
  return people;
}
