/** Consent to a use of somebody's face: what text was shown, when it was granted, when withdrawn. */
import { type Database, type Queryable, type Tx, lockPersonRow } from '../../db/index.ts';
import { type Actor, type Permission, requireAccess } from '../access/index.ts';
import type { Audit } from '../audit/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import { AppError } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import * as repo from './consent.repo.ts';
import type { ConsentState } from './consent.schema.ts';
import { words } from './words/en.ts';

/** The text people agree to. A change of wording is a new version. */
export interface ConsentText {
  /** As the database names it; one may stand a person and kind. */
  readonly kind: string;
  readonly version: string;
  readonly text: string;
  /** Row of the permission table of those who may agree. */
  readonly permission: Permission;
}

export const consentText = {
  kind: 'face_recognition',
  permission: 'faces.manageOwn',
  version: '2026-12',
  text: words.musterCanRecogniseYourFace,
} as const satisfies ConsentText;

/** Who agreed to an earlier text did not agree to be compared with others who enrol. */
const searchedSince = '2026-12';

export type Consents = ReturnType<typeof createConsents>;

/** @param about what is agreed to; being recognised by one's face unless another text is given */
export function createConsents(deps: { db: Database; audit: Audit; clock: Clock }, about: ConsentText = consentText) {
  const { kind } = about;

  /**
   * Records that the actor agrees to the present text, which takes the place of an earlier one; what hung on that hangs
   * on this. Granting twice keeps the first.
   */
  async function grant(actor: Actor, channel: string): Promise<void> {
    await deps.db.transaction(async (tx) => {
      await requireAccess(tx, actor, about.permission, { personId: actor.personId });
      await grantIn(tx, actor.personId, channel);
    });
  }

  /** The same inside the caller's transaction, which has seen that the person was shown the text and agreed. */
  async function grantIn(tx: Tx, personId: string, channel: string): Promise<void> {
    const earlier = await endEarlier(tx, personId);
    const consent = { id: newId(), personId, kind, textVersion: about.version, channel, grantedAt: deps.clock.now() };
    if (!(await repo.insertConsent(tx, consent))) return;
    if (earlier) await repo.moveTemplates(tx, earlier.id, consent.id);
    await deps.audit.record(tx, {
      actorId: personId,
      action: 'consent.granted',
      subjectType: 'person',
      subjectId: personId,
      facts: {
        kind,
        textVersion: consent.textVersion,
        channel,
        ...(earlier ? { insteadOf: earlier.textVersion } : {}),
      },
    });
  }

  /** Ends a standing consent to another version of the text. */
  async function endEarlier(tx: Tx, personId: string): Promise<repo.StoredConsent | null> {
    const findEarlier = async (): Promise<repo.StoredConsent | null> => {
      const standing = await repo.findStandingConsent(tx, personId, kind);
      return standing?.textVersion === about.version ? null : standing;
    };
    if (!(await findEarlier())) return null;
    // An enrolment that is being kept ends first, and its templates are moved too.
    await lockPersonRow(tx, personId);
    const earlier = await findEarlier();
    if (earlier) await repo.withdrawConsent(tx, earlier.id, deps.clock.now());
    return earlier;
  }

  /**
   * Ends the standing consent inside the caller's transaction, which must delete what hung on it. @returns whether
   * there was one.
   */
  async function withdraw(tx: Tx, personId: string): Promise<boolean> {
    const consent = await repo.findStandingConsent(tx, personId, kind);
    if (!consent) return false;
    await repo.withdrawConsent(tx, consent.id, deps.clock.now());
    await deps.audit.record(tx, {
      actorId: personId,
      action: 'consent.withdrawn',
      subjectType: 'person',
      subjectId: personId,
      facts: { kind },
    });
    return true;
  }

  /** @throws AppError `consentRequired` when the person has not agreed. */
  async function requireStanding(db: Queryable, personId: string): Promise<repo.StoredConsent> {
    const consent = await repo.findStandingConsent(db, personId, kind);
    if (!consent) {
      throw new AppError('consentRequired', {
        detail: words.beforeAPhotoIsKeptYou,
      });
    }
    return consent;
  }

  const filterConsenting = (db: Queryable, personIds: readonly string[]): Promise<Set<string>> =>
    repo.filterConsenting(db, personIds, kind);
  /** The same, held as they are until the transaction ends. */
  const holdConsenting = (tx: Tx, personIds: readonly string[]): Promise<Set<string>> =>
    repo.holdConsenting(tx, personIds, kind);
  /** Those whose consent stands and holds that they are compared with others at enrolment. */
  const filterAgreedToSearch = (db: Queryable, personIds: readonly string[]): Promise<Set<string>> =>
    repo.filterConsenting(db, personIds, kind, searchedSince);
  /** Whether the person agreed to the present text or an earlier one. */
  const isStanding = async (personId: string): Promise<boolean> =>
    (await repo.findStandingConsent(deps.db.autocommit, personId, kind)) !== null;

  /** The present text, and what the person agreed to of it. */
  async function readState(personId: string): Promise<ConsentState> {
    const standingVersion = (await repo.findStandingConsent(deps.db.autocommit, personId, kind))?.textVersion ?? null;
    return { version: about.version, text: about.text, isGranted: standingVersion === about.version, standingVersion };
  }

  return {
    grant,
    grantIn,
    withdraw,
    requireStanding,
    filterConsenting,
    filterAgreedToSearch,
    holdConsenting,
    isStanding,
    readState,
  };
}
