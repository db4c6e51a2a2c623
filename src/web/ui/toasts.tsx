/** Short notices of what was done, with Undo where there is one; they go by themselves, but for faults. */
import {
  Button,
  Text,
  UNSTABLE_Toast as Toast,
  UNSTABLE_ToastContent as ToastContent,
  UNSTABLE_ToastQueue as ToastQueue,
  UNSTABLE_ToastRegion as ToastRegion,
} from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { Icon } from './icon.tsx';

interface Notice {
  text: string;
  kind: 'done' | 'fault';
  action?: { label: string; run: () => void };
}

const queue = new ToastQueue<Notice>({ maxVisibleToasts: 3 });
const shownMs = 6_000;

export const toast = {
  done: (text: string, action?: Notice['action']): void =>
    void queue.add({ text, kind: 'done', ...(action && { action }) }, { timeout: shownMs }),
  fault: (text: string): void => void queue.add({ text, kind: 'fault' }),
};

export function Toasts() {
  const { t } = useTranslation();
  return (
    <ToastRegion queue={queue} className="toasts">
      {({ toast: shown }) => (
        <Toast toast={shown} className={`toast ${shown.content.kind}`}>
          <ToastContent>
            <Text slot="title">{shown.content.text}</Text>
          </ToastContent>
          {shown.content.action && (
            <Button
              className="button subtle"
              onPress={() => {
                shown.content.action?.run();
                queue.close(shown.key);
              }}
            >
              {shown.content.action.label}
            </Button>
          )}
          <Button slot="close" className="round" aria-label={t('dismiss')}>
            <Icon name="close" />
          </Button>
        </Toast>
      )}
    </ToastRegion>
  );
}
