/** Imports: people and rosters from a CSV, all or nothing; a dry run shows the fate of every line. */
import { type Actor, requireAccess } from '../../security/access/index.ts';
import type { Audit } from '../../security/audit/index.ts';
import type { Classes } from '../../school/classes/index.ts';
import { type Database, type Queryable, type Tx, isUniqueViolation } from '../../db/index.ts';
import { AppError } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import type { Invitations } from '../../accounts/index.ts';
import type { People, PersonView } from '../../school/people/index.ts';
import type { ImportLine, ImportReport } from './import.schema.ts';
import { readPeopleCsv, type LineFault, type PersonLine } from './read-csv.ts';
import { words } from './words/en.ts';

interface Plan {
  lines: (PersonLine & { id: string; isNew: boolean; joins: { classId: string; code: string }[] })[];
  faults: LineFault[];
}

export type PeopleImport = ReturnType<typeof createPeopleImport>;

export function createPeopleImport(deps: {
  db: Database;
  audit: Audit;
  people: People;
  classes: Classes;
  invitations: Invitations;
}) {
  /**
   * Adds who is not here yet and puts students on the rosters that their line names. Who is here stays as they are.
   * With a fault in any line, or invitations that cannot be sent, nothing is written. `invite` mails a code to
   * everybody new.
   * @throws AppError `invalidInput` for a file that is no such CSV; `conflict` for invitations without a mail server.
   */
  async function importPeople(
    actor: Actor,
    csv: Buffer,
    options: { isDryRun: boolean; invite: boolean },
  ): Promise<ImportReport> {
    await requireAccess(deps.db.autocommit, actor, 'people.manage', {});
    const read = readPeopleCsv(csv);
    if (options.isDryRun) return report(await plan(deps.db.autocommit, actor, read.lines, read.faults), false, 0);
    return rethrowTaken(() =>
      deps.db.transaction(async (tx) => {
        const planned = await plan(tx, actor, read.lines, read.faults);
        if (planned.faults.length > 0) return report(planned, false, 0);
        await write(tx, actor, planned);
        const newcomers = planned.lines.filter((line) => line.isNew).map((line) => line.id);
        const invited =
          options.invite && newcomers.length > 0
            ? (await deps.invitations.inviteIn(tx, actor, { personIds: newcomers }, false)).invited
            : 0;
        return report(planned, true, invited);
      }),
    );
  }

  async function plan(
    db: Queryable,
    actor: Actor,
    lines: readonly PersonLine[],
    faults: readonly LineFault[],
  ): Promise<Plan> {
    const known = await deps.people.findByKeys(db, {
      emails: lines.map((line) => line.email),
      externalIds: lines.flatMap((line) => line.externalId ?? []),
    });
    const byEmail = new Map(known.map((person) => [person.email, person]));
    const byNumber = new Map(
      known.flatMap((person) => (person.externalId === null ? [] : [[person.externalId, person] as const])),
    );
    const classes = new Map((await deps.classes.listOwn(actor)).map((view) => [view.code, view.id]));
    const rosters = new Map<string, Set<string>>();
    const planned: Plan = { lines: [], faults: [...faults] };
    const faulty = new Set(faults.map((fault) => fault.line));
    for (const line of lines.filter((one) => !faulty.has(one.line))) {
      const person = byEmail.get(line.email);
      const fault = findFault(
        line,
        person,
        line.externalId === null ? undefined : byNumber.get(line.externalId),
        classes,
      );
      if (fault) {
        planned.faults.push({ line: line.line, email: line.email, ...fault });
        continue;
      }
      const joins: { classId: string; code: string }[] = [];
      for (const code of line.classes) {
        const classId = classes.get(code) ?? '';
        const roster =
          rosters.get(classId) ?? new Set((await deps.classes.roster(db, classId)).map((entry) => entry.id));
        rosters.set(classId, roster);
        if (!person || !roster.has(person.id)) joins.push({ classId, code });
      }
      planned.lines.push({ ...line, id: person?.id ?? newId(), isNew: !person, joins });
    }
    return planned;
  }

  async function write(tx: Tx, actor: Actor, { lines }: Plan): Promise<void> {
    const newcomers = lines.filter((line) => line.isNew);
    await deps.people.add(
      tx,
      actor.personId,
      newcomers.map(({ id, email, name, role, externalId }) => ({
        id,
        email,
        name,
        familyName: null,
        givenName: null,
        role,
        externalId,
        status: 'active',
        passwordHash: null,
      })),
    );
    const joiners = new Map<string, string[]>();
    for (const { id, joins } of lines)
      for (const { classId } of joins) joiners.set(classId, [...(joiners.get(classId) ?? []), id]);
    for (const [classId, personIds] of joiners) await deps.classes.enrol(tx, actor, classId, personIds);
    await deps.audit.record(tx, {
      actorId: actor.personId,
      action: 'people.imported',
      subjectType: 'people',
      subjectId: 'several',
      facts: { created: newcomers.length, lines: lines.length },
    });
  }

  return { importPeople };
}

function findFault(
  line: PersonLine,
  person: PersonView | undefined,
  holder: PersonView | undefined,
  classes: ReadonlyMap<string, string>,
): Pick<LineFault, 'field' | 'reason'> | undefined {
  // Anybody can sign up with anybody's address: on a roster they would be in without an admin having looked.
  if (person?.status === 'pending') return { field: 'email', reason: words.waitsForApprovalLetThem(line.email) };
  if (person && person.role !== line.role)
    return { field: 'role', reason: words.isHereAsA({ email: line.email, role: person.role }) };
  if (person?.status === 'deactivated') return { field: 'email', reason: words.isDeactivated(line.email) };
  if (holder && holder.id !== person?.id)
    return { field: 'externalId', reason: words.isSomebodyElsesNumber(line.externalId ?? '') };
  const missing = line.classes.find((code) => !classes.has(code));
  if (missing !== undefined) return { field: 'classes', reason: words.thereIsNoClass(missing) };
  if (line.classes.length > 0 && line.role !== 'student')
    return { field: 'classes', reason: words.onlyStudentsAreOnRosters };
  return undefined;
}

function report({ lines, faults }: Plan, isApplied: boolean, invited: number): ImportReport {
  const good = lines.map(({ line, email, isNew, joins }): ImportLine => ({
    line,
    email,
    fate: isNew ? 'new' : 'known',
    enrolled: joins.map((join) => join.code),
    field: null,
    reason: null,
  }));
  const bad = faults.map((fault): ImportLine => ({ ...fault, fate: 'fault', enrolled: [] }));
  return {
    isApplied,
    invited,
    faults: faults.length,
    created: isApplied ? lines.filter((line) => line.isNew).length : 0,
    enrolled: isApplied ? lines.reduce((sum, line) => sum + line.joins.length, 0) : 0,
    lines: [...good, ...bad].sort((a, b) => a.line - b.line),
  };
}

async function rethrowTaken<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isUniqueViolation(error))
      throw new AppError('conflict', {
        detail: words.somebodyWasAddedInTheMeantime,
      });
    throw error;
  }
}
