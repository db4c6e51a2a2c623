/** The one conversation of the page: it moves between its own page and the panel beside the others, and is never begun anew. */
import { createContext, useContext, useEffect, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useSignedIn } from '../../session/signed-in.ts';
import { Mounted } from '../../ui/mounted.tsx';
import { createChat, type Chat } from './chat.ts';

const ChatContext = createContext<Chat | undefined>(undefined);

export function ChatProvider({ children }: { children: ReactNode }) {
  const { session, me } = useSignedIn();
  const [chat] = useState(() => createChat(session, me));
  useEffect(() => () => chat.close(), [chat]);
  return <ChatContext value={chat}>{children}</ChatContext>;
}

export function useChat(): Chat {
  const chat = useContext(ChatContext);
  if (!chat) throw new Error('The chat stands inside the shell.');
  return chat;
}

export function ChatDock() {
  const { t } = useTranslation();
  return (
    <aside className="dock" aria-label={t('chat')}>
      <Mounted element={useChat().element} className="chat-place" />
    </aside>
  );
}
