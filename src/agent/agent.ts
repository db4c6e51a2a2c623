/** The agent: a person's words in, an answer out. Models only propose; the gate and the tools decide. */
import type { Actor } from '../access/actor.ts';
import { requireAccess } from '../access/require-access.ts';
import type { Database } from '../db/database.ts';
import type { Clock } from '../kernel/clock.ts';
import { AppError } from '../kernel/errors.ts';
import type { Log } from '../kernel/log.ts';
import type { Vault } from '../privacy/vault.ts';
import type { Storage } from '../storage/storage.ts';
import type { Attachment, Tool, ToolContext } from '../../tools/tool.ts';
import { createActions } from './actions.ts';
import type { Answer } from './answer.ts';
import { CommandModel } from './command-model/command-model.ts';
import { createGate, toolsFor, type Collected, type Gate } from './gate.ts';
import { createMemory } from './memory.ts';
import { isProviderOutage, type Provider } from './models.ts';
import { buildPrompt } from './prompt.ts';
import { NonsenseError, runAgent } from './run.ts';
import { undoTool } from './undo-tool.ts';

export interface AgentRequest {
  actor: Actor;
  channel: string;
  /** Absent: a new conversation. */
  conversationId: string | undefined;
  text: string;
  files: readonly Attachment[];
  onDelta?: (text: string) => void;
}

export type AgentAnswer = Answer & { conversationId: string };
export type Agent = ReturnType<typeof createAgent>;

const fileLifeMs = 10 * 60_000;
const introduction = "I'm Muster, an automated assistant for attendance.";
const lastResort = 'I could not make sense of that, and changed nothing. Please say it in other words, or say "help".';
const spokenPresses: Readonly<Record<string, 'confirm' | 'cancel'>> = { yes: 'confirm', confirm: 'confirm', ok: 'confirm', no: 'cancel', cancel: 'cancel' };

export function createAgent(deps: {
  db: Database; vault: Vault; clock: Clock; log: Log; storage: Storage; tools: readonly Tool[]; provider: Provider | undefined;
  /** In which zone a person reads dates. */
  timeZoneOf: (actor: Actor) => Promise<string>;
}) {
  const memory = createMemory(deps);
  const actions = createActions(deps);

  /** @throws AppError of the tools' own failures (5xx), of a file that cannot be read, `notFound` for somebody else's conversation. */
  async function answer(request: AgentRequest): Promise<AgentAnswer> {
    const { actor } = request;
    await requireAccess(deps.db.read, actor, 'chat.use', { personId: actor.personId });
    const conversation = await memory.open(actor, request.channel, request.conversationId);
    const given = (await pressBySaying(request, conversation.id)) ?? (await think(request, conversation.id));
    const told = { ...given, text: conversation.isNew ? `${introduction}\n\n${given.text}` : given.text };
    const heard = request.files.length > 0 ? `${request.text} [${request.files.length} photo(s)]`.trim() : request.text;
    await memory.remember(actor.personId, conversation.id, [{ author: 'person', text: heard }, { author: 'muster', text: told.text }]);
    return { ...told, conversationId: conversation.id };
  }

  /** "yes" and "no" press the button that waits; without one they are words like any other. */
  async function pressBySaying(request: AgentRequest, conversationId: string): Promise<Answer | undefined> {
    const how = spokenPresses[request.text.trim().toLowerCase().replace(/[.!]+$/, '')];
    const waiting = how && (await actions.findLatest(conversationId, 'confirm'));
    return how && waiting ? press(request.actor, request.channel, `${waiting}.${how}`) : undefined;
  }

  async function think(request: AgentRequest, conversationId: string): Promise<Answer> {
    const { actor, channel, files } = request;
    const context: ToolContext = { actor, channel, files, now: deps.clock.now(), timeZone: await deps.timeZoneOf(actor) };
    const tools = toolsFor([...deps.tools, undoTool((inner) => undoLatest(inner, conversationId))], actor.role);
    const history = await memory.recall(actor.personId, conversationId);
    const attempt = async (model: Parameters<typeof runAgent>[0]['model'], onDelta?: (text: string) => void): Promise<{ gate: Gate; text: string }> => {
      const gate = createGate({ actions, log: deps.log, tools }, context, conversationId);
      try {
        return { gate, text: await runAgent({ model, tools, gate, prompt: buildPrompt(context), history, text: request.text, onDelta }) };
      } catch (error) {
        // What was done stays done and is told, whatever became of the model afterwards.
        if (hasResult(gate.collected)) return { gate, text: '' };
        throw error;
      }
    };
    const commandModel = new CommandModel({ now: context.now, timeZone: context.timeZone, tools: new Set(tools.map((tool) => tool.name)), photos: files.length });
    const { gate, text } = (await tryProvider(attempt, request.onDelta)) ?? (await attempt(commandModel));
    return compose(actor, gate.collected, text);
  }

  /** The provider's answer after one retry, or undefined when the command model has to answer. */
  async function tryProvider<T>(attempt: (model: NonNullable<ReturnType<Provider['ready']>>, onDelta?: (text: string) => void) => Promise<T>, onDelta?: (text: string) => void): Promise<T | undefined> {
    for (let tries = 1; tries <= 2; tries += 1) {
      const model = deps.provider?.ready();
      if (!model) return undefined;
      try {
        return await attempt(model, onDelta);
      } catch (error) {
        if (isProviderOutage(error)) deps.provider?.reportOutage();
        // Only the kind is logged: a provider's error may quote what the person wrote.
        deps.log.warn({ kind: error instanceof Error ? error.name : typeof error, nonsense: error instanceof NonsenseError, tries }, 'the model provider could not answer');
      }
    }
    return undefined;
  }

  async function compose(actor: Actor, collected: Collected, text: string): Promise<Answer> {
    if (collected.failure !== undefined) throw collected.failure;
    const spoken = text.trim() === '' ? collected.readings.join('\n\n') : text.trim();
    const words = collected.verbatim.length > 0 ? collected.verbatim.join('\n\n') : spoken;
    return { text: words === '' ? lastResort : words, files: await keepFiles(actor, collected.files), actions: collected.actions };
  }

  async function keepFiles(actor: Actor, files: readonly Attachment[]): Promise<Answer['files']> {
    const expiresAt = new Date(deps.clock.now().getTime() + fileLifeMs);
    return Promise.all(files.map(async ({ name, mimeType, data }) => {
      const id = await deps.db.transaction((tx) => deps.storage.store(tx, { ownerId: actor.personId, purpose: 'reply', name, mimeType, data, expiresAt }));
      return { id, name, mimeType };
    }));
  }

  /** Presses Confirm, Cancel or Undo. @throws AppError as `Actions.press` and the tools do. */
  async function press(actor: Actor, channel: string, pressed: string): Promise<AgentAnswer> {
    await requireAccess(deps.db.read, actor, 'chat.use', { personId: actor.personId });
    const context: ToolContext = { actor, channel, files: [], now: deps.clock.now(), timeZone: await deps.timeZoneOf(actor) };
    return actions.press(actor, pressed, async ({ kind, tool: name, plan, conversationId }) => {
      const tool = toolsFor(deps.tools, actor.role).find((candidate) => candidate.name === name);
      if (!tool) throw new AppError('forbidden');
      const gate = createGate({ actions, log: deps.log, tools: deps.tools }, context, conversationId);
      await gate.carryOut(tool, kind, plan);
      return compose(actor, gate.collected, '');
    });
  }

  async function undoLatest(context: ToolContext, conversationId: string): Promise<{ text: string } | undefined> {
    const latest = await actions.findLatest(conversationId, 'undo');
    return latest === undefined ? undefined : { text: (await press(context.actor, context.channel, `${latest}.undo`)).text };
  }

  return { answer, press };
}

const hasResult = (collected: Collected): boolean =>
  collected.verbatim.length > 0 || collected.readings.length > 0 || collected.failure !== undefined;
