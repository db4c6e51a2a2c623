/** The person is done with their notifications. They stay on the page. */
import { z } from 'zod';
import type { Notifications } from '../../src/delivery/notifications/index.ts';
import { count } from '../arguments.ts';
import { reversibleTool, type Tool } from '../tool.ts';
import { words } from './words/en.ts';

export function markReadTool(rooms: { notifications: Notifications }): Tool {
  return reversibleTool({
    name: 'mark_notifications_read',
    summary: "Mark all of the person's notifications as read.",
    example: 'mark all read',
    permission: 'notifications.own',
    input: z.object({}),
    run: async ({ actor }) => {
      const { unread } = await rooms.notifications.list(actor, { unreadOnly: true, limit: 1 });
      if (unread === 0) return { text: words.youHaveReadAllYourNotifications };
      await rooms.notifications.markRead(actor, undefined, true);
      return { text: words.markedAsRead(count(unread, 'notification')) };
    },
  });
}
