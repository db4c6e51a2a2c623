/** A tool as it is described to a provider's model: plain JSON Schema, without what only our own parsing needs. */
import { z } from 'zod';
import type { Tool } from '../../tools/tool.ts';

export interface ToolDescription {
  type: 'function';
  function: { name: string; description: string; parameters: Record<string, unknown> };
}

/** The arguments as a model has to write them: `io: 'input'`, since defaults and clean-up are ours. */
export function describeTool(tool: Tool): ToolDescription {
  const parameters: Record<string, unknown> = z.toJSONSchema(tool.input, {
    io: 'input',
    override: ({ jsonSchema }) => {
      // "date" says it; the pattern behind it is two hundred characters that every request would carry.
      if (jsonSchema.format !== undefined) delete jsonSchema.pattern;
    },
  });
  delete parameters['$schema'];
  return { type: 'function', function: { name: tool.name, description: tool.summary, parameters } };
}
