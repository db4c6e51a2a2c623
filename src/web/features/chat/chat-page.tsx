/** The chat with all the room there is. */
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Mounted } from '../../ui/mounted.tsx';
import { useChat } from './chat-host.tsx';

export function ChatPage() {
  const { t } = useTranslation();
  const chat = useChat();
  useEffect(() => chat.focus(), [chat]);
  return (
    <>
      <h1 className="spoken">{t('chat')}</h1>
      <Mounted element={chat.element} className="chat-place" />
    </>
  );
}
