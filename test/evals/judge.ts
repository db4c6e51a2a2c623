/** Plays the examples to the command model and judges what it makes of them. */
import { understand } from '../../src/agent/command-model/intents.ts';
import { toolsFor } from '../../src/agent/tool-executor.ts';
import { undoTool } from '../../src/agent/undo-tool.ts';
import { createRegistry, type ToolModules } from '../../tools/registry.ts';
import type { ToolName } from '../../tools/tool-names.ts';
import { conversations } from './conversations.ts';
import { now, type Example } from './example.ts';

// The tools themselves, as each role is offered them; their rooms are entered by running one only.
const tools = [...createRegistry({} as ToolModules), undoTool(() => Promise.resolve(undefined))];
const namesFor = (role: Example['role']): ReadonlySet<ToolName> =>
  new Set(toolsFor(tools, { personId: '', name: '', role }).map(({ name }) => name));
const toolsOf: Readonly<Record<Example['role'], ReadonlySet<ToolName>>> = {
  student: namesFor('student'),
  teacher: namesFor('teacher'),
  admin: namesFor('admin'),
  guardian: namesFor('guardian'),
};
const readTools = new Set(tools.filter(({ effect }) => effect === 'read').map(({ name }) => name));

export interface Verdict {
  example: Example;
  /** What came of it, as text. */
  got: string;
  outcome: 'right' | 'wrong' | 'refused';
  isWrongEffect: boolean;
}

export const judgeAll = (): Verdict[] => conversations.map(judge);

function judge(example: Example): Verdict {
  const meaning = understand(example.says, {
    now,
    timeZone: 'UTC',
    tools: toolsOf[example.role],
    photos: example.photos,
  });
  const calls = meaning.kind === 'calls' ? meaning.calls : [];
  const effects = calls.filter((call) => !readTools.has(call.tool));
  const got =
    calls.length > 0 ? calls.map(({ tool, args }) => `${tool} ${JSON.stringify(args)}`).join(' + ') : meaning.kind;
  if (example.means === 'nothing' || example.means === 'harmless') {
    const isRight = example.means === 'nothing' ? calls.length === 0 : effects.length === 0;
    return { example, got, outcome: isRight ? 'right' : 'wrong', isWrongEffect: effects.length > 0 };
  }
  const isRight = canonical(calls) === canonical(example.args.map((args) => ({ tool: example.means, args })));
  return {
    example,
    got,
    outcome: isRight ? 'right' : calls.length === 0 ? 'refused' : 'wrong',
    isWrongEffect: !isRight && effects.length > 0,
  };
}

const canonical = (calls: readonly { tool: string; args: Record<string, unknown> }[]): string =>
  JSON.stringify(calls.map(({ tool, args }) => [tool, Object.entries(args).sort(([a], [b]) => a.localeCompare(b))]));
