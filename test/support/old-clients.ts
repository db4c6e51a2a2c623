/** One person's clients of the three older APIs, all at one service. */
import { expect } from 'vitest';
import { password } from './muster.ts';
import { sendOld, type OldAnswer, type OldRequest } from './old-client.ts';

export type OldClients = ReturnType<typeof createOldClients>;

/** @param url where the service is */
export function createOldClients(url: string) {
  /** One person's token in each of the three, by address. */
  const tokens: Record<string, { sejal: string; attendly: string; smartpresence: string }> = {};

  const send = <T = Record<string, unknown>>(
    method: string,
    path: string,
    request: OldRequest = {},
  ): Promise<OldAnswer<T>> => sendOld<T>(url, method, path, request);
  const sejal = <T = Record<string, unknown>>(email: string, route: string, request: OldRequest = {}) =>
    send<T>('POST', `/api/v1/${route}`, {
      ...request,
      fields: {
        token: tokens[email]!.sejal,
        email_id: email,
        teacher_email_id: email,
        student_email_id: email,
        ...request.fields,
      },
    });
  const attendly = <T = Record<string, unknown>>(
    email: string,
    method: string,
    route: string,
    request: OldRequest = {},
  ) => send<T>(method, `/api/${route}`, { token: tokens[email]!.attendly, ...request });
  const smartpresence = <T = Record<string, unknown>>(
    email: string,
    method: string,
    route: string,
    request: OldRequest = {},
  ) => send<T>(method, `/${route}`, { token: tokens[email]!.smartpresence, ...request });

  /** Whoever has one account has it in all three. */
  const signInEverywhere = async (email: string, kind: 'teacher' | 'student'): Promise<void> => {
    const first = await send<{ token: string }>('POST', `/api/v1/login_${kind}`, {
      fields: { email_id: email, passwd_hash: password },
    });
    const second = await send<{ access_token: string }>('POST', '/api/auth/login', { fields: { email, password } });
    const third = await send<{ access_token: string }>('POST', '/login', { fields: { email, password } });
    expect([first.status, second.status, third.status]).toEqual([200, 200, 200]);
    tokens[email] = {
      sejal: first.body.token,
      attendly: second.body.access_token,
      smartpresence: third.body.access_token,
    };
  };
  return { tokens, send, sejal, attendly, smartpresence, signInEverywhere };
}
