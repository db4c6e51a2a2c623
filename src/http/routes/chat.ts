/** The chat of the web page and of API clients: a message in, a reply out, at once or as server-sent events. */
import type { Response } from 'express';
import { z } from 'zod';
import { maxFiles } from '../../../bots/chat-turn.ts';
import { chatReplySchema, chatRequestSchema, type ChatReply, type WebBot } from '../../../bots/web/web.ts';
import type { Actor } from '../../security/access/index.ts';
import type { Log } from '../../kernel/log.ts';
import type { Storage } from '../../delivery/storage/index.ts';
import { fitAnswer } from '../answer.ts';
import { requestIdOf, toAppError, toProblem } from '../problem.ts';
import { publicRoute, signedInRoute, type Route, type RouteRequest } from '../route.ts';
import type { SignedLinks } from '../signed-links.ts';
import { words } from '../words/en.ts';

const idempotencyKey = z.string().min(1).max(200).optional().catch(undefined);

/** A photo of 15 MB in base64, and room for the rest. */
const jsonLimit = '21mb';

export function chatRoutes({
  bot,
  storage,
  links,
  log,
}: {
  bot: WebBot;
  storage: Storage;
  links: SignedLinks;
  log: Log;
}): Route[] {
  return [
    signedInRoute({
      method: 'post',
      path: '/api/v2/chat',
      // Messages have a limit of their own, wherever they come from.
      spends: () => undefined,
      refuses: [429],
      tag: 'chat',
      permission: 'chat.use',
      isUncounted: true,
      uploads: { field: 'files', maxFiles },
      jsonLimit,
      success: { status: 200, schema: chatReplySchema },
      body: chatRequestSchema,
      summary:
        'Say something to the assistant (multipart with parts `files`, or JSON). With Accept: text/event-stream, `delta` events and one `reply`. Idempotency-Key makes a repeat safe.',
      handle: async (actor, request) => {
        const key = idempotencyKey.parse(request.req.get('idempotency-key'));
        const wantsEvents = request.req.accepts(['application/json', 'text/event-stream']) === 'text/event-stream';
        const chat = (onDelta?: (text: string) => void): Promise<ChatReply> =>
          bot.chat(actor, request.body, {
            uploads: request.uploads,
            idempotencyKey: key,
            ...(onDelta ? { onDelta } : {}),
          });
        return wantsEvents ? streamReply(request, chat, log) : chat();
      },
    }),
    signedInRoute({
      method: 'post',
      path: '/api/v2/chat/actions/{actionId}',
      refuses: [410, 429],
      tag: 'chat',
      permission: 'chat.use',
      isUncounted: true,
      summary: 'Press a button of a reply: Confirm, Cancel or Undo',
      success: { status: 200, schema: chatReplySchema },
      params: z.object({ actionId: z.string().max(60) }),
      handle: (actor: Actor, { params }) => bot.press(actor, params.actionId),
    }),
    publicRoute({
      method: 'get',
      path: '/api/v2/files/{fileId}',
      refuses: [410],
      tag: 'chat',
      summary: 'A file of a reply, by its signed link',
      success: { status: 200, contentType: '*/*' },
      params: z.object({ fileId: z.uuid() }),
      query: z.object({ expires: z.string().regex(/^\d{1,12}$/), signature: z.string().max(100) }),
      handle: async ({ params, query, res }) => {
        links.verify(params.fileId, query.expires, query.signature);
        const file = await storage.read(params.fileId);
        res
          .set('Cache-Control', words.privateNoStore)
          .set('Content-Disposition', dispositionOf(res, file))
          .type(file.mimeType)
          .send(file.data);
        return undefined;
      },
    }),
  ];
}

/** PDFs and pictures open in the browser; anything else is saved. */
function dispositionOf(res: Response, file: { name: string; mimeType: string }): string {
  const attachment = res.attachment(file.name).get('Content-Disposition') ?? 'attachment';
  return /^(application\/pdf|image\/)/.test(file.mimeType) ? attachment.replace(/^attachment/, 'inline') : attachment;
}

/** `delta` events as the answer comes, then `reply`; a failure after the stream began is an `error` event. */
async function streamReply(
  { req, res }: RouteRequest,
  chat: (onDelta: (text: string) => void) => Promise<ChatReply>,
  log: Log,
): Promise<undefined> {
  res
    .status(200)
    .set({ 'Content-Type': 'text/event-stream; charset=utf-8', 'Cache-Control': 'no-store', 'X-Accel-Buffering': 'no' })
    .flushHeaders();
  const send = (event: string, data: unknown): void =>
    void res.write(words.eventData({ event, data: JSON.stringify(data) }));
  // A comment now and then keeps proxies from closing a stream that is thinking.
  const heartbeat = setInterval(() => res.write(': working\n\n'), 5000);
  try {
    const reply = await chat((text) => send('delta', { text }));
    send('reply', fitAnswer(chatReplySchema, reply, words.theEventReply));
  } catch (thrown) {
    const error = toAppError(thrown);
    if (error.status >= 500) log.error({ err: error, requestId: requestIdOf(req) }, 'a chat request failed');
    send('error', toProblem(error, requestIdOf(req)));
  } finally {
    clearInterval(heartbeat);
    res.end();
  }
  return undefined;
}
