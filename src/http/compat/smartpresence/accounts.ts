/** Accounts of the SmartPresence backend: registering, signing in, letting in, and enrolling a face. */
import { z } from 'zod';
import { type Accounts, type SignUp, signUpSchema } from '../../../accounts/index.ts';
import { AppError } from '../../../kernel/errors.ts';
import { type Faces, sentenceFor } from '../../../recognition/faces/index.ts';
import { emailSchema } from '../../../school/people/index.ts';
import { compatChannel, open, optional, photoOf, signedIn, type CompatApi } from '../compat.ts';
import { clientOf } from '../../client-of.ts';
import type { DeviceCookie } from '../../device-cookie.ts';
import { words } from '../words/en.ts';

export interface AccountModules {
  access: Accounts;
  deviceCookie: DeviceCookie;
  signUp: SignUp;
  faces: Faces;
  /** The operator states that these clients show the consent text. */
  uploadsAreConsent: boolean;
}

export function accountRoutes({
  deviceCookie,
  access,
  signUp,
  faces,
  uploadsAreConsent,
}: AccountModules): CompatApi['routes'] {
  return [
    open({
      method: 'post',
      path: '/register',
      spends: 'signUps',
      status: 201,
      body: signUpSchema.extend({ role: z.enum(['student', 'teacher', 'admin']) }).strip(),
      example: { message: words.registeredAnAdminHasToApprove, status: 'pending' },
      handle: async ({ body: { role, ...input } }) => {
        if (role === 'admin')
          throw new AppError('forbidden', {
            field: 'role',
            detail: words.nobodyRegistersAsAnAdminPlease,
          });
        const { outcome } = await signUp.signUp({ ...input, role }, { waits: true });
        if (outcome === 'taken')
          throw new AppError('conflict', { field: 'email', detail: words.thereIsAnAccountOfThisEmail });
        return { message: words.registeredAnAdminHasToApprove, status: outcome };
      },
    }),
    open({
      method: 'post',
      path: '/login',
      body: z.object({ email: z.string().min(1).max(254), password: z.string().min(1).max(200) }),
      example: { access_token: 'eyJhbGciOi…', token_type: 'bearer', role: 'student' },
      handle: async ({ body, req, res }) => {
        const { token, person, deviceMark } = await access.signInOldClient(body.email, body.password, clientOf(req));
        deviceCookie.keep(req, res, deviceMark);
        return { access_token: token, token_type: 'bearer', role: person.role };
      },
    }),
    signedIn({
      method: 'post',
      path: '/approve-user',
      permission: 'people.approve',
      body: z.object({ email: emailSchema, action: z.enum(['approve', 'reject']) }),
      example: { message: 'Approved.', email: 'ada@school.example', status: 'approved' },
      handle: async (actor, { body }) => {
        const isApproved = body.action === 'approve';
        await signUp.decideByEmail(actor, body.email, isApproved);
        return {
          message: isApproved ? 'Approved.' : 'Rejected.',
          email: body.email,
          status: isApproved ? 'approved' : 'rejected',
        };
      },
    }),
    signedIn({
      method: 'post',
      path: '/upload-face',
      status: 201,
      permission: 'faces.manageOwn',
      photos: { field: 'image', maxFiles: 1 },
      body: z.object({ image: optional(z.string()) }),
      example: { message: words.theFaceIsEnrolled },
      handle: async (actor, { body, uploads }) => {
        const { held } = await faces.enrolTogether(
          actor,
          [photoOf(uploads, 'image', body.image)],
          uploadsAreConsent ? compatChannel : undefined,
        );
        return { message: held > 0 ? sentenceFor('needsLook') : words.theFaceIsEnrolled };
      },
    }),
  ];
}
