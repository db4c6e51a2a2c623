/** The contract of a tool: one thing the assistant may do for a person, with its permission and its effect. */
import type { z } from 'zod';
import type { Actor, Permission } from '../src/security/access/index.ts';
import type { AskedFor } from '../src/kernel/errors.ts';
import type { ShownPosition } from '../src/kernel/position.ts';
import type { ClassView } from '../src/school/classes/index.ts';
import type { ToolName } from './tool-names.ts';

export interface Attachment {
  readonly name: string;
  readonly mimeType: string;
  readonly data: Buffer;
}

/** What a tool knows besides its arguments. None of it ever comes from the model. */
export interface ToolContext {
  readonly actor: Actor;
  readonly channel: string;
  readonly now: Date;
  /** IANA zone in which this person reads dates. */
  readonly timeZone: string;
  /** BCP 47: on which day their weeks begin. */
  readonly locale: string;
  /** The person's own classes as they stood when the turn began; absent once a tool of the turn has changed something. */
  readonly ownClasses?: readonly ClassView[];
  /** The names of those for whom a guardian may ask, as they stood when the turn began. */
  readonly wards?: readonly string[];
  readonly files: readonly Attachment[];
  /** Where the person's device says that it is, on channels that tell. */
  readonly position?: ShownPosition;
}

export interface ToolResult {
  /** What the person reads. For effects it is shown word for word, never rephrased by a model. */
  readonly text: string;
  /** Set where the text is a question: a short reply to it is taken as the answer. */
  readonly asksFor?: AskedFor;
  /** Figures and names for a model to answer from, as quoted data. */
  readonly data?: unknown;
  readonly files?: readonly Attachment[];
  /** What Undo needs; checked against `undoSchema` when the button is pressed. */
  readonly undo?: unknown;
  /** Another tool whose confirmation should be offered with this answer, such as consent before an enrolment. */
  readonly offer?: { readonly tool: ToolName; readonly input: unknown };
}

/** A gated tool shows the exact change and freezes it; or finds that there is nothing to confirm and just says so. */
export type Preview =
  | { readonly kind: 'confirm'; readonly text: string; readonly plan: unknown; readonly files?: readonly Attachment[] }
  | { readonly kind: 'answer'; readonly result: ToolResult };

interface ToolBase {
  /** snake_case, as models expect. */
  readonly name: ToolName;
  /** For the model: what it does and when to use it. */
  readonly summary: string;
  /** For people, in the help: something they could say. */
  readonly example: string;
  readonly permission: Permission;
  readonly input: z.ZodType;
}

/** Changes nothing; runs at once. */
export interface ReadTool extends ToolBase {
  readonly effect: 'read';
  run(context: ToolContext, input: unknown): Promise<ToolResult>;
}

/** Runs at once; offers Undo when its result carries what that needs. */
export interface ReversibleTool extends ToolBase {
  readonly effect: 'reversible';
  run(context: ToolContext, input: unknown): Promise<ToolResult>;
  undo?(context: ToolContext, undo: unknown): Promise<ToolResult>;
}

/** Waits for Confirm by the person who asked: `preview` freezes the plan, `run` carries out exactly that. */
export interface GatedTool extends ToolBase {
  readonly effect: 'gated';
  preview(context: ToolContext, input: unknown): Promise<Preview>;
  run(context: ToolContext, plan: unknown): Promise<ToolResult>;
  undo?(context: ToolContext, undo: unknown): Promise<ToolResult>;
}

export type Tool = ReadTool | ReversibleTool | GatedTool;

type Described<Input extends z.ZodType> = Omit<ToolBase, 'input'> & { readonly input: Input };

interface UndoPart<Undo extends z.ZodType> {
  readonly undoSchema: Undo;
  undo(context: ToolContext, undo: z.infer<Undo>): Promise<ToolResult>;
}

/** A tool that only reads. Its input is parsed before `run` sees it. */
export function readTool<Input extends z.ZodType>(
  tool: Described<Input> & { run(context: ToolContext, input: z.infer<Input>): Promise<ToolResult> },
): ReadTool {
  return { ...tool, effect: 'read', run: (context, input) => tool.run(context, tool.input.parse(input)) };
}

export function reversibleTool<Input extends z.ZodType, Undo extends z.ZodType = z.ZodNever>(
  tool: Described<Input> & { run(context: ToolContext, input: z.infer<Input>): Promise<ToolResult> } & Partial<
      UndoPart<Undo>
    >,
): ReversibleTool {
  return {
    ...describe(tool),
    effect: 'reversible',
    run: (context, input) => tool.run(context, tool.input.parse(input)),
    ...undoOf(tool),
  };
}

export function gatedTool<Input extends z.ZodType, Plan extends z.ZodType, Undo extends z.ZodType = z.ZodNever>(
  tool: Described<Input> & {
    readonly planSchema: Plan;
    preview(
      context: ToolContext,
      input: z.infer<Input>,
    ): Promise<
      | { kind: 'confirm'; text: string; plan: z.input<Plan>; files?: readonly Attachment[] }
      | { kind: 'answer'; result: ToolResult }
    >;
    run(context: ToolContext, plan: z.infer<Plan>): Promise<ToolResult>;
  } & Partial<UndoPart<Undo>>,
): GatedTool {
  return {
    ...describe(tool),
    effect: 'gated',
    preview: (context, input) => tool.preview(context, tool.input.parse(input)),
    run: (context, plan) => tool.run(context, tool.planSchema.parse(plan)),
    ...undoOf(tool),
  };
}

function describe(tool: ToolBase): ToolBase {
  const { name, summary, example, permission, input } = tool;
  return { name, summary, example, permission, input };
}

function undoOf<Undo extends z.ZodType>(tool: Partial<UndoPart<Undo>>): Pick<ReversibleTool, 'undo'> {
  const { undo, undoSchema } = tool;
  return undo && undoSchema ? { undo: (context, data) => undo(context, undoSchema.parse(data)) } : {};
}
