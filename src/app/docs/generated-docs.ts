/** The parts of docs/ that are written from the code: settings, routes of older backends, what one can say. */
import type { z } from 'zod';
import { createRegistry, type ToolModules } from '../../../tools/registry.ts';
import { reachOf, roles } from '../../security/access/index.ts';
import { writeCompatTables } from '../../http/index.ts';
import { environment } from '../environment.ts';

export interface GeneratedDoc {
  /** Below docs/. */
  readonly file: string;
  /** Names the pair of comments between which the text stands. */
  readonly mark: string;
  readonly text: string;
}

export const writeGeneratedDocs = (): GeneratedDoc[] => [
  { file: 'settings.md', mark: 'settings', text: settingsTable() },
  { file: 'older-backends.md', mark: 'routes of older backends', text: writeCompatTables() },
  { file: 'talking.md', mark: 'tools', text: toolsTable() },
];

function settingsTable(): string {
  const rows = Object.entries(environment.shape).map(
    ([name, schema]) => `| \`${name}\` | ${defaultOf(schema)} | ${inTable(schema.description ?? '')} |`,
  );
  return ['| setting | default | |', '| --- | --- | --- |', ...rows].join('\n');
}

/** What an absent variable is read as. */
function defaultOf(schema: z.ZodType): string {
  const { data } = schema.safeParse(undefined);
  if (data === undefined) return '';
  const text = typeof data === 'object' ? Object.values(data as object).join(', ') : `${data as string | number}`;
  return text === '' ? '' : `\`${text}\``;
}

function toolsTable(): string {
  // Tools are described without being run, so nothing behind them is needed.
  const tools = createRegistry({} as ToolModules);
  const rows = tools.map((tool) => {
    const who = roles.filter((role) => reachOf(role, tool.permission) !== undefined).join(', ');
    const care = [tool.effect === 'gated' && 'waits for Confirm', 'undo' in tool && 'can be undone'].filter(Boolean);
    return `| ${inTable(tool.example)} | ${who} | ${care.join(', ')} | \`${tool.name}\` |`;
  });
  return ['| for example | who | | tool |', '| --- | --- | --- | --- |', ...rows].join('\n');
}

const inTable = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
