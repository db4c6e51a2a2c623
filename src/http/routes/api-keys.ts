/** For other systems: API keys, card readers and their signed events; and how the institution lets people in. */
import { raw, type RequestHandler } from 'express';
import { z } from 'zod';
import { shownLine } from '../../kernel/shown-text.ts';
import { type ApiKeys, apiKeySchema, newKeySchema } from '../../accounts/index.ts';
import { type InstitutionRules, institutionSchema } from '../../security/access/index.ts';
import { omitUndefined } from '../../kernel/objects.ts';
import {
  type CardReaders,
  cardSchema,
  readerEventSchema,
  readerOutcomeSchema,
  readerSchema,
} from '../../attendance/card-readers/index.ts';
import { publicRoute, signedInRoute, type Route } from '../route.ts';
import { createdId, done, noContent, personParams } from '../shapes.ts';

const readerParams = z.object({ readerId: z.uuid() });
const newReader = z.strictObject({
  name: shownLine(100),
  placeId: z.uuid().nullable().default(null),
});

export function apiKeyRoutes({
  apiKeys,
  readers,
  rules,
}: {
  apiKeys: ApiKeys;
  readers: CardReaders;
  rules: InstitutionRules;
}): Route[] {
  return [
    signedInRoute({
      method: 'get',
      path: '/api/v2/institution',
      tag: 'access',
      permission: 'institution.manage',
      summary: 'How people sign up and sign in',
      success: { status: 200, schema: institutionSchema },
      handle: (actor) => rules.readSettings(actor),
    }),
    signedInRoute({
      method: 'patch',
      path: '/api/v2/institution',
      mayWait: true,
      tag: 'access',
      permission: 'institution.manage',
      summary: 'Change how people sign up and sign in',
      body: institutionSchema.partial().strict(),
      success: { status: 200, schema: institutionSchema },
      handle: (actor, { body }) => rules.changeSettings(actor, omitUndefined(body)),
    }),
    signedInRoute({
      method: 'get',
      path: '/api/v2/api-keys',
      tag: 'access',
      permission: 'access.keys',
      summary: 'The API keys that stand',
      success: { status: 200, schema: z.array(apiKeySchema) },
      handle: (actor) => apiKeys.listKeys(actor),
    }),
    signedInRoute({
      method: 'post',
      path: '/api/v2/api-keys',
      mayWait: true,
      tag: 'access',
      permission: 'access.keys',
      summary: 'Make an API key; it is shown this once',
      body: newKeySchema,
      success: { status: 201, schema: z.object({ id: z.uuid(), key: z.string() }) },
      handle: (actor, { body }) => apiKeys.createKey(actor, body),
    }),
    signedInRoute({
      method: 'delete',
      path: '/api/v2/api-keys/{keyId}',
      tag: 'access',
      permission: 'access.keys',
      summary: 'End an API key, at once',
      params: z.object({ keyId: z.uuid() }),
      success: done,
      handle: (actor, { params }) => noContent(apiKeys.revokeKey(actor, params.keyId)),
    }),
    signedInRoute({
      method: 'get',
      path: '/api/v2/readers',
      tag: 'readers',
      permission: 'access.keys',
      summary: 'Card and door readers',
      success: { status: 200, schema: z.array(readerSchema) },
      handle: (actor) => readers.listReaders(actor),
    }),
    signedInRoute({
      method: 'post',
      path: '/api/v2/readers',
      tag: 'readers',
      permission: 'access.keys',
      summary: 'Add a reader; its secret is shown this once',
      body: newReader,
      success: { status: 201, schema: z.object({ id: z.uuid(), secret: z.string() }) },
      handle: (actor, { body }) => readers.createReader(actor, body),
    }),
    signedInRoute({
      method: 'delete',
      path: '/api/v2/readers/{readerId}',
      tag: 'readers',
      permission: 'access.keys',
      summary: 'Believe a reader no more',
      params: readerParams,
      success: done,
      handle: (actor, { params }) => noContent(readers.revokeReader(actor, params.readerId)),
    }),
    publicRoute({
      method: 'post',
      path: '/api/v2/readers/{readerId}/events',
      refuses: [401, 409],
      tag: 'readers',
      params: readerParams,
      bodyParser: rawJson,
      document: readerEventSchema,
      summary:
        'A card was read: signed by the reader as Standard Webhooks are (webhook-id, webhook-timestamp, webhook-signature). The same id again gets the same answer.',
      success: { status: 200, schema: readerOutcomeSchema },
      handle: ({ params, req }) =>
        readers.takeEvent(params.readerId, {
          id: req.get('webhook-id') ?? '',
          timestamp: req.get('webhook-timestamp') ?? '',
          signature: req.get('webhook-signature') ?? '',
          body: Buffer.isBuffer(req.body) ? req.body : Buffer.alloc(0),
        }),
    }),
    signedInRoute({
      method: 'get',
      path: '/api/v2/people/{personId}/cards',
      tag: 'readers',
      permission: 'access.keys',
      summary: 'The cards of a person; their numbers are not kept',
      params: personParams,
      success: { status: 200, schema: z.array(cardSchema) },
      handle: (actor, { params }) => readers.listCards(actor, params.personId),
    }),
    signedInRoute({
      method: 'post',
      path: '/api/v2/people/{personId}/cards',
      tag: 'readers',
      permission: 'access.keys',
      summary: 'Give a person a card',
      params: personParams,
      success: createdId,
      body: z.strictObject({
        card: z.string().trim().min(1).max(100).describe('The number on it, as readers read it.'),
      }),
      handle: (actor, { params, body }) => readers.giveCard(actor, params.personId, body.card),
    }),
    signedInRoute({
      method: 'delete',
      path: '/api/v2/people/{personId}/cards/{cardId}',
      tag: 'readers',
      permission: 'access.keys',
      summary: 'Take a card back',
      params: personParams.extend({ cardId: z.uuid() }),
      success: done,
      handle: (actor, { params }) => noContent(readers.takeCard(actor, params.personId, params.cardId)),
    }),
  ];
}

const readRaw = raw({ type: () => true, limit: '16kb' });
/** The signature is over the bytes as they came. */
const rawJson: RequestHandler = (req, res, next) => readRaw(req, res, next);
