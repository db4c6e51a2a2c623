/** Whether there is room for the chat beside the page. */
import { useSyncExternalStore } from 'react';

const wide = matchMedia('(min-width: 73rem)');

function subscribe(onChange: () => void): () => void {
  wide.addEventListener('change', onChange);
  return () => wide.removeEventListener('change', onChange);
}

export const useIsWide = (): boolean => useSyncExternalStore(subscribe, () => wide.matches);
