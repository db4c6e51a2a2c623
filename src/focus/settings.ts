/** Turning the focus index of a class on and off. It is off until an admin says where the impact assessment is. */
import { type Actor, type InstitutionRules, type PrivacyProfile, requireAccess } from '../security/access/index.ts';
import type { Audit } from '../security/audit/index.ts';
import type { Classes } from '../school/classes/index.ts';
import type { Database, Queryable, Tx } from '../db/index.ts';
import type { Clock } from '../kernel/clock.ts';
import { AppError } from '../kernel/errors.ts';
import * as repo from './focus.repo.ts';
import { minPeople, type FocusSetting, type FocusState } from './focus.schema.ts';
import { words } from './words/en.ts';

export function createFocusSettings(deps: {
  db: Database;
  audit: Audit;
  clock: Clock;
  classes: Classes;
  rules: InstitutionRules;
}) {
  /** @throws AppError `notFound`. */
  async function readState(actor: Actor, classId: string): Promise<FocusState> {
    await requireAccess(deps.db.autocommit, actor, 'focus.use', { classId });
    const { code } = await deps.classes.get(deps.db.autocommit, classId);
    const { profile } = await deps.rules.settings(deps.db.autocommit);
    return describe(classId, code, profile, await repo.findSetting(deps.db.autocommit, classId));
  }

  /** The classes of the actor, those of everybody for an admin, with how each stands. */
  async function listStates(actor: Actor): Promise<(FocusState & { code: string; title: string })[]> {
    const own = await deps.classes.listOwn(actor);
    const { profile } = await deps.rules.settings(deps.db.autocommit);
    const settings = new Map(
      (
        await repo.findSettings(
          deps.db.autocommit,
          own.map(({ id }) => id),
        )
      ).map((setting) => [setting.classId, setting]),
    );
    return own.map(({ id, code, title }) => ({
      code,
      title,
      ...describe(id, code, profile, settings.get(id) ?? null),
    }));
  }

  /**
   * Turns it on, or changes how it works while it is on.
   * @throws AppError `forbidden` for figures per student in the eu profile, `invalidInput` for too small a group,
   * `notFound`
   */
  async function turnOn(actor: Actor, classId: string, setting: FocusSetting): Promise<FocusState> {
    return deps.db.transaction(async (tx) => {
      await requireAccess(tx, actor, 'focus.turnOn', {});
      const { code } = await deps.classes.get(tx, classId);
      const profile = await deps.rules.holdProfile(tx);
      requireAllowed(profile, setting);
      const wasOff = await repo.saveSetting(tx, classId, setting, {
        turnedOnById: actor.personId,
        turnedOnAt: deps.clock.now(),
      });
      await deps.audit.record(tx, {
        actorId: actor.personId,
        action: wasOff ? 'focus.turned_on' : 'focus.changed',
        subjectType: 'class',
        subjectId: classId,
        facts: { ...setting },
      });
      return describe(classId, code, profile, await repo.findSetting(tx, classId));
    });
  }

  /** Whether it could be turned on so. @throws as `turnOn`, of the setting */
  const requireSettable = async (setting: FocusSetting): Promise<void> =>
    requireAllowed((await deps.rules.settings(deps.db.autocommit)).profile, setting);

  /**
   * Turns it off and deletes every figure of the class. @returns how many photos' figures there were. @throws AppError
   * `notFound`, also when it is off.
   */
  async function turnOff(actor: Actor, classId: string): Promise<number> {
    return deps.db.transaction(async (tx) => {
      await requireAccess(tx, actor, 'focus.turnOn', {});
      const { code } = await deps.classes.get(tx, classId);
      const frames = await repo.deleteSetting(tx, classId);
      if (frames === null) throw new AppError('notFound', { detail: words.theFocusIndexOfIsOff(code) });
      await deps.audit.record(tx, {
        actorId: actor.personId,
        action: 'focus.turned_off',
        subjectType: 'class',
        subjectId: classId,
        facts: { frames },
      });
      return frames;
    });
  }

  /** How it works for the class. @throws AppError `conflict` with who can turn it on, when it is off. */
  async function requireOn(db: Queryable, classId: string): Promise<repo.StoredSetting> {
    const setting = await repo.findSetting(db, classId);
    return setting ?? refuseOff((await deps.classes.get(db, classId)).code);
  }

  /** The same with the profile, both held until the transaction ends. @throws as above */
  async function holdOn(tx: Tx, classId: string): Promise<{ setting: repo.StoredSetting; profile: PrivacyProfile }> {
    const profile = await deps.rules.holdProfile(tx);
    const setting = await repo.holdSetting(tx, classId);
    return { profile, setting: setting ?? refuseOff((await deps.classes.get(tx, classId)).code) };
  }

  /** @throws AppError `forbidden` in the eu profile, `conflict` where no admin turned it on. */
  async function requirePerStudent(db: Queryable, classId: string): Promise<void> {
    const { profile } = await deps.rules.settings(db);
    if (profile === 'eu') throw new AppError('forbidden', { detail: neverPerStudent });
    const { perStudent } = await requireOn(db, classId);
    if (!perStudent)
      throw new AppError('conflict', {
        detail: words.theFocusIndexOfThisClass,
      });
  }

  return { readState, listStates, turnOn, turnOff, requireSettable, requireOn, holdOn, requirePerStudent };
}

const neverPerStudent = words.thisInstitutionWorksUnderTheEu;
const whyOff = (code: string): string => words.theFocusIndexIsOffUntilAnAdmin(code);

function requireAllowed(profile: PrivacyProfile, { perStudent, minimumPeople }: FocusSetting): void {
  if (profile === 'eu' && perStudent) throw new AppError('forbidden', { field: 'perStudent', detail: neverPerStudent });
  if (minimumPeople < minPeople[profile]) {
    throw new AppError('invalidInput', {
      field: 'minimumPeople',
      detail: words.minimumPeopleAtLeastInTheProfile({ item: minPeople[profile], profile }),
    });
  }
}

function refuseOff(code: string): never {
  throw new AppError('conflict', { detail: whyOff(code) });
}

function describe(
  classId: string,
  code: string,
  profile: PrivacyProfile,
  stored: repo.StoredSetting | null,
): FocusState {
  if (!stored) return { classId, isOn: false, profile, setting: null, turnedOnAt: null, sentence: whyOff(code) };
  const { dpiaReference, minimumPeople, front, frontYawDeg, perStudent, turnedOnAt } = stored;
  const setting = { dpiaReference, minimumPeople, front, frontYawDeg, perStudent };
  const scope = setting.perStudent ? words.andStudentByStudentForThose : words.neverOfASinglePerson;
  return {
    classId,
    isOn: true,
    profile,
    setting,
    turnedOnAt,
    sentence: words.theFocusIndexOf({
      code,
      dpiaReference: setting.dpiaReference,
      minimumPeople: setting.minimumPeople,
      scope,
    }),
  };
}
