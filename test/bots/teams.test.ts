/** Teams as people use it: private chats, channels, photos, files they consent to. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { composeClassPhoto, rephotograph } from '../../models/photo-studio.ts';
import { linkAccount, settled, startTeamsSchool, type TeamsSchool } from '../support/chat-school.ts';
import { readPdf } from '../support/read-pdf.ts';
import { tenantId, type Shown } from '../support/teams.ts';
import { createTeamsUser, type TeamsUser } from '../support/teams-user.ts';
import { until } from '../support/until.ts';

let it: TeamsSchool;
let ada: TeamsUser;
let teacher: TeamsUser;
let strangers = 0;

beforeAll(async () => {
  it = await startTeamsSchool();
  teacher = it.teacher;
  ada = it.students[0]!;
});
afterAll(() => it.end());
beforeEach(() => settled(it.muster));

const stranger = (): TeamsUser => createTeamsUser(it.teams, () => it.muster.url, `STRANGER${(strangers += 1)}`);
const records = (): Promise<number> => it.muster.db.autocommit.attendanceRecord.count();
const consentIn = (shown: Shown): { fileId: string } | undefined =>
  shown.attachments.find((one) => one.contentType.endsWith('file.consent'))?.content?.acceptContext as
    { fileId: string } | undefined;
const inChannel = (user: TeamsUser, text: string): Promise<void> =>
  user.deliver(
    user.activity({
      text: `<at>Muster</at> ${text}`,
      conversation: { id: '19:channel@thread.tacv2', conversationType: 'channel', isGroup: true, tenantId },
      entities: [
        {
          type: 'mention',
          text: '<at>Muster</at>',
          mentioned: { id: '28:11111111-1111-4111-8111-111111111111', name: 'Muster' },
        },
      ],
    }),
  );

async function consent(user: TeamsUser, card: Shown, isAccepted: boolean): Promise<Shown> {
  await user.deliver(
    user.activity({
      type: 'invoke',
      name: 'fileConsent/invoke',
      replyToId: card.id,
      value: {
        type: 'fileUpload',
        action: isAccepted ? 'accept' : 'decline',
        context: consentIn(card),
        ...(isAccepted
          ? {
              uploadInfo: {
                contentUrl: 'https://school.sharepoint.com/x.pdf',
                name: 'x.pdf',
                uploadUrl: `${it.teams.origin}/put/x`,
                uniqueId: 'U1',
                fileType: 'pdf',
              },
            }
          : {}),
      },
    }),
  );
  return user.hear();
}

test('the main job over Teams: open, selfie, stranger refused, roll call, correction, close, sheet', async () => {
  expect((await teacher.say('open CS101 for 90 minutes')).text).toContain('CS101 is open until 10:30');
  const receipt = await ada.say('', [await rephotograph(it.portraits[0]!)]);
  expect(receipt.text).toMatch(/checked in to CS101 as present[\s\S]*Clear match/);
  expect(receipt.attachments[0]!.contentType).toBe('application/vnd.microsoft.card.adaptive');
  expect((await it.students[1]!.say('check in', [await rephotograph(it.portraits[4]!)])).text).toMatch(
    /You are not checked in[\s\S]*not the one that was enrolled/,
  );

  const proposal = await teacher.say('roll call', [
    await composeClassPhoto([...it.portraits.slice(0, 3), it.portraits[4]!]),
  ]);
  expect(proposal.text).toMatch(/I recognise 3 students/);
  const picture = await teacher.hear();
  expect(picture.attachments[0]).toMatchObject({
    contentType: 'image/jpeg',
    contentUrl: expect.stringContaining(`${it.muster.url}/api/v2/files/`) as string,
  });
  const confirmed = await teacher.press(proposal, 'Confirm');
  expect(confirmed.text).toMatch(/2 students present; 1 had been recorded before/);
  await until(() => proposal.buttons.length === 0);
  expect(proposal.text).toMatch(/I recognise 3 students/);
  expect((await teacher.press(confirmed, 'Undo')).text).toMatch(/Taken back/);

  const correction = await teacher.say('mark Dorothy late in CS101');
  expect(correction.text).toContain('not marked → late');
  expect((await teacher.press(await teacher.press(correction, 'Confirm'), 'Undo')).text).toMatch(/late → not marked/);

  const closing = await teacher.say('close CS101');
  expect((await teacher.press(closing, 'Confirm')).text).toMatch(/3 students recorded absent/);
  await teacher.say('sheet for CS101 this month');
  const card = await teacher.hear();
  const answer = await consent(teacher, card, true);
  expect(answer.attachments[0]).toMatchObject({
    contentType: 'application/vnd.microsoft.teams.card.file.info',
    contentUrl: 'https://school.sharepoint.com/x.pdf',
  });
  const uploaded = it.teams.uploads.get('x')!;
  expect(uploaded).toMatchObject({
    range: `bytes 0-${uploaded.data.length - 1}/${uploaded.data.length}`,
    authorization: undefined,
  });
  expect((await readPdf(uploaded.data)).pages[0]!.text).toContain('Ada Lovelace');
  expect(card.isDeleted).toBe(true);
  expect((await it.school.admin.get('/api/v2/audit/chain')).body).toMatchObject({ intact: true });
  await teacher.say('open CS101 for 90 minutes');
});

describe('a file', () => {
  test('that is declined is not handed over; one that was offered to somebody else, or too long ago, neither', async () => {
    const before = it.teams.uploads.size;
    await teacher.say('sheet for CS101 this month');
    const card = await teacher.hear();
    expect((await consent(ada, card, true)).text).toMatch(/for somebody else/);
    expect((await consent(teacher, card, false)).text).toMatch(/not handed over/);
    await teacher.say('sheet for CS101 this month');
    const late = await teacher.hear();
    it.muster.clock.advance(11);
    expect((await consent(teacher, late, true)).text).toMatch(/no longer available. Please ask for it again/);
    expect(it.teams.uploads.size).toBe(before === 0 ? 0 : before);
  });
});

describe('who is this', () => {
  test('somebody who is not linked is told how to link and nothing else', async () => {
    const user = stranger();
    for (const text of ['help', 'sheet for CS101'])
      expect((await user.say(text)).text).toMatch(/^I do not know who you are yet[\s\S]*link ABCD-EFGH-JKMN$/);
    expect((await user.say('link ABCD-EFGH-JKMN')).text).toMatch(/That code is not valid/);
  });

  test('a greeting when the app is installed says no more to a stranger', async () => {
    const user = stranger();
    await user.deliver(
      user.activity({ type: 'conversationUpdate', membersAdded: [{ id: '28:11111111-1111-4111-8111-111111111111' }] }),
    );
    expect((await user.hear()).text).toMatch(/^I do not know who you are yet/);
    await ada.deliver(
      ada.activity({ type: 'conversationUpdate', membersAdded: [{ id: '28:11111111-1111-4111-8111-111111111111' }] }),
    );
    expect((await ada.hear()).text).toMatch(/Good to see you, Ada Lovelace/);
  });

  test('a person is reached by messages of our own accord once they have written, and nobody else reads them', async () => {
    const personId = it.school.students[0]!.id;
    const before = it.teams.shown.length;
    const { muster } = it;
    const now = muster.clock.now();
    await muster.db.transaction((tx) =>
      muster.modules.outbox.write(tx, [
        {
          personId,
          channel: 'teams',
          kind: 'reminder',
          subject: 'CS101',
          text: 'CS101 begins in ten minutes.',
          expiresAt: new Date(now.getTime() + 600_000),
        },
      ]),
    );
    muster.modules.outbox.wake();
    expect((await ada.hear()).text).toBe('CS101 begins in ten minutes.');
    expect(it.teams.shown.slice(before).map((one) => one.conversation)).toEqual([ada.conversation]);
  });
});

describe('in a channel', () => {
  test('what is asked is answered in the private chat, files by a link, and the channel learns nothing', async () => {
    await inChannel(teacher, 'who is missing in CS101?');
    expect((await teacher.hear()).text).toMatch(/CS101/);
    await inChannel(teacher, 'sheet for CS101 this month');
    expect((await teacher.hear()).text).toMatch(/Here is the sheet/);
    const { text } = await teacher.hear();
    const file = await fetch(/https?:\S+/.exec(text)![0]);
    expect(file.headers.get('content-type')).toBe('application/pdf');
    await settled(it.muster);
    expect([...new Set(it.teams.seenIn('19:channel@thread.tacv2').map((one) => one.text))]).toEqual([
      'I have answered you in our private chat.',
    ]);
  });

  test('a linking code that was written there is dead', async () => {
    const user = stranger();
    const person = {
      personId: (
        await it.school.admin.post<{ id: string }>('/api/v2/people', {
          name: 'Late Comer',
          email: 'late@school.example',
          role: 'student',
        })
      ).body.id,
      name: 'Late Comer',
      role: 'student' as const,
    };
    const { code } = await it.muster.modules.accounts.issueCode(person);
    await inChannel(user, `link ${code}`);
    expect((await user.hear()).text).toMatch(/Others could read that code/);
    expect((await user.say(`link ${code}`)).text).toMatch(/not valid/);
    await linkAccount(it.muster, user, person);
  });
});

test('who may not be written to privately is told so in the channel, and nothing else is said there', async () => {
  await settled(it.muster);
  const before = it.teams.shown.length;
  it.teams.troubles.push({ status: 403 });
  await inChannel(teacher, 'who is missing in CS101?');
  await settled(it.muster);
  expect(it.teams.shown.slice(before).map((one) => one.text)).toEqual([
    'I cannot write to you privately. Please open a chat with me and ask there.',
  ]);
});

describe('photos', () => {
  test('a pasted image is fetched with our token', async () => {
    await it.students[1]!.deliver(
      it.students[1]!.activity({
        attachments: [
          it.students[1]!.paste(await rephotograph(it.portraits[1]!)),
          { contentType: 'text/html', content: '<p></p>' },
        ],
      }),
    );
    expect((await it.students[1]!.hear()).text).toMatch(/checked in to CS101/);
  });

  test('a text called selfie.jpg, and a photo elsewhere, are refused with a sentence, and nothing is recorded', async () => {
    const before = await records();
    const send = async (attachments: unknown[]): Promise<string> => {
      await ada.deliver(ada.activity({ text: 'check in', attachments }));
      return (await ada.hear()).text;
    };
    expect(await send(ada.attach([{ data: Buffer.from('Dear teacher'), name: 'selfie.jpg' }]))).toMatch(
      /not a picture we can read/,
    );
    expect(
      await send([
        {
          contentType: 'application/vnd.microsoft.teams.file.download.info',
          name: 'x.jpg',
          content: { downloadUrl: 'https://169.254.169.254/x', fileType: 'jpg' },
        },
      ]),
    ).toMatch(/may not fetch/);
    expect(await send([{ contentType: 'image/png', contentUrl: 'https://evil.example/x.png' }])).toMatch(
      /may not fetch/,
    );
    expect(await records()).toBe(before);
  });

  test('while a slow one is fetched, typing is shown', async () => {
    const before = it.teams.typing.length;
    await ada.deliver(
      ada.activity({ text: 'check in', attachments: ada.attach([{ data: Buffer.from('late'), afterMs: 2000 }]) }),
    );
    expect((await ada.hear()).text).toMatch(/not a picture/);
    expect(it.teams.typing.slice(before)).toContain(ada.conversation);
  });
});
