/** Attendly's accounts: signing up and in, the own profile, the password. */
import { z } from 'zod';
import { refuseMisleading } from '../../../kernel/shown-text.ts';
import { type Accounts, type SignUp, signUpSchema } from '../../../accounts/index.ts';
import { AppError } from '../../../kernel/errors.ts';
import { omitUndefined } from '../../../kernel/objects.ts';
import type { People } from '../../../school/people/index.ts';
import type { Actor, Role } from '../../../security/access/index.ts';
import { clientOf } from '../../client-of.ts';
import { open, signedIn, type CompatApi } from '../compat.ts';
import type { DeviceCookie } from '../../device-cookie.ts';
import { words } from '../words/en.ts';

/** Together no longer than the one name that is shown; who has one name puts it into either. */
const names = {
  first_name: z.string().trim().max(100).superRefine(refuseMisleading),
  last_name: z.string().trim().max(99).superRefine(refuseMisleading),
};

const examples = {
  token: 'eyJhbGciOiJIUzI1NiJ9…',
  user: { id: 7, email: 'ada@school.example', first_name: 'Ada', last_name: 'Lovelace', role: 'student' },
} as const;

export interface AccountModules {
  access: Accounts;
  deviceCookie: DeviceCookie;
  signUp: SignUp;
  people: People;
}

export function accountRoutes({ deviceCookie, access, signUp, people }: AccountModules): CompatApi['routes'] {
  async function userOf(actor: Actor) {
    const { id, email, ...person } = await people.readOwn(actor);
    return toUser({ ...person, number: (await people.numbersOf([id])).get(id), email: email ?? '' });
  }

  return [
    open({
      method: 'post',
      path: '/api/auth/signup',
      spends: 'signUps',
      status: 201,
      example: { message: 'Welcome.', access_token: examples.token, user: examples.user },
      body: z
        .object({ ...signUpSchema.pick({ email: true, password: true, role: true }).shape, ...names })
        .refine((body) => fullName(body) !== '', { error: words.oneOfTheTwoNamesIsNeeded, path: ['first_name'] }),
      handle: async ({ body: { email, password, role, ...given }, req }) => {
        const name = { name: fullName(given), ...partsOf(given) };
        const signedUp = await signUp.signUp({ email, password, role, ...name });
        if (signedUp.outcome === 'taken')
          throw new AppError('conflict', { field: 'email', detail: words.thereIsAnAccount });
        if (signedUp.outcome === 'pending') {
          const numbered = (await people.numbersOf([signedUp.id])).get(signedUp.id);
          return {
            message: words.thankYouTheAccountWaitsUntil,
            access_token: null,
            user: toUser({ number: numbered, email, ...name, role }),
          };
        }
        const { token, person } = await access.issueOldClient(signedUp.id, { way: 'signUp', client: clientOf(req) });
        return { message: 'Welcome.', access_token: token, user: toUser(person) };
      },
    }),
    open({
      method: 'post',
      path: '/api/auth/login',
      example: { message: words.youAreSignedIn, access_token: examples.token, user: examples.user },
      body: z.object({ email: z.string().min(1).max(254), password: z.string().min(1).max(200) }),
      handle: async ({ body, req, res }) => {
        const { token, person, deviceMark } = await access.signInOldClient(body.email, body.password, clientOf(req));
        deviceCookie.keep(req, res, deviceMark);
        return { message: words.youAreSignedIn, access_token: token, user: toUser(person) };
      },
    }),
    signedIn({
      method: 'get',
      path: '/api/auth/profile',
      permission: 'account.use',
      example: { user: examples.user },
      handle: async (actor) => ({ user: await userOf(actor) }),
    }),
    signedIn({
      method: 'put',
      path: '/api/auth/profile',
      permission: 'account.use',
      example: { message: words.theProfileIsChanged, user: examples.user },
      body: z
        .object({ ...names, email: signUpSchema.shape.email })
        .partial()
        .refine(
          ({ first_name, last_name, email }) => (first_name ?? last_name ?? email) !== undefined,
          words.firstNameOrLastNameSend,
        ),
      handle: async (actor, { body: { email, ...given } }) => {
        const present = await userOf(actor);
        if (email !== undefined && email !== present.email)
          throw new AppError('forbidden', {
            field: 'email',
            detail: words.addressesAreKeptByTheSchool,
          });
        const names = { ...present, ...omitUndefined(given) };
        const name = fullName(names);
        if (name === '')
          throw new AppError('invalidInput', { field: 'first_name', detail: words.oneOfTheTwoNamesIsNeeded });
        if (names.first_name !== present.first_name || names.last_name !== present.last_name)
          await people.changeOwn(actor, { name, ...partsOf(names) });
        return { message: words.theProfileIsChanged, user: await userOf(actor) };
      },
    }),
    signedIn({
      method: 'post',
      path: '/api/auth/change-password',
      permission: 'account.use',
      example: { message: words.thePasswordIsChangedAllSign, access_token: examples.token },
      body: z.object({
        current_password: z.string().min(1).max(200),
        new_password: z.string().min(8, words.needsAtLeast8Characters).max(200),
      }),
      handle: async (actor, { body, req }) => {
        await access.changePassword(actor, { currentPassword: body.current_password, newPassword: body.new_password });
        return {
          message: words.thePasswordIsChangedAllSign,
          access_token: (await access.issueOldClient(actor.personId, { way: 'password', client: clientOf(req) })).token,
        };
      },
    }),
  ];
}

/** Where the two names are not known apart, the last word is the last name, and what comes before it the first. */
function toUser({
  number: id,
  email,
  name,
  familyName,
  givenName,
  role,
}: {
  number: number | undefined;
  email: string;
  name: string;
  familyName: string | null;
  givenName: string | null;
  role: Role;
}) {
  if (familyName !== null || givenName !== null)
    return { id, email, first_name: givenName ?? '', last_name: familyName ?? '', role };
  const words = name.split(/\s+/);
  const last_name = words.length > 1 ? (words.pop() ?? '') : '';
  return { id, email, first_name: words.join(' '), last_name, role };
}

const partsOf = ({ first_name, last_name }: { first_name: string; last_name: string }) => ({
  givenName: first_name || null,
  familyName: last_name || null,
});
const fullName = ({ first_name, last_name }: { first_name: string; last_name: string }): string =>
  `${first_name} ${last_name}`.trim();
