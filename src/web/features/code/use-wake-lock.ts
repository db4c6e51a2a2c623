/** Keeps the screen on while a page is in sight. */
import { useEffect } from 'react';

export function useWakeLock(): void {
  useEffect(() => {
    let held: WakeLockSentinel | undefined;
    let isOver = false;
    const take = async (): Promise<void> => {
      // Refused when the battery is low, and unknown to some browsers: then the screen goes off as ever.
      if (document.visibilityState !== 'visible' || !('wakeLock' in navigator)) return;
      held = await navigator.wakeLock.request('screen').catch(() => undefined);
      if (isOver) await held?.release();
    };
    const onSight = (): void => void take();
    document.addEventListener('visibilitychange', onSight);
    onSight();
    return () => {
      isOver = true;
      document.removeEventListener('visibilitychange', onSight);
      void held?.release();
    };
  }, []);
}
