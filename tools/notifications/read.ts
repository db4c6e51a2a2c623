/** "What's new?": the notifications that the person has not read, or the latest ones. */
import { z } from 'zod';
import type { Notifications } from '../../src/delivery/notifications/index.ts';
import { count, formatMoment } from '../arguments.ts';
import { readTool, type Tool } from '../tool.ts';
import { words } from './words/en.ts';

const mostShown = 10;
const latestShown = 3;

export function notificationsTool(rooms: { notifications: Notifications }): Tool {
  return readTool({
    name: 'notifications',
    summary:
      'What is new for the person: their unread notifications, or the latest ones when all are read. Showing them does not mark them as read.',
    example: "what's new?",
    permission: 'notifications.own',
    input: z.object({}),
    run: async ({ actor, timeZone }) => {
      const { notifications: unread, unread: total } = await rooms.notifications.list(actor, {
        unreadOnly: true,
        limit: mostShown,
      });
      const shown =
        total > 0
          ? unread
          : (await rooms.notifications.list(actor, { unreadOnly: false, limit: latestShown })).notifications;
      const data = {
        unread: total,
        notifications: shown.map(({ kind, title, text, createdAt }) => ({ kind, title, text, createdAt })),
      };
      if (shown.length === 0) return { text: words.nothingNew, data };
      const lines = shown.map(
        ({ title, text, createdAt }) =>
          `• ${formatMoment(createdAt, timeZone)}: ${title}${text === '' ? '' : `\n  ${text.replaceAll('\n', '\n  ')}`}`,
      );
      const more = total > shown.length ? [words.andOlderOnes(total - shown.length)] : [];
      const head = total > 0 ? `${count(total, words.unreadNotification)}:` : words.nothingNewTheLatest;
      return {
        text: [head, ...lines, ...more, ...(total > 0 ? [words.sayMarkAllReadWhenYou] : [])].join('\n'),
        data,
      };
    },
  });
}
