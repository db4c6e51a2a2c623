/**
 * Which model answers: the provider, once more when it talks nonsense, and the embedded command model when it cannot.
 */
import { APIError } from 'openai';
import type { Log } from '../kernel/log.ts';
import type { Tool, ToolContext } from '../../tools/tool.ts';
import { CommandModel } from './command-model/command-model.ts';
import type { Collected, ToolExecutor } from './tool-executor.ts';
import type { Remembered } from './memory.ts';
import type { Provider } from './models.ts';
import { NonsenseError } from './proposal.ts';
import { buildPrompt } from './prompt.ts';
import { runAgent, type RunInput } from './agent-run.ts';

export interface Question {
  context: ToolContext;
  tools: readonly Tool[];
  text: string;
  history: readonly Remembered[];
  onDelta: ((text: string) => void) | undefined;
  /** A gate for one run: a run that failed leaves nothing behind. */
  createExecutor: () => ToolExecutor;
}

export interface ModelAnswer {
  collected: Collected;
  /** The model's last words, if it said any that count. */
  text: string;
}

const maxTries = 2;

export type ModelFallback = ReturnType<typeof createModelFallback>;

export function createModelFallback(deps: { log: Log; provider: Provider | undefined }) {
  const think = async (question: Question): Promise<ModelAnswer> =>
    (await askProvider(question)) ?? askCommandModel(question);

  /** The provider's answer after one retry, or undefined when the command model has to answer. */
  async function askProvider(question: Question): Promise<ModelAnswer | undefined> {
    let complaint = '';
    for (let tries = 1; tries <= maxTries; tries += 1) {
      const model = deps.provider?.ready();
      if (!model) return undefined;
      const gate = question.createExecutor();
      const prompt = `${buildPrompt(question.context)}${complaint}`;
      try {
        return await run({ ...question, model, prompt, gate });
      } catch (thrown) {
        const error = rootOf(thrown);
        const isNonsense = error instanceof NonsenseError;
        if (!isNonsense) deps.provider?.reportOutage();
        // Only the kind is logged: a provider's error may quote what the person wrote.
        deps.log.warn(
          { kind: error.name, status: error instanceof APIError ? (error.status as unknown) : undefined, tries },
          'the model provider could not answer',
        );
        // What was looked up before an outage is told; what was looked up on the way to nonsense is not.
        if (hasEffect(gate.collected) || (!isNonsense && gate.collected.outputs.length > 0))
          return { collected: gate.collected, text: '' };
        complaint = `\nYour last answer could not be used: ${error.message}. Answer anew.`;
      }
    }
    return undefined;
  }

  async function askCommandModel(question: Question): Promise<ModelAnswer> {
    const { context, tools, history } = question;
    const model = new CommandModel(
      {
        now: context.now,
        timeZone: context.timeZone,
        locale: context.locale,
        ownClasses: context.ownClasses?.map(({ code }) => code) ?? [],
        wards: context.wards ?? [],
        tools: new Set(tools.map((tool) => tool.name)),
        photos: context.files.length,
      },
      history,
    );
    return run({ ...question, history: [], model, prompt: '', gate: question.createExecutor() });
  }

  return { think };
}

async function run(input: RunInput): Promise<ModelAnswer> {
  return { text: await runAgent(input), collected: input.gate.collected };
}

const hasEffect = ({ outputs, failure }: Collected): boolean =>
  failure !== undefined || outputs.some((item) => item.isEffect);

/** LangChain wraps what is thrown inside its graph, several times over. */
function rootOf(thrown: unknown): Error {
  let error = thrown instanceof Error ? thrown : new Error(String(thrown));
  while (error.name === 'MiddlewareError' || '~brand' in error) {
    if (!(error.cause instanceof Error)) break;
    error = error.cause;
  }
  return error;
}
