/** A small school whose people are in Slack. */
import type { TestMuster } from './muster.ts';
import { createSmallSchool, enrolFace, readPortraits, type SmallSchool } from './school.ts';
import { createSlackUser, startFakeSlack, type FakeSlack, type SlackUser } from './slack.ts';
import { startTestMuster } from './muster.ts';

export interface SlackSchool {
  slack: FakeSlack;
  muster: TestMuster;
  school: SmallSchool;
  portraits: Buffer[];
  teacher: SlackUser;
  /** The students in their order; the first three have enrolled their faces. */
  students: SlackUser[];
  end(): Promise<void>;
}

export async function startSlackSchool(env: Record<string, string> = {}): Promise<SlackSchool> {
  const slack = await startFakeSlack();
  const muster = await startTestMuster({ ...slack.env, ...env });
  const school = await createSmallSchool(muster, 4);
  const portraits = await readPortraits(5);
  for (const index of [0, 1, 2]) await enrolFace(await muster.signIn(school.students[index]!.email), portraits[index]!);
  const teacher = createSlackUser(slack, () => muster.url, 'UTEACHER');
  const students = school.students.map((_, index) => createSlackUser(slack, () => muster.url, `USTUDENT${index}`));
  await linkAccount(muster, teacher, { personId: school.teacher.id, name: 'Grace Hopper', role: 'teacher' });
  for (const [index, student] of students.entries()) await linkAccount(muster, student, { personId: school.students[index]!.id, name: school.students[index]!.name, role: 'student' });
  return {
    slack, muster, school, portraits, teacher, students,
    end: async () => {
      await muster.end();
      await slack.close();
    },
  };
}

type Person = Parameters<TestMuster['rooms']['accounts']['issueCode']>[0];

/** Somebody sends their code, as they would. */
export async function linkAccount(muster: TestMuster, user: { say(text: string): Promise<{ text: string }> }, person: Person): Promise<void> {
  const { code } = await muster.rooms.accounts.issueCode(person);
  const { text } = await user.say(`link ${code}`);
  if (!text.startsWith(`Linked. You are ${person.name}`)) throw new Error(`${person.name} could not be linked: ${text}`);
}
