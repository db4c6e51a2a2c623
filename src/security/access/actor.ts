/**
 * Who is acting: established by an edge from a verified token or a linked account, never from what a model or client
 * says.
 */
export const roles = ['student', 'teacher', 'admin', 'guardian'] as const;
export type Role = (typeof roles)[number];

export interface Actor {
  readonly personId: string;
  readonly name: string;
  readonly role: Role;
  /** Present when an API key acts: rows of the permission table that it is narrowed to. */
  readonly scopes?: ReadonlySet<string>;
  /** The API key that acts. */
  readonly keyId?: string;
  /** What was read of the person together with their token: as it stood then, before the request changed anything. */
  readonly details?: ActorDetails;
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
