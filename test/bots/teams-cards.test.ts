/** Cards in Teams: what a button does, to whom it is shown, and what becomes of the card. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { toActivity } from '../../bots/teams/cards.ts';
import { rephotograph } from '../../models/photo-studio.ts';
import { linkAccount, settled, startTeamsSchool, type TeamsSchool } from '../support/chat-school.ts';
import type { Shown } from '../support/teams.ts';
import { createTeamsUser, type TeamsUser } from '../support/teams-user.ts';

let it: TeamsSchool;
let ada: TeamsUser;
let teacher: TeamsUser;
let strangers = 0;

beforeAll(async () => {
  it = await startTeamsSchool();
  await it.school.teacher.post(`/api/v2/classes/${it.school.classId}/sessions/open`);
  teacher = it.teacher;
  ada = it.students[0]!;
});
afterAll(() => it.end());
beforeEach(() => settled(it.muster));

const stranger = (): TeamsUser => createTeamsUser(it.teams, () => it.muster.url, `STRANGER${(strangers += 1)}`);
const records = (): Promise<number> => it.muster.db.autocommit.attendanceRecord.count();

describe('cards', () => {
  test('Teams shows every button of many, since no row has more than it shows', () => {
    const actions = Array.from({ length: 8 }, (_, index) => [
      { id: `${index}.confirm`, label: `Confirm ${index + 1}` },
      { id: `${index}.cancel`, label: `Cancel ${index + 1}` },
    ]).flat();
    const { body } = toActivity({ text: 'Eight changes.', actions }).attachments![0]!.content as {
      body: { actions?: unknown[] }[];
    };
    const rows = body.flatMap((block) => (block.actions ? [block.actions.length] : []));
    expect(rows).toEqual([4, 4, 4, 4]);
  });

  test('pressed by somebody else change nothing, and say so to them', async () => {
    const preview = await teacher.say('mark Dorothy late in CS101');
    const before = await records();
    await ada.deliver({ ...ada.activity({ value: preview.buttons[0]!.data }) });
    expect((await ada.hear()).text).toMatch(/for somebody else/);
    expect(await records()).toBe(before);
    expect((await teacher.press(preview, 'Cancel')).text).toMatch(/Nothing was changed/);
  });

  test('a name with markdown in it formats nothing', async () => {
    const person = {
      personId: (
        await it.school.admin.post<{ id: string }>('/api/v2/people', {
          name: '[click](https://evil.example) **Bob**',
          email: 'bob@school.example',
          role: 'student',
        })
      ).body.id,
      name: '[click](https://evil.example) **Bob**',
      role: 'student' as const,
    };
    const user = stranger();
    await linkAccount(it.muster, user, person);
    const help = await user.say('help');
    expect(JSON.stringify(help.attachments[0]!.content)).toMatch(/"type":"TextRun","text":"You are \[click\]/);
    expect(JSON.stringify(help.attachments[0]!.content)).not.toMatch(/"TextBlock"/);
  });

  test('each decision on a check-in has its colour, and so has each reason', async () => {
    const [, , chen, dorothy] = it.students;
    const colours = ({ attachments }: Shown): string[] =>
      attachments[0]!
        .content!.body!.flatMap((block) => block.inlines ?? [])
        .flatMap((run) => (run.color === undefined ? [] : [`${[...run.text][0]} ${run.color}`]));
    const policy = (selfiePolicy: string): Promise<unknown> =>
      it.school.admin.request('PATCH', `/api/v2/classes/${it.school.classId}/policy`, { selfiePolicy });
    await policy('review');
    expect(colours(await chen!.say('check in', [await rephotograph(it.portraits[2]!)]))[0]).toBe('🕓 warning');
    expect(colours(await chen!.say('check in', [await rephotograph(it.portraits[4]!)]))).toEqual(
      expect.arrayContaining(['❌ attention', '✗ attention']),
    );
    await policy('accept');
    const code = /\b(\d{3}) ?(\d{3})\b/.exec((await teacher.say('make a code for CS101')).text)!;
    expect(colours(await dorothy!.say(`check in ${code[1]}${code[2]}`))).toEqual(
      expect.arrayContaining(['✅ good', '✓ good']),
    );
  });
});
