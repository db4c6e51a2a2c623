/** Which keys do what in the register. */
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/button.tsx';
import { Sheet } from '../../ui/sheet.tsx';

export function KeysSheet({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('register');
  const keys = [
    [t('keys.named.arrows'), t('keys.arrows')],
    ['P L A E', t('keys.marks')],
    [t('keys.named.space'), t('keys.space')],
    ['X', t('keys.x')],
    [t('keys.named.enter'), t('keys.enter')],
    ['/', t('keys.slash')],
    ['Z', t('keys.z')],
    [t('keys.named.escape'), t('keys.escape')],
    ['?', t('keys.question')],
  ];
  return (
    <Sheet title={t('keys.title')} onClose={onClose}>
      <dl className="keys">
        {keys.map(([key, what]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <div className="dialog-buttons">
        <Button variant="primary" autoFocus onPress={onClose}>
          {t('keys.close')}
        </Button>
      </div>
    </Sheet>
  );
}
