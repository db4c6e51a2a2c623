/** The manifest installs what the code uses: every event that is listened to, every scope that a call needs. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const folder = new URL('../../bots/slack/', import.meta.url);
const code = readdirSync(folder)
  .filter((name) => name.endsWith('.ts'))
  .map((name) => readFileSync(new URL(name, folder), 'utf8'))
  .join('\n');
const manifest = JSON.parse(readFileSync(new URL('manifest.json', folder), 'utf8')) as {
  features: {
    slash_commands: { command: string }[];
    assistant_view?: unknown;
    app_home: { home_tab_enabled: boolean };
  };
  oauth_config: { scopes: { bot: string[] } };
  settings: {
    event_subscriptions: { request_url: string; bot_events: string[] };
    interactivity: { is_enabled: boolean; request_url: string };
  };
};

/** What Slack's reference asks for. `conversations.history` of a direct conversation needs im:history. */
const scopesOf: Readonly<Record<string, readonly string[]>> = {
  'chat.postMessage': ['chat:write'],
  'chat.postEphemeral': ['chat:write'],
  'chat.update': ['chat:write'],
  'conversations.open': ['im:write'],
  'conversations.history': ['im:history'],
  'conversations.replies': ['im:history'],
  filesUploadV2: ['files:write'],
  'views.publish': [],
  'assistant.threads.setStatus': ['assistant:write'],
  'assistant.threads.setSuggestedPrompts': ['assistant:write'],
};
const scopesOfEvents: Readonly<Record<string, readonly string[]>> = {
  'message.im': ['im:history'],
  app_mention: ['app_mentions:read'],
  app_home_opened: [],
  assistant_thread_started: ['assistant:write'],
};

test('every call of the Web API has its scope, and no scope is there for nothing', () => {
  const called = [...code.matchAll(/\bslack\.([a-zA-Z0-9]+(?:\.[a-zA-Z0-9]+)*)\(/g)].map(([, method]) => method ?? '');
  expect(called.filter((method) => !(method in scopesOf))).toEqual([]);
  const events = manifest.settings.event_subscriptions.bot_events;
  // Commands, and photos that people send.
  const needed = new Set([
    ...called.flatMap((method) => scopesOf[method] ?? []),
    ...events.flatMap((event) => scopesOfEvents[event] ?? []),
    'commands',
    'files:read',
  ]);
  expect([...manifest.oauth_config.scopes.bot].sort()).toEqual([...needed].sort());
});

test('every event, command and button that is listened to is subscribed, at one address', () => {
  const { settings, features } = manifest;
  expect([...settings.event_subscriptions.bot_events].sort()).toEqual([
    'app_home_opened',
    'app_mention',
    'assistant_thread_started',
    'message.im',
  ]);
  for (const event of ['app_home_opened', 'app_mention', 'assistant_thread_started', 'message'])
    expect(code).toContain(`'${event}'`);
  expect(features.slash_commands.map(({ command }) => command)).toEqual([/app\.command\('([^']+)'/.exec(code)?.[1]]);
  expect([
    features.app_home.home_tab_enabled,
    settings.interactivity.is_enabled,
    features.assistant_view !== undefined,
  ]).toEqual([true, true, true]);
  expect(
    new Set(
      [settings.event_subscriptions.request_url, settings.interactivity.request_url].map(
        (url) => new URL(url).pathname,
      ),
    ),
  ).toEqual(new Set(['/slack/events']));
});
