/** How the institution lets people in, and under which privacy profile it works. */
import { z } from 'zod';
import { shownLine } from '../../kernel/shown-text.ts';
import { AppError } from '../../kernel/errors.ts';
import type { Audit } from '../audit/index.ts';
import type { Database, Queryable, Tx } from '../../db/index.ts';
import * as repo from './institution.repo.ts';
import { type Actor, choosableActs, roles } from './actor.ts';
import { requireProofFor } from './grave-acts.ts';
import { refuseKey, requireAccess } from './require-access.ts';
import { words } from './words/en.ts';

export const institutionSchema = z.object({
  name: shownLine(200),
  signUp: z
    .enum(['closed', 'approval', 'open'])
    .describe('Students who sign up: none, after an admin approved, or at once. Teachers always wait for an admin.'),
  faceSignIn: z.boolean().describe('Students may sign in with their face; staff never.'),
  secondFactorFor: z
    .array(z.enum(roles))
    .max(roles.length)
    .describe('Roles that need a second factor, seven days after they were first asked for one.'),
  secondYesFor: z
    .array(z.enum(choosableActs))
    .max(choosableActs.length)
    .describe(
      "What waits for a second admin's yes: making admins and changing roles, merging people, API keys, settings of sign-in, exports of many. Once anything is chosen, so does another choice.",
    ),
  profile: z
    .enum(['standard', 'eu'])
    .describe(
      'eu: the focus index is never worked out of a person, and what was kept of anybody is deleted (AI Act, Article 5(1)(f)).',
    ),
});
export type InstitutionSettings = z.infer<typeof institutionSchema>;

export type PrivacyProfile = InstitutionSettings['profile'];

/** How people come in: who changes that can let anybody in. */
const graveSettings = ['signUp', 'faceSignIn', 'secondFactorFor'] as const;

export type InstitutionRules = ReturnType<typeof createInstitutionRules>;

export function createInstitutionRules(deps: { db: Database; audit: Audit }) {
  async function readSettings(actor: Actor): Promise<InstitutionSettings> {
    await requireAccess(deps.db.autocommit, actor, 'institution.manage', {});
    return settings(deps.db.autocommit);
  }

  /**
   * Acts at once. @throws AppError `proofRequired` for how people come in, and for what waits for a second admin;
   * `conflict` where there is none who could say yes.
   */
  async function changeSettings(actor: Actor, change: Partial<InstitutionSettings>): Promise<InstitutionSettings> {
    return deps.db.transaction(async (tx) => {
      await requireAccess(tx, actor, 'institution.manage', {});
      const before = await settings(tx);
      await requireProofs(tx, actor, before, change);
      await repo.updateInstitution(tx, change);
      await deps.audit.record(tx, {
        actorId: actor.personId,
        action: 'institution.changed',
        subjectType: 'institution',
        subjectId: '1',
        facts: { before, after: change },
      });
      return settings(tx);
    });
  }

  async function requireProofs(
    tx: Tx,
    actor: Actor,
    before: InstitutionSettings,
    { secondYesFor, ...change }: Partial<InstitutionSettings>,
  ): Promise<void> {
    const grave = graveSettings.filter((name) => change[name] !== undefined);
    const what = words.changeSettings([...grave, ...(secondYesFor ? ['secondYesFor'] : [])], {
      ...change,
      secondYesFor,
    });
    if (secondYesFor === undefined)
      return grave.length > 0 ? requireProofFor(tx, actor, 'signInSettings', what) : undefined;
    refuseKey(actor, words.chooseWhatWaits);
    await requireProofFor(tx, actor, 'secondYes', what);
    const isWider = secondYesFor.some((act) => !before.secondYesFor.includes(act));
    if (isWider && !(await repo.hasOtherAdmin(tx, actor.personId)))
      throw new AppError('conflict', { field: 'secondYesFor', detail: words.thereIsNoSecondAdmin });
  }

  /** For the rules of this room and others. */
  const settings = async (db: Queryable): Promise<InstitutionSettings> =>
    institutionSchema.parse(await repo.getInstitution(db));

  /** The privacy profile, which stays as it is until the transaction ends. */
  const holdProfile = (tx: Tx): Promise<PrivacyProfile> => repo.holdProfile(tx);

  /** The name on record; `first` is written only when there is no institution yet. */
  const ensure = (first: { name: string; signUp: 'approval' | 'open' }): Promise<string> =>
    repo.ensureInstitution(deps.db.autocommit, first);

  return { ensure, readSettings, changeSettings, settings, holdProfile };
}
