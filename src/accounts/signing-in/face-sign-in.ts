/**
 * Sign-in with a face: for students, where the institution allows it; as strict as the weights can be, and as slow to
 * guess as a password.
 */
import type { Audit } from '../../security/audit/index.ts';
import type { Database } from '../../db/index.ts';
import type { Faces } from '../../recognition/faces/index.ts';
import { AppError } from '../../kernel/errors.ts';
import { suspiciousLiveness } from '../../recognition/vision/index.ts';
import * as repo from '../account/accounts.repo.ts';
import type { InstitutionRules } from '../../security/access/index.ts';
import type { ClientDetails } from './client-details.ts';
import type { SecondFactors } from '../factors/second-factors.ts';
import type { GuessLimits } from './guess-limits.ts';
import type { KnownDevices } from './known-devices.ts';
import type { Marked } from './sign-in.ts';
import type { IssuedTokens, Tokens } from './tokens.ts';
import { isUnproven } from '../account/unproven.ts';
import { words } from '../words/en.ts';

export function createFaceSignIn(deps: {
  db: Database;
  audit: Audit;
  faces: Faces;
  rules: InstitutionRules;
  guessLimits: GuessLimits;
  knownDevices: KnownDevices;
  tokens: Tokens;
  secondFactors: SecondFactors;
  isMailSetUp: boolean;
  /** Refuses who has to come in by the school's own sign-in. */
  refuseLocal: (personId: string) => Promise<void>;
}) {
  /** @throws AppError `forbidden` where the institution does not allow it. */
  async function requireFaceSignIn(): Promise<void> {
    const { faceSignIn } = await deps.rules.settings(deps.db.autocommit);
    if (!faceSignIn)
      throw new AppError('forbidden', {
        detail: words.signingInWithAFace,
      });
  }

  /**
   * @throws AppError `forbidden` where the institution does not allow it; `invalidCredentials`, the same for a strange
   * face, an unknown account, one without a face, and staff; `tooManyRequests`; the errors of decoding.
   */
  async function signInWithFace(email: string, photo: Buffer, client: ClientDetails): Promise<IssuedTokens & Marked> {
    await requireFaceSignIn();
    const address = email.trim().toLowerCase();
    const account = await repo.findAccountByEmail(deps.db.autocommit, address);
    const attempt = await deps.guessLimits.begin(address, account?.id, client);
    // Looked at in any case, so that time does not tell who has an account.
    const looked = await deps.faces.look(photo);
    const isSame =
      account?.status === 'active' &&
      account.role === 'student' &&
      !isUnproven(account, deps.isMailSetUp) &&
      looked.kind === 'usable' &&
      looked.face.liveness >= suspiciousLiveness &&
      (await deps.faces.isSurelySamePerson(deps.db.autocommit, account.id, looked.face));
    if (!account || !isSame) {
      await attempt.failed();
      throw new AppError('invalidCredentials', {
        detail: words.thatDidNotWorkPleaseTry,
      });
    }
    await deps.refuseLocal(account.id);
    if (await deps.secondFactors.has(account.id))
      throw new AppError('forbidden', { detail: words.aFaceIsNoSecondFactor });
    const tokens = await deps.db.transaction(async (tx) => {
      await attempt.succeeded(tx);
      await deps.audit.record(tx, {
        actorId: account.id,
        action: 'account.signedInWithFace',
        subjectType: 'person',
        subjectId: account.id,
        facts: {},
      });
      return deps.tokens.issue(tx, account, { way: 'face', client });
    });
    return { ...tokens, deviceMark: deps.knownDevices.giveMark(account.id) };
  }

  return { signInWithFace, requireFaceSignIn };
}
