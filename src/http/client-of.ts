/** What a request tells of the program that made it. */
import type { Request } from 'express';
import type { ClientDetails } from '../accounts/index.ts';

export const clientOf = (req: Request): ClientDetails => ({ address: req.ip, userAgent: req.get('user-agent') });
