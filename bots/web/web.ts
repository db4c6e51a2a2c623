/** The web edge: a chat request in, a turn out; a reply in, JSON with signed links out. */
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Actor } from '../../src/security/access/index.ts';
import { AppError } from '../../src/kernel/errors.ts';
import { looseFigure, positionOf } from '../../src/kernel/position.ts';
import {
  maxFiles,
  maxTextLength,
  requireContent,
  type Reply,
  type ChatTurn,
  type TurnFile,
  type TurnTaker,
} from '../chat-turn.ts';
import { words } from './words/en.ts';

const empty = (value: unknown): unknown => (value === '' || value === null ? undefined : value);

/**
 * The body of a chat request, JSON or multipart alike; `files` of a multipart body are parts, not fields. What a device
 * says besides is left out, since no message fails for it.
 */
export const chatRequestSchema = z.looseObject({
  text: z.string().max(maxTextLength).default('').describe('What the person says; may be empty when a photo says it.'),
  conversationId: z
    .preprocess(empty, z.uuid().optional())
    .describe('Continue this conversation; leave out to begin one.'),
  files: z
    .array(
      z.object({
        name: z.string().max(255),
        mimeType: z.string().max(100),
        data: z.base64().describe('The bytes, base64.'),
      }),
    )
    .max(maxFiles)
    .optional(),
  latitude: looseFigure,
  longitude: looseFigure,
  accuracy: looseFigure.describe(
    'Metres, more than 0. A position is latitude, longitude and accuracy together; one that cannot be used counts as none.',
  ),
});

export const chatReplySchema = z.object({
  conversationId: z.uuid(),
  text: z.string(),
  files: z.array(
    z.object({ name: z.string(), mimeType: z.string(), url: z.string().describe('Signed; opens for ten minutes.') }),
  ),
  actions: z
    .array(z.object({ id: z.string(), label: z.string() }))
    .describe('Buttons; press one by POST /api/v2/chat/actions/{id}.'),
});
export type ChatReply = z.infer<typeof chatReplySchema>;

export type WebBot = ReturnType<typeof createWebBot>;

export function createWebBot(deps: { turns: TurnTaker; linkTo: (file: { id: string; name: string }) => string }) {
  /**
   * Takes a turn. `uploads` are the parts of a multipart body.
   * @throws AppError `invalidInput` naming the field.
   */
  async function chat(
    actor: Actor,
    body: unknown,
    options: { uploads: readonly TurnFile[]; idempotencyKey: string | undefined; onDelta?: (text: string) => void },
  ): Promise<ChatReply> {
    const request = parse(body);
    const files = [
      ...options.uploads,
      ...(request.files ?? []).map(({ name, mimeType, data }) => ({
        name,
        mimeType,
        data: Buffer.from(data, 'base64'),
      })),
    ];
    requireContent(request.text, files);
    const turn: ChatTurn = {
      actor,
      channel: 'web',
      files,
      position: positionOf(request),
      conversation: request.conversationId === undefined ? undefined : { id: request.conversationId },
      // Browsers send the lines of a form field with CR and LF.
      text: request.text.replaceAll('\r\n', '\n'),
      ...(options.onDelta ? { onDelta: options.onDelta } : {}),
    };
    return toReply(await deps.turns.takeOnce(options.idempotencyKey ?? randomUUID(), turn));
  }

  const press = async (actor: Actor, actionId: string): Promise<ChatReply> =>
    toReply(await deps.turns.press(actor, 'web', actionId));

  function toReply({ conversationId, text, files, actions }: Reply): ChatReply {
    return {
      conversationId,
      text,
      actions,
      files: files.map((file) => ({ name: file.name, mimeType: file.mimeType, url: deps.linkTo(file) })),
    };
  }

  return { chat, press };
}

function parse(body: unknown): z.infer<typeof chatRequestSchema> {
  const parsed = chatRequestSchema.safeParse(body ?? {});
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const field = issue?.path.join('.') ?? 'body';
  throw new AppError('invalidInput', { field, detail: `${field}: ${issue?.message ?? words.isNotValid}` });
}
