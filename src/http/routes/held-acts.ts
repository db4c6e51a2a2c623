/** What waits for a second admin's yes: what it is, yes or no, and what came of it. */
import { z } from 'zod';
import { type HeldActs, answerOfHeldSchema, heldActPageSchema } from '../../office/held-acts/index.ts';
import { omitUndefined } from '../../kernel/objects.ts';
import { signedInRoute, type Route } from '../route.ts';
import { createCarryOut } from '../second-yes.ts';
import { done, flagInQuery, noContent, pageSize } from '../shapes.ts';

const params = z.object({ heldActId: z.uuid() });

export function heldActRoutes({
  heldActs,
  routes,
}: {
  heldActs: HeldActs;
  /** All routes of the house: what waits is one of them. */
  routes: () => readonly Route[];
}): Route[] {
  const common = { tag: 'access', permission: 'access.secondYes' } as const;
  return [
    signedInRoute({
      ...common,
      method: 'get',
      path: '/api/v2/held-acts',
      summary: "What admins asked for that needs a second one's yes, newest first",
      query: z.object({
        all: flagInQuery.describe('Also what is settled or has expired.'),
        after: z.uuid().optional(),
        limit: pageSize(200, 50),
      }),
      success: { status: 200, schema: heldActPageSchema },
      handle: (actor, { query: { all, limit, after } }) =>
        heldActs.list(actor, { isWaiting: !all, ...omitUndefined({ after }) }, limit),
    }),
    signedInRoute({
      ...common,
      method: 'post',
      path: '/api/v2/held-acts/{heldActId}/decision',
      refuses: [410],
      summary:
        'Say yes or no to what another admin asked for, within 48 hours. A yes does it, as whoever asked; what answers a file is opened to them once',
      params,
      body: z.strictObject({ approve: z.boolean() }),
      success: done,
      handle: (actor, { params: { heldActId }, body, req, res }) =>
        noContent(
          body.approve
            ? heldActs.approve(actor, heldActId, createCarryOut(routes, { req, res }))
            : heldActs.decline(actor, heldActId),
        ),
    }),
    signedInRoute({
      ...common,
      method: 'delete',
      path: '/api/v2/held-acts/{heldActId}',
      refuses: [410],
      summary: 'Take back what I asked for, while nobody has answered',
      params,
      success: done,
      handle: (actor, { params: { heldActId } }) => noContent(heldActs.withdraw(actor, heldActId)),
    }),
    signedInRoute({
      ...common,
      method: 'post',
      path: '/api/v2/held-acts/{heldActId}/answer',
      refuses: [410],
      summary: 'What it answered that I asked for, such as a new API key; it is given this once, within a week',
      params,
      success: { status: 200, schema: answerOfHeldSchema },
      handle: (actor, { params: { heldActId } }) => heldActs.takeAnswer(actor, heldActId),
    }),
  ];
}
