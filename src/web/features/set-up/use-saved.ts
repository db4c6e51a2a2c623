/** What follows a saved step: the lists are asked anew, it is said, and the form closes. */
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { toast } from '../../ui/toasts.tsx';

export function useSaved(onClose: () => void): () => Promise<void> {
  const { t } = useTranslation('setUp');
  const queries = useQueryClient();
  return async () => {
    await queries.invalidateQueries();
    toast.done(t('saved'));
    onClose();
  };
}
