/**
 * The main job through the front door: a selfie checks a student in, a stranger is refused, a sentence brings the
 * sheet.
 */
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { composeClassPhoto, rephotograph } from '../../../models/photo-studio.ts';
import { startTestMuster, type TestMuster } from '../../support/muster.ts';
import { createSmallSchool, enrolFace, readPortraits, type SmallSchool } from '../../support/school.ts';
import { readPdf } from '../../support/read-pdf.ts';

let muster: TestMuster;
let school: SmallSchool;
let portraits: Buffer[];

beforeAll(async () => {
  muster = await startTestMuster();
  school = await createSmallSchool(muster, 4);
  portraits = await readPortraits(5);
  for (const index of [0, 1, 2]) await enrolFace(await muster.signIn(school.students[index]!.email), portraits[index]!);
});
afterAll(() => muster.end());

describe('the main job in chat', () => {
  test('a teacher opens the session; a selfie checks its sender in, once, and says why', async () => {
    expect((await school.teacher.say('open CS101 for 90 minutes')).text).toContain('CS101 is open until 10:30');
    const ada = await muster.signIn(school.students[0]!.email);
    const selfie = await rephotograph(portraits[0]!);
    const first = await ada.say('', [selfie]);
    expect(first.text).toMatch(/an automated assistant/);
    expect(first.text).toMatch(/checked in to CS101 as present/);
    expect(first.text).toMatch(/Clear match/);
    expect(first.text).not.toMatch(/0\.\d\d/);
    const again = await ada.say('', [selfie]);
    expect(again.text).toBe(first.text.replace(/^.*automated assistant.*\n\n/, ''));
    const presence = await school.teacher.say('who is present?');
    expect(presence.text).toContain('1 of 4 here');
  });

  test("somebody else's face is refused, and no photo of the attempt is kept", async () => {
    const blaise = await muster.signIn(school.students[1]!.email);
    const before = await muster.db.autocommit.storedFile.count();
    const reply = await blaise.say('check in', [await rephotograph(portraits[4]!)]);
    expect(reply.text).toMatch(/You are not checked in[\s\S]*not the one that was enrolled/);
    expect(await muster.db.autocommit.storedFile.count()).toBe(before);
    expect(await muster.db.autocommit.attendanceRecord.count({ where: { personId: school.students[1]!.id } })).toBe(0);
    expect(
      await muster.db.autocommit.checkIn.count({ where: { personId: school.students[1]!.id, decision: 'rejected' } }),
    ).toBe(1);
  });

  test('a class photo is called: those in it are proposed, written only after Confirm, taken back by Undo', async () => {
    const photo = await composeClassPhoto([portraits[0]!, portraits[1]!, portraits[2]!, portraits[4]!]);
    const proposal = await school.teacher.say('roll call', [photo]);
    expect(proposal.text).toMatch(/I recognise 3 students/);
    expect(proposal.text).toMatch(/1 face of nobody/);
    const picture = Buffer.from(await (await fetch(proposal.files[0]!.url)).arrayBuffer());
    expect(proposal.files.map((file) => file.name)).toEqual(['roll-call-CS101.jpg']);
    const [drawn, sent] = await Promise.all(
      [picture, photo].map((one) => sharp(one).removeAlpha().raw().toBuffer({ resolveWithObject: true })),
    );
    expect(drawn!.info).toMatchObject({ width: sent!.info.width, height: sent!.info.height });
    // The green of the boxes, which a photo of people has none of.
    const greens = (pixels: Buffer): number =>
      pixels.reduce(
        (sum, red, at) =>
          sum +
          (at % 3 === 0 &&
          Math.abs(red - 0x0b) < 12 &&
          Math.abs(pixels[at + 1]! - 0x7a) < 12 &&
          Math.abs(pixels[at + 2]! - 0x3b) < 12
            ? 1
            : 0),
        0,
      );
    expect(greens(drawn!.data)).toBeGreaterThan(1000 + greens(sent!.data));
    expect(await muster.db.autocommit.attendanceRecord.count()).toBe(1);
    expect((await school.teacher.press('Confirm')).text).toMatch(/2 students present; 1 had been recorded before/);
    expect(await muster.db.autocommit.attendanceRecord.count({ where: { status: 'present' } })).toBe(3);
    expect((await school.teacher.press('Undo')).text).toMatch(/Taken back/);
    expect(await muster.db.autocommit.attendanceRecord.count({ where: { status: 'present' } })).toBe(1);
  });

  test('a correction shows before and after, waits for Confirm, and its history stays after Undo', async () => {
    expect((await school.teacher.say('mark Dorothy late in CS101')).text).toContain(
      'Dorothy Vaughan, CS101, Wed 18 Nov, 09:00: not marked → late',
    );
    expect((await school.teacher.press('Confirm')).text).toMatch(/Recorded: Dorothy Vaughan.*not marked → late/);
    expect((await school.teacher.press('Undo')).text).toMatch(/late → not marked/);
    const changes = await muster.db.autocommit.recordChange.findMany({
      where: { record: { personId: school.students[3]!.id } },
      orderBy: { version: 'asc' },
    });
    expect(changes.map(({ before, after }) => [before, after])).toEqual([
      [null, 'late'],
      ['late', null],
    ]);
  });

  test('closing writes the absents, and a sentence brings back the sheet as a PDF that says so', async () => {
    expect((await school.teacher.say('close CS101')).text).toMatch(
      /3 students will be absent: Blaise Pascal, Chen Jingrun, Dorothy Vaughan/,
    );
    expect((await school.teacher.press('Confirm')).text).toMatch(/3 students recorded absent/);
    const reply = await school.teacher.say('sheet for CS101 this month');
    expect(reply.files).toHaveLength(1);
    const file = await fetch(reply.files[0]!.url);
    expect(file.headers.get('content-type')).toBe('application/pdf');
    const text = (await readPdf(Buffer.from(await file.arrayBuffer()))).pages.map((page) => page.text).join('\n');
    for (const part of ['Test School', 'CS101', 'Grace Hopper', ...school.students.map((student) => student.name)])
      expect(text).toContain(part);
  });

  test('the whole story is in an audit chain that verifies', async () => {
    const { body } = await school.admin.get('/api/v2/audit/chain');
    expect(body).toMatchObject({ intact: true, unsealed: 0 });
  });
});
