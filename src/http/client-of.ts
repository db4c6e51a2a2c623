/** What a request tells of the program that made it, and of the device that it came from. */
import type { Request } from 'express';
import type { ClientDetails } from '../accounts/index.ts';
import { readMarks } from './device-cookie.ts';

export const clientOf = (req: Request): ClientDetails => ({
  address: req.ip,
  userAgent: req.get('user-agent'),
  deviceMarks: readMarks(req),
});
