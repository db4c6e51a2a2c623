/** What every part of the page is given: the API in the person's name, the sign-in, and who it is. */
import { createContext, useContext } from 'react';
import type { Me, Session } from './session.ts';
import type { Api } from '../api/client.ts';

export interface SignedIn {
  session: Session;
  api: Api;
  me: Me;
  /** What of it changed. */
  changeMe: (changed: Partial<Me>) => void;
  /** Ends the sign-in on this device, or on all. */
  leave: (where: 'here' | 'everywhere') => Promise<void>;
}

export const SignedInContext = createContext<SignedIn | undefined>(undefined);

export function useSignedIn(): SignedIn {
  const signedIn = useContext(SignedInContext);
  if (!signedIn) throw new Error('Only who is signed in sees this.');
  return signedIn;
}

export const useApi = (): Api => useSignedIn().api;
export const useMe = (): Me => useSignedIn().me;
