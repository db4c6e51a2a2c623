/** sejal's accounts: registering with a photo, signing in, the own profile; and what anybody may send. */
import { z } from 'zod';
import type { Accounts, ProfilePictures, SignUp, SignUpOptions } from '../../../accounts/index.ts';
import { AppError } from '../../../kernel/errors.ts';
import type { Faces } from '../../../recognition/faces/index.ts';
import { type Feedback, feedbackSchema } from '../../../school/announcements/index.ts';
import type { People } from '../../../school/people/index.ts';
import type { Actor } from '../../../security/access/index.ts';
import type { Consents } from '../../../security/consent/index.ts';
import { clientOf } from '../../client-of.ts';
import type { RouteRequest } from '../../route.ts';
import { answerWith, compatChannel, open, photosOf, signedIn, type CompatApi } from '../compat.ts';
import type { DeviceCookie } from '../../device-cookie.ts';
import { requireOwn } from './require-own.ts';
import { credentials, exampleAccount, newAccount, own, photo, tellAccount } from './shapes.ts';
import { words } from '../words/en.ts';

export interface AccountModules {
  access: Accounts;
  signUp: SignUp;
  people: People;
  pictures: ProfilePictures;
  consents: Consents;
  faces: Faces;
  feedback: Feedback;
  deviceCookie: DeviceCookie;
  ping: () => Promise<void>;
  /** The operator states that these clients show the consent text. */
  uploadsAreConsent: boolean;
}

export function accountRoutes(modules: AccountModules): CompatApi['routes'] {
  async function register(
    role: 'teacher' | 'student',
    { body, uploads, req, res }: RouteRequest<unknown, unknown, z.infer<typeof newAccount>>,
  ): Promise<undefined> {
    const [image, ...others] = photosOf(uploads, photo.field, body.image_file);
    if (others.length > 0)
      throw new AppError('invalidInput', { field: photo.field, detail: words.imageFilePleaseSendOneImage });
    const kept = image && (role === 'teacher' ? await keepPicture(image) : await keepFace(image));
    const signedUp = await modules.signUp.signUp(
      { email: body.email_id, name: body.name, role, password: body.passwd_hash },
      kept ? { within: kept.within } : {},
    );
    if (signedUp.outcome === 'taken')
      throw new AppError('conflict', { field: 'email_id', detail: words.somebodyHasThisEMailAlready });
    await kept?.settle();
    if (signedUp.outcome === 'active')
      return answerWith(
        res,
        201,
        tellAccount(await modules.access.issueOldClient(signedUp.id, { way: 'signUp', client: clientOf(req) })),
      );
    return answerWith(res, 201, {
      token: null,
      status: 'pending',
      user_type: role,
      email_id: body.email_id,
      name: body.name,
    });
  }

  interface Keeping {
    within: NonNullable<SignUpOptions['within']>;
    settle: () => Promise<void>;
  }

  /** A student's photo is enrolled with the account, or neither is there. */
  async function keepFace(image: Buffer): Promise<Keeping> {
    if (!modules.uploadsAreConsent)
      throw new AppError('consentRequired', {
        detail: words.aPhotoOfYouIsKept,
      });
    const prepared = await modules.faces.prepare([image]);
    let settle = async (): Promise<void> => undefined;
    const within: Keeping['within'] = async (tx, actor) => {
      await modules.consents.grantIn(tx, actor.personId, compatChannel);
      ({ settle } = await modules.faces.keepIn(tx, actor, prepared));
    };
    return { within, settle: () => settle() };
  }

  async function keepPicture(image: Buffer): Promise<Keeping> {
    const prepared = await modules.pictures.prepare(image);
    let settle = async (): Promise<void> => undefined;
    return {
      within: async (tx, actor) => void (settle = await modules.pictures.keepIn(tx, actor, prepared)),
      settle: () => settle(),
    };
  }

  async function login(
    role: 'teacher' | 'student',
    { body, req, res }: RouteRequest<unknown, unknown, z.infer<typeof credentials>>,
  ) {
    const signedIn = await modules.access.signInOldClient(body.email_id, body.passwd_hash, clientOf(req), role);
    modules.deviceCookie.keep(req, res, signedIn.deviceMark);
    return tellAccount(signedIn);
  }

  async function readPicture(actor: Actor): Promise<string | null> {
    try {
      return `data:image/jpeg;base64,${(await modules.pictures.readOwn(actor)).toString('base64')}`;
    } catch (error) {
      if (error instanceof AppError && error.code === 'notFound') return null;
      throw error;
    }
  }

  return [
    open({
      method: 'get',
      path: '/api/v1/test_insertion',
      example: { message: words.theTablesExist },
      handle: async () => modules.ping().then(() => ({ message: words.theTablesExist })),
    }),
    open({
      method: 'post',
      path: '/api/v1/submit_review',
      status: 201,
      spends: 'feedback',
      body: z.object({ review: feedbackSchema }),
      example: { message: words.thankYou },
      handle: async ({ body }) => modules.feedback.leave(body.review).then(() => ({ message: words.thankYou })),
    }),
    open({
      method: 'post',
      path: '/api/v1/register_teacher',
      spends: 'signUps',
      status: 201,
      photos: { ...photo, isOptional: true },
      body: newAccount,
      example: {
        token: null,
        status: 'pending',
        user_type: 'teacher',
        email_id: 'grace@school.example',
        name: words.graceHopper,
      },
      handle: (request) => register('teacher', request),
    }),
    open({
      method: 'post',
      path: '/api/v1/register_student',
      spends: 'signUps',
      status: 201,
      photos: { ...photo, isOptional: true },
      body: newAccount,
      example: exampleAccount,
      handle: (request) => register('student', request),
    }),
    open({
      method: 'post',
      path: '/api/v1/login_teacher',
      body: credentials,
      example: { ...exampleAccount, user_type: 'teacher', email_id: 'grace@school.example', name: words.graceHopper },
      handle: (request) => login('teacher', request),
    }),
    open({
      method: 'post',
      path: '/api/v1/login_student',
      body: credentials,
      example: exampleAccount,
      handle: (request) => login('student', request),
    }),
    signedIn({
      method: 'post',
      path: '/api/v1/get_profile',
      permission: 'account.use',
      body: own.extend({ user_type: z.string().max(20) }),
      example: {
        email_id: 'grace@school.example',
        name: words.graceHopper,
        user_type: 'teacher',
        image: 'data:image/jpeg;base64,/9j/4AAQ…',
      },
      handle: async (actor, { body }) => {
        await requireOwn(modules.people, actor, body.email_id);
        if (body.user_type !== actor.role)
          throw new AppError('forbidden', { detail: words.thisIsNoSAccount(body.user_type) });
        return { email_id: body.email_id, name: actor.name, user_type: actor.role, image: await readPicture(actor) };
      },
    }),
  ];
}
