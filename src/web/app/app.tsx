/** The whole page: what stands before signing in, and what comes after it. */
import { QueryClientProvider } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { I18nProvider } from 'react-aria-components';
import { RouterProvider } from 'react-router';
import { createApi, createQueries } from '../api/client.ts';
import { SignedInContext } from '../session/signed-in.ts';
import type { Me } from '../session/session.ts';
import { withProof } from '../features/door/proof.ts';
import { Mounted } from '../ui/mounted.tsx';
import { Toasts } from '../ui/toasts.tsx';
import { createGate, type Gate, type GateState } from './gate.ts';
import { createRouter } from './router.tsx';
import { Trouble } from './trouble.tsx';

export function App() {
  const { i18n } = useTranslation();
  const [state, setState] = useState<GateState>({ kind: 'waiting' });
  const [gate] = useState(() => createGate());
  useEffect(() => gate.follow(setState), [gate]);
  return (
    <I18nProvider locale={i18n.language}>
      {state.kind === 'front' && <Mounted element={state.view} />}
      {state.kind === 'trouble' && <Trouble sentence={state.sentence} onAgain={gate.enter} />}
      {state.kind === 'in' && <Inside key={state.me.id} gate={gate} state={state} />}
      <Toasts />
    </I18nProvider>
  );
}

function Inside({ gate, state }: { gate: Gate; state: GateState & { kind: 'in' } }) {
  const { session, leave } = gate;
  const [me, setMe] = useState(state.me);
  const changeMe = (changed: Partial<Me>): void => setMe({ ...me, ...changed });
  const [{ api, queries, router }] = useState(() => ({
    api: createApi((url, init) => withProof(session, () => session.call(url, init))),
    queries: createQueries(),
    router: createRouter(me.role),
  }));
  return (
    <QueryClientProvider client={queries}>
      <SignedInContext value={{ session, api, me, changeMe, leave }}>
        <RouterProvider router={router} />
      </SignedInContext>
    </QueryClientProvider>
  );
}
