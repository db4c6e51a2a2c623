/** Devices: my sign-ins and somebody else's, and ending one of them. */
import { z } from 'zod';
import { deviceSchema, type Accounts } from '../../accounts/index.ts';
import type { RefreshCookie } from '../refresh-cookie.ts';
import { signedInRoute, type Route } from '../route.ts';
import { done, noContent, personParams } from '../shapes.ts';

const devicesSchema = z.object({ devices: z.array(deviceSchema) });

export function deviceRoutes({
  access: { devices },
  refreshCookie,
}: {
  access: Accounts;
  refreshCookie: RefreshCookie;
}): Route[] {
  return [
    signedInRoute({
      method: 'get',
      path: '/api/v2/me/devices',
      tag: 'auth',
      permission: 'account.use',
      isForEnrolling: true,
      summary: 'Where I am signed in, the latest used first',
      success: { status: 200, schema: devicesSchema },
      handle: async (actor) => ({ devices: await devices.listOwn(actor) }),
    }),
    signedInRoute({
      method: 'delete',
      path: '/api/v2/me/devices/{deviceId}',
      tag: 'auth',
      permission: 'account.use',
      isForEnrolling: true,
      summary: 'Sign one device out; acts at once',
      params: z.object({ deviceId: z.uuid() }),
      success: done,
      handle: (actor, { params }) => noContent(devices.endOwn(actor, params.deviceId)),
    }),
    signedInRoute({
      method: 'post',
      path: '/api/v2/auth/sign-out/here',
      tag: 'auth',
      permission: 'account.use',
      isForEnrolling: true,
      summary: 'End the tokens of this device, and of no other',
      success: done,
      handle: async (actor, { res }) => {
        await devices.endThis(actor);
        refreshCookie.forget(res);
        return undefined;
      },
    }),
    signedInRoute({
      method: 'get',
      path: '/api/v2/people/{personId}/devices',
      tag: 'auth',
      permission: 'people.manage',
      summary: 'Where somebody is signed in, without addresses',
      params: personParams,
      success: { status: 200, schema: devicesSchema },
      handle: async (actor, { params }) => ({ devices: await devices.listOf(actor, params.personId) }),
    }),
    signedInRoute({
      method: 'delete',
      path: '/api/v2/people/{personId}/devices/{deviceId}',
      tag: 'auth',
      permission: 'people.manage',
      summary: "Sign one of somebody's devices out; acts at once",
      params: personParams.extend({ deviceId: z.uuid() }),
      success: done,
      handle: (actor, { params }) => noContent(devices.endFor(actor, params.personId, params.deviceId)),
    }),
  ];
}
