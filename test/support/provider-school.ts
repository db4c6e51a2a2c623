/** A small school whose assistant asks a model provider, which says what a test tells it to. */
import type { ChatReply } from '../../bots/web/web.ts';
import type { Client } from './client.ts';
import { startTestMuster, type TestMuster } from './muster.ts';
import { startOpenAiServer, type OpenAiServer, type Step } from './openai-server.ts';
import { createSmallSchool } from './school.ts';

export const callOf = (name: string, args: Record<string, unknown> | string = {}): Step => ({ call: [{ name, args }] });
export const presence = callOf('who_is_present', { class: 'CS101' });
/** What the lookup of `presence` says of an open session. */
export const missing = /0 of 3 here\.\nMissing \(3\): Ada Lovelace, Blaise Pascal, Chen Jingrun/;

export interface ProviderSchool {
  readonly muster: TestMuster;
  readonly provider: OpenAiServer;
  /** Signed in anew. */
  signInTeacher: () => Promise<Client>;
  /** The teacher says something in a conversation of its own. */
  say: (text: string, steps: readonly Step[], afterwards?: Step) => Promise<ChatReply & { speaker: Client }>;
  /** CS101, where nobody is there yet. */
  openSession: () => Promise<unknown>;
  end: () => Promise<void>;
}

/**
 * @param timeoutMs what the service waits for an answer; a file that does not test just that leaves a busy machine its
 * time
 */
export async function startProviderSchool(timeoutMs = 20_000): Promise<ProviderSchool> {
  const provider = await startOpenAiServer();
  const muster = await startTestMuster({
    OPENAI_BASE_URL: provider.baseUrl,
    OPENAI_API_KEY: 'key-of-the-school',
    OPENAI_MODEL: 'school-model',
    OPENAI_TIMEOUT_MS: String(timeoutMs),
  });
  const school = await createSmallSchool(muster, 3);
  const signInTeacher = (): Promise<Client> => muster.signIn('grace@school.example');
  return {
    muster,
    provider,
    signInTeacher,
    openSession: () => school.teacher.post(`/api/v2/classes/${school.classId}/sessions/open`),
    say: async (text, steps, afterwards) => {
      const speaker = await signInTeacher();
      provider.play(steps, afterwards);
      const reply = await speaker.say(text);
      const ownWords = reply.text.replace(/^I'm Muster, an automated assistant for attendance\.\n\n/, '');
      return { ...reply, text: ownWords, speaker };
    },
    end: async () => {
      await muster.end();
      await provider.close();
    },
  };
}
