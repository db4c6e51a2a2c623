/**
 * Marks of devices in a cookie that no script reads: of the last people who signed in there, as on a tablet that a family
 * shares. It signs nobody in; it only says that a guess comes from where they have been before.
 */
import type { Request, Response } from 'express';
import { cookieOf } from './cookies.ts';
import { deviceMarkLifeS } from '../accounts/index.ts';

const cookieName = 'muster_devices';
const mostMarks = 5;
/** Marks are made of letters, digits, `.`, `-` and `_`. */
const separator = '~';

export interface DeviceCookie {
  /** Has the device keep the mark, beside those of others who use it. */
  readonly keep: (req: Request, res: Response, mark: string) => void;
}

/** @param isTls whether the service is reached by TLS only, so that the cookie never travels without */
export function createDeviceCookie({ isTls }: { isTls: boolean }): DeviceCookie {
  const keep: DeviceCookie['keep'] = (req, res, mark) => {
    const marks = [mark, ...readMarks(req)].slice(0, mostMarks);
    res.cookie(cookieName, marks.join(separator), {
      httpOnly: true,
      sameSite: 'strict',
      secure: isTls,
      maxAge: deviceMarkLifeS * 1000,
      path: '/',
    });
  };
  return { keep };
}

/** What the device keeps of earlier sign-ins. */
export function readMarks(req: Request): string[] {
  const value = cookieOf(req, cookieName);
  return value === undefined || value === '' ? [] : decodeMarks(value).split(separator).slice(0, mostMarks);
}

/** `~` needs no escape, and some clients escape it nevertheless. */
const decodeMarks = (value: string): string => value.replaceAll(/%7e/gi, separator);
