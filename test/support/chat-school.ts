/** A small school whose people are in Slack or in Teams. */
import { startTestMuster, type TestMuster } from './muster.ts';
import { createSmallSchool, enrolFace, readPortraits, type SmallSchool } from './school.ts';
import { startFakeSlack, type FakeSlack } from './slack.ts';
import { createSlackUser, type SlackUser } from './slack-user.ts';
import { startFakeTeams, type FakeTeams } from './teams.ts';
import { createTeamsUser, type TeamsUser } from './teams-user.ts';
import { until } from './until.ts';

interface ChatSchool<User> {
  muster: TestMuster;
  school: SmallSchool;
  portraits: Buffer[];
  teacher: User;
  /** The students in their order; the first three have enrolled their faces. */
  students: User[];
  end(): Promise<void>;
}
export type SlackSchool = ChatSchool<SlackUser> & { slack: FakeSlack };
export type TeamsSchool = ChatSchool<TeamsUser> & { teams: FakeTeams };

export async function startSlackSchool(env: Record<string, string> = {}): Promise<SlackSchool> {
  const slack = await startFakeSlack();
  const started = await start(slack, env, (muster, name) => createSlackUser(slack, () => muster.url, `U${name}`));
  return { slack, ...started };
}

export async function startTeamsSchool(env: Record<string, string> = {}): Promise<TeamsSchool> {
  const teams = await startFakeTeams();
  const started = await start(teams, env, (muster, name) => createTeamsUser(teams, () => muster.url, name));
  return { teams, ...started };
}

async function start<User extends Speaking>(
  platform: { env: Record<string, string>; close(): Promise<void> },
  env: Record<string, string>,
  createUser: (muster: TestMuster, name: string) => User,
): Promise<ChatSchool<User>> {
  const muster = await startTestMuster({ ...platform.env, ...env });
  const school = await createSmallSchool(muster, 4);
  const portraits = await readPortraits(5);
  for (const index of [0, 1, 2]) await enrolFace(await muster.signIn(school.students[index]!.email), portraits[index]!);
  const teacher = createUser(muster, 'TEACHER');
  const students = school.students.map((_, index) => createUser(muster, `STUDENT${index}`));
  await linkAccount(muster, teacher, { personId: school.teacher.id, name: 'Grace Hopper', role: 'teacher' });
  for (const [index, student] of students.entries())
    await linkAccount(muster, student, {
      personId: school.students[index]!.id,
      name: school.students[index]!.name,
      role: 'student',
    });
  return {
    muster,
    school,
    portraits,
    teacher,
    students,
    end: async () => {
      await muster.end();
      await platform.close();
    },
  };
}

interface Speaking {
  say(text: string): Promise<{ text: string }>;
}
type Person = Parameters<TestMuster['modules']['accounts']['issueCode']>[0];

/** Somebody sends their code, as they would. */
export async function linkAccount(muster: TestMuster, user: Speaking, person: Person): Promise<void> {
  const { code } = await muster.modules.accounts.issueCode(person);
  const { text } = await user.say(`link ${code}`);
  if (!text.startsWith(`Linked. You are ${person.name}`))
    throw new Error(`${person.name} could not be linked: ${text}`);
}

/**
 * Waits until everything that was received is answered; what was put off becomes due meanwhile, as the clock would make
 * it.
 */
export async function settled(muster: TestMuster): Promise<void> {
  await until(async () => {
    const waiting = await muster.db.autocommit.inboundMessage.findMany({
      where: { finishedAt: null },
      select: { notBefore: true },
    });
    if (waiting.some(({ notBefore }) => notBefore > muster.clock.now())) muster.clock.advance(1);
    return waiting.length === 0;
  });
}
