/** The agent: a person's words in, an answer out. Models only propose; the gate and the tools decide. */
import { type Actor, requireAccess } from '../security/access/index.ts';
import type { ShownPosition } from '../kernel/position.ts';
import type { Database } from '../db/index.ts';
import type { Clock } from '../kernel/clock.ts';
import { AppError, type AskedFor } from '../kernel/errors.ts';
import type { Log } from '../kernel/log.ts';
import type { PersonKey, Vault } from '../security/privacy/index.ts';
import type { ClassView } from '../school/classes/index.ts';
import type { Storage } from '../delivery/storage/index.ts';
import type { Attachment, Tool, ToolContext } from '../../tools/tool.ts';
import { createActions, readSpokenPress } from './actions.ts';
import type { Answer } from './answer.ts';
import { buildReply } from './build-reply.ts';
import { createToolExecutor, toolsFor, type Collected } from './tool-executor.ts';
import { createMemory, type Remembered, type WhichConversation } from './memory.ts';
import type { Provider } from './models.ts';
import type { ModelFallback } from './model-fallback.ts';
import { undoTool } from './undo-tool.ts';
import { words } from './words/en.ts';

export interface AgentRequest {
  actor: Actor;
  channel: string;
  /** Absent: a new conversation. */
  conversation: WhichConversation;
  text: string;
  files: readonly Attachment[];
  position?: ShownPosition | undefined;
  /** The person's key, where the caller has it open. */
  key?: PersonKey;
  onDelta?: (text: string) => void;
}

/** An answer, and what it asks the person for, which only the memory of the conversation needs. */
interface Reply {
  answer: Answer;
  asksFor?: AskedFor | undefined;
}

export type AgentAnswer = Answer & { conversationId: string };
export type Agent = ReturnType<typeof createAgent>;

const fileLifeMs = 10 * 60_000;
const introduction = words.imMusterAnAutomatedAssistant;

export function createAgent(deps: {
  db: Database;
  vault: Vault;
  clock: Clock;
  log: Log;
  storage: Storage;
  tools: readonly Tool[];
  provider: Provider | undefined;
  /** A person's own classes; guardians have none. */
  listOwnClasses: (actor: Actor) => Promise<ClassView[]>;
  /** The names of a guardian's wards; nobody else has any. */
  listWards: (actor: Actor) => Promise<string[]>;
  /** By whose calendar the person reads days, for what they say, given their own classes. */
  calendarOf: (actor: Actor, text: string, own: readonly ClassView[]) => Promise<{ timeZone: string; locale: string }>;
}) {
  const memory = createMemory(deps);
  const actions = createActions(deps);
  let thinking: Promise<ModelFallback> | undefined;

  /**
   * @throws AppError of the tools' own failures (5xx), of a file that cannot be read, `notFound` for somebody else's
   * conversation.
   */
  async function answer(request: AgentRequest): Promise<AgentAnswer> {
    const { actor } = request;
    await requireAccess(deps.db.autocommit, actor, 'chat.use', { personId: actor.personId });
    const conversation = await memory.open(actor, request.channel, request.conversation);
    const key = request.key ?? (await memory.keyOf(actor.personId));
    const pressed = await pressBySaying(request, conversation.id);
    const { answer: given, asksFor }: Reply = pressed
      ? { answer: pressed }
      : await think(request, conversation.id, conversation.isNew ? [] : await memory.recall(key, conversation.id));
    const told = { ...given, text: conversation.isNew ? `${introduction}\n\n${given.text}` : given.text };
    const heard =
      request.files.length > 0
        ? words.photoS({ text: request.text, count: request.files.length }).trim()
        : request.text;
    await memory.remember(key, conversation.id, [
      { author: 'person', text: heard },
      { author: 'muster', text: told.text, asksFor },
    ]);
    return { ...told, conversationId: conversation.id };
  }

  /** "yes" and "no" press the button of the answer before; without one they are words like any other. */
  async function pressBySaying(request: AgentRequest, conversationId: string): Promise<Answer | undefined> {
    const how = request.files.length === 0 ? readSpokenPress(request.text) : undefined;
    if (how === undefined) return undefined;
    const waiting = await actions.listOffered(conversationId, await memory.findEndBeforeLast(conversationId));
    const [only, ...others] = waiting;
    if (only === undefined) return undefined;
    if (others.length > 0)
      return {
        text: words.severalChangesAreWaitingPleasePress,
        files: [],
        actions: [],
      };
    return carryOutPress(request.actor, request.channel, `${only}.${how}`);
  }

  async function think(request: AgentRequest, conversationId: string, history: readonly Remembered[]): Promise<Reply> {
    const { actor, text, onDelta } = request;
    const context = await contextOf(request);
    const tools = toolsFor([...deps.tools, undoTool((inner) => undoLatest(inner, conversationId))], actor);
    // What it takes to think needs a second to load: with the first thing that is said, not with every start.
    thinking ??= import('./model-fallback.ts').then(({ createModelFallback }) => createModelFallback(deps));
    const thought = await (
      await thinking
    ).think({
      context,
      tools,
      text,
      history,
      onDelta,
      createExecutor: () => createToolExecutor({ actions, log: deps.log, tools }, context, conversationId),
    });
    return compose(actor, thought.collected, thought.text);
  }

  async function contextOf({
    actor,
    channel,
    files,
    position,
    text = '',
  }: Pick<AgentRequest, 'actor' | 'channel' | 'files' | 'position'> & { text?: string }): Promise<ToolContext> {
    const ownClasses = await deps.listOwnClasses(actor);
    return {
      actor,
      channel,
      files,
      now: deps.clock.now(),
      ...(await deps.calendarOf(actor, text, ownClasses)),
      ownClasses,
      wards: await deps.listWards(actor),
      ...(position ? { position } : {}),
    };
  }

  async function compose(actor: Actor, collected: Collected, text: string): Promise<Reply> {
    const { asksFor, ...chosen } = buildReply(collected, text);
    return { answer: { ...chosen, files: await keepFiles(actor, collected.files) }, asksFor };
  }

  async function keepFiles(actor: Actor, files: readonly Attachment[]): Promise<Answer['files']> {
    const expiresAt = new Date(deps.clock.now().getTime() + fileLifeMs);
    return Promise.all(
      files.map(async ({ name, mimeType, data }) => {
        const id = await deps.db.transaction((tx) =>
          deps.storage.store(tx, { ownerId: actor.personId, purpose: 'reply', name, mimeType, data, expiresAt }),
        );
        return { id, name, mimeType };
      }),
    );
  }

  /** Presses Confirm, Cancel or Undo. @throws AppError as `Actions.press` and the tools do. */
  async function press(actor: Actor, channel: string, pressed: string): Promise<AgentAnswer> {
    await requireAccess(deps.db.autocommit, actor, 'chat.use', { personId: actor.personId });
    const { isRepeat, ...given } = await carryOutPress(actor, channel, pressed);
    if (!isRepeat) {
      const label = pressed.slice(pressed.indexOf('.') + 1);
      await memory.remember(await memory.keyOf(actor.personId), given.conversationId, [
        { author: 'person', text: `[${label}]` },
        { author: 'muster', text: given.text },
      ]);
    }
    return given;
  }

  async function carryOutPress(
    actor: Actor,
    channel: string,
    pressed: string,
  ): Promise<AgentAnswer & { isRepeat: boolean }> {
    const context = await contextOf({ actor, channel, files: [] });
    return actions.press(actor, pressed, async ({ kind, tool: name, plan, conversationId }) => {
      const tool = toolsFor(deps.tools, actor).find((candidate) => candidate.name === name);
      if (!tool) throw new AppError('forbidden');
      const gate = createToolExecutor({ actions, log: deps.log, tools: deps.tools }, context, conversationId);
      await gate.carryOut(tool, kind, plan);
      return (await compose(actor, gate.collected, '')).answer;
    });
  }

  async function undoLatest(context: ToolContext, conversationId: string): Promise<{ text: string } | undefined> {
    const latest = await actions.findLatestUndo(conversationId);
    return latest === undefined
      ? undefined
      : { text: (await carryOutPress(context.actor, context.channel, `${latest}.undo`)).text };
  }

  return { answer, press };
}
