/** The main job's transcript over the page, Slack and Teams: the same words leave the same rows. */
import { expect, test } from 'vitest';
import { composeClassPhoto, rephotograph } from '../../../models/photo-studio.ts';
import { startSlackSchool, startTeamsSchool } from '../../support/chat-school.ts';
import type { Client } from '../../support/client.ts';
import { startTestMuster, type TestMuster } from '../../support/muster.ts';
import { createSmallSchool, enrolFace, readPortraits } from '../../support/school.ts';

/** Somebody who talks and presses the buttons of what they heard last. */
interface Talker {
  say(text: string, photos?: readonly Buffer[]): Promise<string>;
  press(label: string): Promise<string>;
}
interface Stage {
  muster: TestMuster;
  teacher: Talker;
  students: Talker[];
  end(): Promise<void>;
}

const onPage = (client: Client): Talker => ({
  say: async (text, photos = []) => (await client.say(text, photos)).text,
  press: async (label) => (await client.press(label)).text,
});

function inChat<Shown extends { text: string }>(
  user: {
    say(text: string, photos?: readonly Buffer[]): Promise<Shown>;
    press(shown: Shown, label: string): Promise<Shown>;
    hear(): Promise<Shown>;
  },
  filesAreMessages: boolean,
): Talker {
  let latest: Shown;
  return {
    say: async (text, photos = []) => {
      latest = await user.say(text, photos);
      // In Teams the drawn roll call and the sheet come as messages of their own.
      if (filesAreMessages && /^(roll call|sheet)/.test(text)) await user.hear();
      return latest.text;
    },
    press: async (label) => {
      latest = await user.press(latest, label);
      return latest.text;
    },
  };
}

async function startPage(): Promise<Stage> {
  const muster = await startTestMuster();
  const school = await createSmallSchool(muster, 4);
  const portraits = await readPortraits(5);
  for (const index of [0, 1, 2]) await enrolFace(await muster.signIn(school.students[index]!.email), portraits[index]!);
  return {
    muster,
    teacher: onPage(school.teacher),
    students: await Promise.all(school.students.map(async ({ email }) => onPage(await muster.signIn(email)))),
    end: () => muster.end(),
  };
}

const stages: Record<string, () => Promise<Stage>> = {
  page: startPage,
  Slack: async () => {
    const it = await startSlackSchool();
    return {
      muster: it.muster,
      teacher: inChat(it.teacher, false),
      students: it.students.map((student) => inChat(student, false)),
      end: () => it.end(),
    };
  },
  Teams: async () => {
    const it = await startTeamsSchool();
    return {
      muster: it.muster,
      teacher: inChat(it.teacher, true),
      students: it.students.map((student) => inChat(student, true)),
      end: () => it.end(),
    };
  },
};

/** @returns what was answered, and what stands in the database. */
async function play({ muster, teacher, students }: Stage): Promise<{ said: string[]; rows: unknown }> {
  const portraits = await readPortraits(5);
  const [ada, blaise] = students as [Talker, Talker];
  const said = [
    await teacher.say('open CS101 for 90 minutes'),
    await ada.say('', [await rephotograph(portraits[0]!)]),
    await blaise.say('check in', [await rephotograph(portraits[4]!)]),
    await teacher.say('roll call', [await composeClassPhoto([...portraits.slice(0, 3), portraits[4]!])]),
    await teacher.press('Confirm'),
    await teacher.press('Undo'),
    await teacher.say('mark Dorothy late in CS101'),
    await teacher.press('Confirm'),
    await teacher.press('Undo'),
    await teacher.say('close CS101'),
    await teacher.press('Confirm'),
    await teacher.say('sheet for CS101 this month'),
  ];
  return { said, rows: await readRows(muster) };
}

/** Everything that the job wrote, without ids. */
async function readRows({ db: { autocommit } }: TestMuster): Promise<unknown> {
  const who = { person: { select: { name: true } } } as const;
  const byName = { person: { name: 'asc' } } as const;
  const audit = await autocommit.auditEntry.findMany({ orderBy: { id: 'asc' }, select: { action: true } });
  return {
    sessions: await autocommit.session.findMany({ select: { status: true, startsAt: true, endsAt: true } }),
    records: await autocommit.attendanceRecord.findMany({
      select: { ...who, status: true, source: true, version: true },
      orderBy: byName,
    }),
    changes: await autocommit.recordChange.findMany({
      select: { before: true, after: true, source: true, version: true, record: { select: who } },
      orderBy: [{ record: byName }, { version: 'asc' }],
    }),
    checkIns: await autocommit.checkIn.findMany({ select: { ...who, decision: true, receipt: true }, orderBy: byName }),
    actions: await autocommit.pendingAction.findMany({
      select: { kind: true, tool: true, status: true },
      orderBy: { id: 'asc' },
    }),
    files: await autocommit.storedFile.findMany({
      where: { purpose: 'reply' },
      select: { name: true, mimeType: true },
      orderBy: { id: 'asc' },
    }),
    audit: audit.map((entry) => entry.action).filter((action) => !action.startsWith('account.')),
  };
}

test('the page, Slack and Teams answer the same and leave the same rows', async () => {
  const played = new Map<string, Awaited<ReturnType<typeof play>>>();
  for (const [edge, start] of Object.entries(stages)) {
    const stage = await start();
    played.set(edge, await play(stage));
    await stage.end();
  }
  const page = played.get('page')!;
  // Cards leave empty lines out.
  const plain = (texts: string[]): string[] =>
    texts.map((text) => text.replace(/^I'm Muster[^\n]*\n+/, '').replace(/\n+/g, '\n'));
  for (const edge of ['Slack', 'Teams']) {
    expect({ edge, said: plain(played.get(edge)!.said) }).toEqual({ edge, said: plain(page.said) });
    expect({ edge, rows: played.get(edge)!.rows }).toEqual({ edge, rows: page.rows });
  }
  expect(JSON.stringify(page.rows)).toMatch(
    /"decision":"accepted"[\s\S]*"decision":"rejected"|"decision":"rejected"[\s\S]*"decision":"accepted"/,
  );
});
