/** The chat with all the room there is. */
import { useEffect } from 'react';
import { Mounted } from '../../ui/mounted.tsx';
import { useChat } from './chat-host.tsx';

export function ChatPage() {
  const chat = useChat();
  useEffect(() => chat.focus(), [chat]);
  return <Mounted element={chat.element} className="chat-place" />;
}
