/** Chat accounts: which are mine, a code to link another, and invitations for a whole roster. */
import { z } from 'zod';
import type { Invitations, LinkedAccounts, WhomToInvite } from '../../accounts/index.ts';
import type { Letters } from '../../office/letters/index.ts';
import { type Platform, platforms } from '../../security/access/index.ts';
import { AppError } from '../../kernel/errors.ts';
import { signedInRoute, type Route } from '../route.ts';
import { words } from '../words/en.ts';

/** A chat platform that this service is connected to. */
export interface PlatformView {
  platform: Platform;
  /** Opens a chat with the bot, where the platform has such an address. */
  chatUrl?: string;
}

const platform = z.enum(platforms);
const mine = z.object({
  accounts: z.array(z.object({ id: z.uuid(), platform, linkedAt: z.date() })),
  platforms: z
    .array(z.object({ platform, chatUrl: z.string().optional() }))
    .describe('What this service is connected to.'),
});
const whomToInvite = {
  classId: z.uuid().optional().describe('Everybody on the roster of this class, or'),
  personIds: z.array(z.uuid()).min(1).max(2000).optional().describe('these people.'),
};
const invitation = z.strictObject({
  ...whomToInvite,
  again: z.boolean().default(false).describe('Also those who can come in already.'),
});

export function accountRoutes({
  accounts,
  invitations,
  letters,
  platforms,
}: {
  accounts: LinkedAccounts;
  invitations: Invitations;
  letters: Letters;
  platforms: readonly PlatformView[];
}): Route[] {
  return [
    signedInRoute({
      method: 'get',
      path: '/api/v2/me/linked-accounts',
      tag: 'access',
      permission: 'account.use',
      summary: 'My accounts on chat platforms',
      success: { status: 200, schema: mine },
      handle: async (actor) => ({
        accounts: await accounts.listOwn(actor),
        platforms,
      }),
    }),
    signedInRoute({
      method: 'post',
      path: '/api/v2/me/linked-accounts/codes',
      tag: 'access',
      permission: 'account.use',
      summary:
        'A code to send to the assistant from the account that is to be linked; good once, for a quarter of an hour',
      success: { status: 201, schema: z.object({ code: z.string(), expiresAt: z.date() }) },
      handle: (actor) => accounts.issueCode(actor),
    }),
    signedInRoute({
      method: 'delete',
      path: '/api/v2/me/linked-accounts/{accountId}',
      tag: 'access',
      permission: 'account.use',
      summary: 'Unlink an account; acts at once',
      params: z.object({ accountId: z.uuid() }),
      success: { status: 204 },
      handle: async (actor, { params }) => {
        await accounts.unlink(actor, params.accountId);
        return undefined;
      },
    }),
    signedInRoute({
      method: 'post',
      path: '/api/v2/invitations',
      tag: 'access',
      permission: 'people.manage',
      summary: 'Mail people a link of their own to choose a password, and a code for chat where that is connected',
      body: invitation,
      success: {
        status: 202,
        schema: z.object({
          invited: z.number().int(),
          alreadyLinked: z.number().int(),
          alreadyIn: z.number().int().describe('Have a password, where there is no chat to link.'),
          withoutAddress: z.number().int().describe('Have no address of their own, and get no mail.'),
        }),
      },
      handle: (actor, { body: { again, ...whom } }) => invitations.invite(actor, requireWhom(whom), again),
    }),
    signedInRoute({
      method: 'post',
      path: '/api/v2/invitations/letters',
      spends: 'documents',
      tag: 'access',
      permission: 'people.manage',
      summary: 'Letters to print, one page a person, for those without an address: a QR code to choose a password with',
      body: z.strictObject({
        ...whomToInvite,
        everybody: z.boolean().default(false).describe('Also for those who have an address, but no password yet.'),
      }),
      success: { status: 200, contentType: 'application/pdf' },
      handle: async (actor, { body: { everybody, ...whom }, res }) => {
        const { fileName, mimeType, data } = await letters.print(actor, requireWhom(whom), everybody);
        res.status(200).set('Cache-Control', 'no-store').attachment(fileName).type(mimeType).send(data);
        return undefined;
      },
    }),
  ];
}

/** @throws AppError `invalidInput` unless one of them is named. */
function requireWhom({
  classId,
  personIds,
}: {
  classId?: string | undefined;
  personIds?: string[] | undefined;
}): WhomToInvite {
  if (classId !== undefined && personIds === undefined) return { classId };
  if (classId === undefined && personIds !== undefined) return { personIds };
  throw new AppError('invalidInput', { field: 'classId', detail: words.classIdOrPersonIdsNameOne });
}
