/**
 * A model provider for tests: a server on loopback that speaks OpenAI's chat completions, streamed and whole, and does
 * what the test wrote into its script. It keeps every request, so that tests can see what left the house.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ScriptedCall {
  name: string;
  /** An object is sent as JSON; a string as it stands, for arguments that are no JSON. */
  args: Record<string, unknown> | string;
}

/** What one request gets. Every `call` of a step is in one message. */
export type Step =
  | { say: string; finish?: 'stop' | 'length' }
  | { call: readonly ScriptedCall[]; say?: string; finish?: 'tool_calls' | 'length' }
  | { status: number; headers?: Record<string, string> }
  /** Takes the request and never answers; with `after`, streams that much first. */
  | { hang: true; after?: string }
  /** Streams this much of its text or of its calls and drops the connection, or ends the stream as if that were all. */
  | { cut: 'drop' | 'end'; say: string }
  | { cut: 'drop' | 'end'; call: readonly ScriptedCall[] }
  /** A body as it stands, under status 200. */
  | { raw: string };

export interface RecordedMessage {
  role: string;
  content?: unknown;
  tool_calls?: { id: string; function: { name: string; arguments: string } }[];
  tool_call_id?: string;
}

export interface RecordedRequest {
  authorization: string | undefined;
  /** The body as it came over the wire. */
  text: string;
  model: string;
  stream: boolean;
  messages: RecordedMessage[];
  tools: { function: { name: string; description: string; parameters: Record<string, unknown> } }[];
}

export interface OpenAiServer {
  /** For OPENAI_BASE_URL. */
  readonly baseUrl: string;
  readonly requests: RecordedRequest[];
  /**
   * Replaces the script and forgets the requests so far. A request beyond its end gets `afterwards`, by default a 500.
   */
  play(steps: readonly Step[], afterwards?: Step): void;
  /** How many steps nobody has asked for yet. */
  stepsLeft(): number;
  close(): Promise<void>;
}

/** Pieces this long, so that names and arguments are split over chunks as providers do. */
const pieceLength = 7;

export async function startOpenAiServer(): Promise<OpenAiServer> {
  let steps: Step[] = [];
  let afterwards: Step = { status: 500 };
  const requests: RecordedRequest[] = [];
  const server = createServer((request, response) => {
    readBody(request)
      .then((text) => {
        const recorded = record(request, text);
        if (request.method !== 'POST' || request.url !== '/v1/chat/completions') return sendError(response, 404, {});
        requests.push(recorded);
        return perform(response, steps.shift() ?? afterwards, recorded);
      })
      .catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    requests,
    play: (next, rest = { status: 500 }) => {
      steps = [...next];
      afterwards = rest;
      requests.length = 0;
    },
    stepsLeft: () => steps.length,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function record(request: IncomingMessage, text: string): RecordedRequest {
  const body = JSON.parse(text) as Partial<RecordedRequest>;
  return {
    authorization: request.headers.authorization,
    text,
    model: body.model ?? '',
    stream: body.stream === true,
    messages: body.messages ?? [],
    tools: body.tools ?? [],
  };
}

function perform(response: ServerResponse, step: Step, request: RecordedRequest): void {
  if ('status' in step) return sendError(response, step.status, step.headers ?? {});
  if ('raw' in step)
    return void response
      .writeHead(200, { 'content-type': request.stream ? 'text/event-stream' : 'application/json' })
      .end(step.raw);
  if ('hang' in step) {
    if (step.after === undefined) return;
    openStream(response);
    return sendDeltas(response, request, deltasOfText(step.after));
  }
  if ('cut' in step) {
    openStream(response);
    const deltas = 'call' in step ? deltasOfCalls(step.call) : deltasOfText(step.say);
    sendDeltas(response, request, deltas);
    return step.cut === 'end' ? void response.end() : void setImmediate(() => response.destroy());
  }
  return request.stream ? sendStreamed(response, step, request) : sendWhole(response, step, request);
}

type Answering = Extract<Step, { finish?: unknown }>;
const isCalling = (step: Answering): step is Extract<Step, { call: readonly ScriptedCall[]; finish?: unknown }> =>
  'call' in step;
const finishOf = (step: Answering): string => step.finish ?? (isCalling(step) ? 'tool_calls' : 'stop');

// ── Streamed ───────────────────────────────────────────────────────────────────────────────────────────────────────

const openStream = (response: ServerResponse): void =>
  void response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' }).flushHeaders();

function sendStreamed(response: ServerResponse, step: Answering, request: RecordedRequest): void {
  openStream(response);
  const deltas = [...deltasOfText(step.say ?? ''), ...(isCalling(step) ? deltasOfCalls(step.call) : [])];
  sendDeltas(response, request, deltas);
  sendChunk(response, request, { choices: [{ index: 0, delta: {}, finish_reason: finishOf(step) }] });
  sendChunk(response, request, { choices: [], usage });
  response.end('data: [DONE]\n\n');
}

function sendDeltas(response: ServerResponse, request: RecordedRequest, deltas: readonly object[]): void {
  for (const delta of deltas) sendChunk(response, request, { choices: [{ index: 0, delta, finish_reason: null }] });
}

function sendChunk(response: ServerResponse, { model }: RecordedRequest, part: object): void {
  response.write(
    `data: ${JSON.stringify({ id: 'chatcmpl-test', object: 'chat.completion.chunk', created: 1_700_000_000, model, ...part })}\n\n`,
  );
}

const deltasOfText = (text: string): object[] => [
  { role: 'assistant', content: '' },
  ...split(text).map((content) => ({ content })),
];

/** The name comes with the first chunk of a call, its arguments in pieces after it. */
const deltasOfCalls = (calls: readonly ScriptedCall[]): object[] =>
  calls.flatMap((call, index) => [
    { tool_calls: [{ index, id: idOf(index), type: 'function', function: { name: call.name, arguments: '' } }] },
    ...split(argumentsOf(call)).map((piece) => ({ tool_calls: [{ index, function: { arguments: piece } }] })),
  ]);

const split = (text: string): string[] => text.match(new RegExp(`[\\s\\S]{1,${pieceLength}}`, 'g')) ?? [];

// ── Whole ──────────────────────────────────────────────────────────────────────────────────────────────────────────

function sendWhole(response: ServerResponse, step: Answering, { model }: RecordedRequest): void {
  const calls = isCalling(step)
    ? step.call.map((call, index) => ({
        id: idOf(index),
        type: 'function',
        function: { name: call.name, arguments: argumentsOf(call) },
      }))
    : undefined;
  const message = { role: 'assistant', content: step.say ?? null, ...(calls ? { tool_calls: calls } : {}) };
  response.writeHead(200, { 'content-type': 'application/json' }).end(
    JSON.stringify({
      id: 'chatcmpl-test',
      object: 'chat.completion',
      created: 1_700_000_000,
      model,
      usage,
      choices: [{ index: 0, message, finish_reason: finishOf(step) }],
    }),
  );
}

function sendError(response: ServerResponse, status: number, headers: Record<string, string>): void {
  const error = {
    message: `scripted ${status}`,
    type: status === 429 ? 'rate_limit_exceeded' : 'server_error',
    param: null,
    code: null,
  };
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify({ error }));
}

const usage = { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 };
const idOf = (index: number): string => `call_${index}`;
const argumentsOf = ({ args }: ScriptedCall): string => (typeof args === 'string' ? args : JSON.stringify(args));
