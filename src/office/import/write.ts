/**
 * Writes what was planned: all in one transaction, and what is large enough to be a task in several, so that none of
 * them is long. A task that was cut off between two is planned again, and its plan knows whom it made.
 */
import type { Actor } from '../../security/access/index.ts';
import type { Tx } from '../../db/index.ts';
import type { CalledChange } from '../../school/people/index.ts';
import { groupBy } from './group-by.ts';
import type { ImportDeps, ImportTask } from './import-deps.ts';
import type { ImportOptions } from './import.schema.ts';
import type { ConfirmAlone } from './one-at-a-time.ts';
import { linkKey } from './plan-guardians.ts';
import { placeKey, type PlannedPerson } from './plan.ts';
import type { Begun, FullPlan, Written } from './report.ts';

/** So many people or pairs are written well within the time of one transaction. */
const batchSize = 1000;
/** A whole university, all or nothing. */
const longestMs = 180_000;

interface Step {
  /** How many lines it does, for the progress. */
  size: number;
  run: (tx: Tx) => Promise<void>;
}

export function createWriter(deps: ImportDeps) {
  async function write(
    actor: Actor,
    plan: FullPlan,
    options: ImportOptions,
    { task, confirmAlone }: { task: ImportTask | undefined; confirmAlone: ConfirmAlone },
  ): Promise<Pick<Written, 'invited' | 'left' | 'changed'>> {
    const written = { invited: 0, left: 0, changed: 0 };
    const steps = stepsOf(actor, plan, options, written);
    const total = steps.reduce((sum, { size }) => sum + size, 0);
    // Nobody takes up again what was to be answered at once: it is whole, or nothing of it is there.
    const isOne = task === undefined || options.atomic || total <= batchSize;
    let done = 0;
    const run = async (tx: Tx, { size, run: work }: Step): Promise<void> => {
      await work(tx);
      done += size;
      if (size > 0) await task?.progress(done, total);
    };
    await confirmAlone();
    if (isOne) {
      await deps.db.transaction(
        async (tx) => {
          // Tried again after a collision, it begins anew.
          Object.assign(written, { invited: 0, left: 0, changed: 0 });
          done = 0;
          for (const step of steps) await run(tx, step);
        },
        { timeoutMs: longestMs },
      );
      return written;
    }
    for (const step of steps) {
      await confirmAlone();
      await deps.db.transaction((tx) => run(tx, step), { timeoutMs: longestMs });
    }
    return written;
  }

  function stepsOf(
    actor: Actor,
    { people, guardians, made, sync, campusId, faults, begun }: FullPlan,
    options: ImportOptions,
    written: { invited: number; left: number; changed: number },
  ): Step[] {
    const newcomers = people.filter(({ isNew }) => isNew);
    const changes = options.applyChanges ? people.flatMap(({ called }) => called ?? []) : [];
    const { joiners, teachers } = placesOf(people, begun);
    const cards = people.flatMap(({ id, cards: own }) =>
      own.filter((card) => !begun.cards.has(card)).map((card) => ({ personId: id, card })),
    );
    const added = [
      ...newcomers.map(asNew),
      ...guardians.made.map((one) => ({ ...asNew(one), role: 'guardian' as const })),
    ];
    const links = guardians.links.filter((link) => !begun.links.has(linkKey(link.guardianId, link.studentId)));
    const leavers = options.fullSync && options.removeMissing ? sync.vanished : [];
    return [
      step(0, (tx) =>
        deps.classes.createAll(
          tx,
          actor,
          made.map((one) => ({ ...one, campusId: campusId ?? '' })),
        ),
      ),
      ...inBatches(
        added.filter(({ id }) => !begun.people.has(id)),
        (tx, batch) => deps.people.add(tx, actor.personId, batch),
      ),
      ...inBatches(cards, (tx, batch) => deps.cards.giveAll(tx, actor, batch)),
      ...inBatches(links, (tx, batch) => deps.inBulk.linkGuardians(tx, actor, batch)),
      // After the links: guardians without an address are known by the family's name as it is until then.
      ...inBatches(changes, async (tx, batch: CalledChange[]) => {
        await deps.inBulk.changeCalled(tx, actor, batch);
        written.changed += batch.length;
      }),
      ...[...joiners].flatMap(([classId, personIds]) =>
        inBatches(personIds, (tx, batch) => deps.classes.enrol(tx, actor, classId, batch)),
      ),
      ...teachers.map(({ classId, personId }) => step(1, (tx) => deps.classes.appoint(tx, actor, classId, personId))),
      ...[...groupBy(leavers, ({ classId }) => classId)].map(([classId, ones]) =>
        step(0, async (tx) => {
          written.left += await deps.classes.takeOff(
            tx,
            actor,
            classId,
            ones.map(({ personId }) => personId),
          );
        }),
      ),
      ...(options.invite && added.length > 0
        ? [
            step(0, async (tx) => {
              const personIds = added.map(({ id }) => id);
              written.invited = (await deps.invitations.inviteIn(tx, actor, { personIds }, false)).invited;
            }),
          ]
        : []),
      step(0, (tx) =>
        deps.audit.record(tx, {
          actorId: actor.personId,
          action: 'people.imported',
          subjectType: 'people',
          subjectId: 'several',
          facts: {
            created: added.length,
            changed: changes.length,
            classes: made.length,
            left: leavers.length,
            lines: people.reduce((sum, { lines }) => sum + lines.length, 0),
            faults: faults.length,
          },
        }),
      ),
    ];
  }

  return { write };
}

const step = (size: number, run: Step['run']): Step => ({ size, run });

const inBatches = <T>(items: readonly T[], run: (tx: Tx, batch: T[]) => Promise<void>): Step[] =>
  Array.from({ length: Math.ceil(items.length / batchSize) }, (_, index) => {
    const batch = items.slice(index * batchSize, (index + 1) * batchSize);
    return step(batch.length, (tx) => run(tx, batch));
  });

const asNew = ({
  id,
  email,
  name,
  familyName,
  givenName,
  ...rest
}: Pick<PlannedPerson, 'id' | 'email' | 'name' | 'familyName' | 'givenName'> & Partial<PlannedPerson>) => ({
  ...{ id, email, name, familyName, givenName },
  role: rest.role ?? ('student' as const),
  externalId: rest.externalId ?? null,
  status: 'active' as const,
  passwordHash: null,
  emailStanding: 'given' as const,
});

/** Who comes on which roster, and who teaches what; in one order, so that two imports at once wait for each other. */
function placesOf(people: readonly PlannedPerson[], begun: Begun) {
  const lines = people.flatMap(({ id, lines: own }) => own.map((line) => ({ id, ...line })));
  const isOpen = (one: { classId: string; personId: string }): boolean =>
    !begun.places.has(placeKey(one.classId, one.personId));
  const places = lines
    .flatMap(({ id, joins }) => joins.map((one) => ({ classId: one.id, personId: id })))
    .filter(isOpen);
  const joiners = new Map(
    [...groupBy(places, ({ classId }) => classId)]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([classId, ones]) => [classId, ones.map(({ personId }) => personId)] as const),
  );
  const teachers = lines
    .flatMap(({ id, teaches }) => teaches.map((one) => ({ classId: one.id, personId: id })))
    .filter(isOpen);
  return { joiners, teachers };
}
