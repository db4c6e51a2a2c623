/**
 * Who is acting: established by an edge from a verified token or a linked account, never from what a model or client
 * says.
 */
import type { Tx } from '../../db/index.ts';

export const roles = ['student', 'teacher', 'admin', 'guardian'] as const;
export type Role = (typeof roles)[number];

/** Grave acts for which a school may choose that a second admin says yes. */
export const choosableActs = ['roles', 'merging', 'apiKeys', 'signInSettings', 'exports'] as const;

/** To choose otherwise needs the second yes itself, as soon as anything is chosen. */
export const graveActs = [...choosableActs, 'secondYes'] as const;
export type GraveAct = (typeof graveActs)[number];

/** A second admin's yes, in the hands of whoever asked: for one act, and used up in its transaction. */
export interface SecondYes {
  readonly act: GraveAct;
  /** Notes that it is carried out now. @throws AppError `gone` when it was before. */
  readonly use: (tx: Tx) => Promise<void>;
}

export interface Actor {
  readonly personId: string;
  readonly name: string;
  readonly role: Role;
  /** Present when an API key acts: rows of the permission table that it is narrowed to. */
  readonly scopes?: ReadonlySet<string>;
  /** The API key that acts. */
  readonly keyId?: string;
  /** Present when somebody asks in chat whose second factor is overdue: chat is no way around it. */
  readonly owesSecondFactor?: true;
  /** Present when somebody acts who signed in here, natively or by an old client: from which device. */
  readonly device?: ActingDevice;
  /** Present while something is carried out that waited for a second admin, who said yes. */
  readonly secondYes?: SecondYes;
  /** What was read of the person together with their token: as it stood then, before the request changed anything. */
  readonly details?: ActorDetails;
}

export interface ActingDevice {
  readonly id: string;
  /** Its person showed who they are within the last minutes. */
  readonly isProven: boolean;
  readonly secondFactor: {
    readonly isSet: boolean;
    /** From when on they may do nothing without one; null where their role needs none, or they have one. */
    readonly dueAt: Date | null;
    /** That moment has passed: they may set one up, and nothing else. */
    readonly isDue: boolean;
  };
}

export interface ActorDetails {
  readonly email: string | null;
  readonly emailStanding: 'claimed' | 'given' | 'proven';
  readonly familyName: string | null;
  readonly givenName: string | null;
  readonly externalId: string | null;
  /** Sealed with the person's key. */
  readonly profile: Uint8Array | null;
}

/** The chat platforms; two CHECKs of the database name them too (test/security/access/platforms.test.ts). */
export const platforms = ['slack', 'teams'] as const;
export type Platform = (typeof platforms)[number];

/** An account as the platform vouches for it: a verified workspace or tenant, and the user's id in it. */
export interface PlatformAccount {
  readonly platform: Platform;
  readonly tenantId: string;
  readonly userId: string;
}
