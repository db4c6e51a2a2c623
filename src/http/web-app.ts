/** placeholder until the web branch is joined */
import { Router } from 'express';

export const createWebApp = async (): Promise<Router> => Router();
