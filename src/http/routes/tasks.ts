/** Tasks: how far what somebody asked for is, and what came of it. */
import { z } from 'zod';
import { type Tasks, taskSchema } from '../../delivery/tasks/index.ts';
import { ownKey, type EventStreams } from '../event-stream.ts';
import { signedInRoute, type Route } from '../route.ts';

const taskParams = z.object({ taskId: z.uuid() });

export function taskRoutes({ tasks, streams }: { tasks: Tasks; streams: EventStreams }): Route[] {
  return [
    signedInRoute({
      method: 'get',
      path: '/api/v2/me/tasks',
      tag: 'tasks',
      permission: 'notifications.own',
      summary: 'What I asked for that takes a while, newest first',
      success: { status: 200, schema: z.array(taskSchema) },
      handle: (actor) => tasks.list(actor),
    }),
    signedInRoute({
      method: 'get',
      path: '/api/v2/tasks/{taskId}',
      tag: 'tasks',
      permission: 'notifications.own',
      summary: 'How far it is, and what came of it',
      params: taskParams,
      success: { status: 200, schema: taskSchema },
      handle: (actor, { params }) => tasks.read(actor, params.taskId),
    }),
    signedInRoute({
      method: 'get',
      path: '/api/v2/tasks/{taskId}/live',
      tag: 'tasks',
      permission: 'notifications.own',
      summary: 'The same, sent anew whenever it changes (server-sent events `task`)',
      params: taskParams,
      success: { status: 200, contentType: 'text/event-stream' },
      refuses: [429],
      isUncounted: true,
      handle: (actor, request) =>
        streams.stream(actor, request, {
          key: `task ${request.params.taskId} ${ownKey(actor)}`,
          on: { task: request.params.taskId },
          event: 'task',
          schema: taskSchema,
          read: () => tasks.read(actor, request.params.taskId),
        }),
    }),
  ];
}
