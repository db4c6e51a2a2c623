/**
 * "Undo" in words: presses the newest Undo button of the conversation. The agent's own tool, since only it knows the
 * buttons.
 */
import { z } from 'zod';
import { AppError } from '../kernel/errors.ts';
import { reversibleTool, type Tool, type ToolContext, type ToolResult } from '../../tools/tool.ts';
import { words } from './words/en.ts';

export function undoTool(pressLatestUndo: (context: ToolContext) => Promise<ToolResult | undefined>): Tool {
  return reversibleTool({
    name: 'undo_last',
    summary: 'Take back the last change made in this conversation.',
    example: 'undo',
    permission: 'chat.use',
    input: z.object({}),
    run: async (context) => {
      const result = await pressLatestUndo(context);
      if (!result) throw new AppError('conflict', { detail: words.thereIsNothingInThisConversation });
      return result;
    },
  });
}
