/** Leave: ask with evidence, read, decide, withdraw. */
import { z } from 'zod';
import {
  type Leave,
  decisionSchema,
  leaveQuerySchema,
  leaveSchema,
  newLeaveSchema,
} from '../../attendance/leave/index.ts';
import { omitUndefined } from '../../kernel/objects.ts';
import { signedInRoute, type Route } from '../route.ts';
import { words } from '../words/en.ts';

const leaveParams = z.object({ leaveId: z.uuid() });
const answer = { status: 200, schema: leaveSchema } as const;

export function leaveRoutes({ leave }: { leave: Leave }): Route[] {
  return [
    signedInRoute({
      method: 'post',
      path: '/api/v2/leave',
      tag: 'leave',
      permission: 'leave.request',
      summary:
        'Ask to be excused, or for a ward; up to five files (parts `evidence`: PDF, JPEG, PNG, WebP, HEIC of 10 MB at most)',
      uploads: { field: 'evidence', maxFiles: 5 },
      body: newLeaveSchema,
      success: { status: 201, schema: leaveSchema },
      handle: async (actor, { body, uploads }) => leave.read(actor, (await leave.ask(actor, body, uploads)).id),
    }),
    signedInRoute({
      method: 'get',
      path: '/api/v2/leave',
      tag: 'leave',
      permission: 'leave.read',
      summary: "Requests, the newest first: my own, my wards', those I may decide, or all for an admin",
      query: leaveQuerySchema,
      success: { status: 200, schema: z.strictObject({ requests: z.array(leaveSchema), next: z.uuid().nullable() }) },
      handle: (actor, { query }) => leave.list(actor, query),
    }),
    signedInRoute({
      method: 'get',
      path: '/api/v2/leave/{leaveId}',
      tag: 'leave',
      permission: 'leave.read',
      summary: 'One request',
      params: leaveParams,
      success: answer,
      handle: (actor, { params }) => leave.read(actor, params.leaveId),
    }),
    signedInRoute({
      method: 'post',
      path: '/api/v2/leave/{leaveId}/approve',
      tag: 'leave',
      permission: 'leave.decide',
      summary: 'Approve; absences under it become excused',
      params: leaveParams,
      body: decisionSchema,
      success: answer,
      handle: async (actor, { params, body }) => {
        await leave.decide(actor, params.leaveId, 'approved', ...commentOf(body));
        return leave.read(actor, params.leaveId);
      },
    }),
    signedInRoute({
      method: 'post',
      path: '/api/v2/leave/{leaveId}/reject',
      tag: 'leave',
      permission: 'leave.decide',
      summary: 'Reject',
      params: leaveParams,
      body: decisionSchema,
      success: answer,
      handle: async (actor, { params, body }) => {
        await leave.decide(actor, params.leaveId, 'rejected', ...commentOf(body));
        return leave.read(actor, params.leaveId);
      },
    }),
    signedInRoute({
      method: 'post',
      path: '/api/v2/leave/{leaveId}/withdraw',
      tag: 'leave',
      permission: 'leave.read',
      summary: 'Take a request back, or an approval; what it excused is as it was',
      params: leaveParams,
      success: answer,
      handle: async (actor, { params }) => {
        await leave.withdraw(actor, params.leaveId);
        return leave.read(actor, params.leaveId);
      },
    }),
    signedInRoute({
      method: 'post',
      path: '/api/v2/leave/{leaveId}/evidence',
      tag: 'leave',
      permission: 'leave.request',
      summary: 'Add files (parts `evidence`) while it is pending',
      params: leaveParams,
      uploads: { field: 'evidence', maxFiles: 5 },
      success: { status: 201, schema: leaveSchema },
      handle: async (actor, { params, uploads }) => {
        await leave.addEvidence(actor, params.leaveId, uploads);
        return leave.read(actor, params.leaveId);
      },
    }),
    signedInRoute({
      method: 'get',
      path: '/api/v2/leave/{leaveId}/evidence/{fileId}',
      refuses: [410],
      tag: 'leave',
      permission: 'leave.read',
      summary: 'A file that came with a request, for those whom it concerns',
      params: leaveParams.extend({ fileId: z.uuid() }),
      success: { status: 200, contentType: '*/*' },
      handle: async (actor, { params, res }) => {
        const file = await leave.readEvidence(actor, params.leaveId, params.fileId);
        res
          .status(200)
          .set('Cache-Control', words.privateNoStore)
          .attachment(file.name)
          .type(file.mimeType)
          .send(file.data);
        return undefined;
      },
    }),
  ];
}

const commentOf = (body: { comment?: string | undefined }): [] | [string] => {
  const { comment } = omitUndefined(body);
  return comment === undefined ? [] : [comment];
};
