/** What one may not do is not even listed: every tool against every role, as the one permission table says. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Actor, Role } from '../../src/security/access/actor.ts';
import { reachOf } from '../../src/security/access/permissions.ts';
import type { Actions } from '../../src/agent/actions.ts';
import { createToolExecutor, toolsFor } from '../../src/agent/tool-executor.ts';
import { undoTool } from '../../src/agent/undo-tool.ts';
import { createLog } from '../../src/kernel/log.ts';
import { createRegistry } from '../../tools/registry.ts';
import type { Tool, ToolResult } from '../../tools/tool.ts';
import type { Client } from '../support/client.ts';
import { adminEmail, startTestMuster, type TestMuster } from '../support/muster.ts';
import { startOpenAiServer, type OpenAiServer } from '../support/openai-server.ts';
import { createPerson, createSmallSchool } from '../support/school.ts';
import { silentSlack } from '../support/slack.ts';

const addresses: Record<Role, string> = {
  student: 'ada@school.example',
  teacher: 'grace@school.example',
  admin: adminEmail,
  guardian: 'annabella@school.example',
};
const roles = Object.keys(addresses) as Role[];
/** The conversation's own tool, which every model is offered and nobody else sees. */
const memoryTool = 'recall_conversation';
let muster: TestMuster;
let provider: OpenAiServer;
let tools: Tool[];
let admin: Client;

beforeAll(async () => {
  provider = await startOpenAiServer();
  // With a chat connected all tools are of use.
  const chat = { OPENAI_BASE_URL: provider.baseUrl, OPENAI_API_KEY: 'key-of-the-school' };
  muster = await startTestMuster({ ...silentSlack, ...chat });
  ({ admin } = await createSmallSchool(muster, 2));
  await createPerson(admin, 'Annabella Byron', addresses.guardian, 'guardian');
  tools = [...createRegistry(muster.modules), undoTool(() => Promise.resolve(undefined))];
});
afterAll(async () => {
  await muster.end();
  await provider.close();
});
/** A provider that was away is asked again. */
beforeEach(() => muster.clock.advance(1));

const isAllowed = (role: Role, tool: Tool): boolean => reachOf(role, tool.permission) !== undefined;
const forbiddenTo = (role: Role): Tool[] => tools.filter((tool) => !isAllowed(role, tool));
const traces = async (): Promise<number[]> => [
  await muster.db.autocommit.pendingAction.count(),
  await muster.db.autocommit.auditEntry.count(),
];

test('there is something to tell apart: no role may use every tool, and every tool is for somebody', () => {
  for (const role of roles) expect([role, forbiddenTo(role).length]).not.toEqual([role, 0]);
  for (const tool of tools) expect([tool.name, roles.some((role) => isAllowed(role, tool))]).toEqual([tool.name, true]);
});

describe.each(roles)('a %s', (role) => {
  test('has the allowed tools on the wire to the provider, and no other', async () => {
    const client = await muster.signIn(addresses[role]);
    provider.play([{ say: 'Hello.' }]);
    await client.say('what about the weather?');
    const listed = provider.requests[0]!.tools.map((tool) => tool.function.name);
    expect(listed.filter((name) => name !== memoryTool).sort()).toEqual(
      tools
        .filter((tool) => isAllowed(role, tool))
        .map(({ name }) => name)
        .sort(),
    );
    // The words around the list name none of the others either.
    for (const tool of forbiddenTo(role)) expect(provider.requests[0]!.text).not.toContain(`"${tool.name}"`);
  });

  test('reads of the allowed tools in the help, and of no other', async () => {
    const client = await muster.signIn(addresses[role]);
    provider.play([{ status: 500 }]);
    const { text } = await client.say('help');
    const named = text
      .split('\n')
      .filter((line) => line.startsWith('• '))
      .map((line) => line.slice(2));
    const expected = tools
      .filter((tool) => isAllowed(role, tool) && tool.name !== 'who_am_i' && tool.name !== 'undo_last')
      .map(({ example }) => example);
    expect(named.sort()).toEqual(expected.sort());
  });

  test('is not served when the model calls another all the same', async () => {
    const client = await muster.signIn(addresses[role]);
    const before = await traces();
    for (const tool of forbiddenTo(role)) {
      provider.play([{ call: [{ name: tool.name, args: {} }] }, { say: 'I cannot do that.' }]);
      expect((await client.say('please do what I may not')).text).toContain('I cannot do that.');
      expect(String(provider.requests[1]?.messages[0]?.content)).toContain(`there is no tool ${tool.name}`);
    }
    expect(await traces()).toEqual(before);
  });

  test('is refused by the gate for every other tool, which is not run', async () => {
    const actor: Actor = { personId: '', name: '', role };
    for (const tool of forbiddenTo(role)) {
      const ran: string[] = [];
      expect(await callAt(actor, tool, ran)).toEqual(['You are not allowed to do this.']);
      expect(ran).toEqual([]);
    }
  });
});

test('a permission that an API key lacks is neither listed nor run', async () => {
  const key: Actor = { personId: '', name: 'Timetable', role: 'admin', scopes: new Set(['classes.read', 'chat.use']) };
  const listed = toolsFor(tools, key);
  expect(
    listed
      .map(({ permission }) => permission)
      .filter((permission) => permission !== 'classes.read' && permission !== 'chat.use'),
  ).toEqual([]);
  expect(listed.map(({ name }) => name)).toContain('my_timetable');
  const ran: string[] = [];
  for (const tool of tools.filter((one) => !listed.includes(one)))
    expect(await callAt(key, tool, ran)).toEqual(['You are not allowed to do this.']);
  expect(ran).toEqual([]);
});

test('API keys do not chat: the answer is 403 and says why, and nothing is asked, said or kept', async () => {
  admin = await muster.signIn(adminEmail);
  expect(await admin.post('/api/v2/api-keys', { name: 'Talker', scopes: ['chat.use'] })).toMatchObject({
    status: 400,
    body: { field: 'scopes' },
  });
  const { key } = (
    await admin.post<{ key: string }>('/api/v2/api-keys', {
      name: 'Timetable',
      scopes: ['classes.read', 'reports.statistics'],
    })
  ).body;
  const conversations = await muster.db.autocommit.conversation.count();
  provider.play([]);
  const by = { authorization: `Bearer ${key}` };
  for (const answer of [
    await admin.request('POST', '/api/v2/chat', { text: 'help' }, by),
    await admin.request('POST', '/api/v2/chat/actions/x.confirm', {}, by),
  ]) {
    expect(answer).toMatchObject({
      status: 403,
      body: { code: 'forbidden', detail: 'This API key is not for chat.use.' },
    });
  }
  expect([provider.requests.length, await muster.db.autocommit.conversation.count()]).toEqual([0, conversations]);
});

/**
 * Calls the tool with arguments that are taken, and hands back what the gate told. What would have been done is noted
 * in `ran`.
 */
async function callAt(actor: Actor, tool: Tool, ran: string[]): Promise<string[]> {
  const run = (): Promise<ToolResult> => {
    ran.push(tool.name);
    return Promise.resolve({ text: 'done' });
  };
  const input = {
    ...tool.input,
    safeParse: (value: unknown) => ({ success: true, data: value }),
  } as unknown as Tool['input'];
  const watched: Tool =
    tool.effect === 'gated'
      ? { ...tool, input, preview: async () => ({ kind: 'answer', result: await run() }), run }
      : { ...tool, input, run };
  const gate = createToolExecutor(
    { actions: {} as Actions, log: createLog('silent'), tools },
    { actor, channel: 'web', now: muster.clock.now(), timeZone: 'UTC', locale: 'en-GB', files: [] },
    'conversation',
  );
  await gate.call(watched, {});
  return gate.collected.outputs.map(({ text }) => text);
}
