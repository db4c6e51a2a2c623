/** The main job shown: each step goes through the chat like a person's, is printed, and must come out as it should. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { composeClassPhoto, rephotograph } from '../../../models/photo-studio.ts';
import type { ChatReply } from '../../../bots/web/web.ts';
import { createChatClient, signIn, type ChatClient } from './chat-client.ts';
import { demoPassword, emailOf, teachers } from './people.ts';
import type { DemoSchool } from './school.ts';

interface Stage {
  baseUrl: string;
  school: DemoSchool;
  print: (line: string) => void;
  /** Where pictures and sheets are left. */
  outDir: string;
}

/** A person on the stage: what they say and hear is printed. */
interface Player {
  say(text: string, photos?: readonly Buffer[], shown?: string): Promise<ChatReply>;
  press(label: string): Promise<ChatReply>;
}

/** @throws Error at the first step that does not come out as it should. @returns the path of the sheet. */
export async function playTranscript(stage: Stage): Promise<string> {
  await mkdir(stage.outDir, { recursive: true });
  await enrolAndCheckIn(stage);
  await refuseStranger(stage);
  const teacher = await enter(
    stage,
    teachers[stage.school.openClass.teacher].name,
    teachers[stage.school.openClass.teacher].email,
  );
  await callRoll(stage, teacher);
  await correctAndUndo(stage, teacher);
  return askForSheet(stage, teacher);
}

async function enrolAndCheckIn(stage: Stage): Promise<void> {
  const { newcomer } = stage.school;
  title(stage, 'A student enrols and checks in');
  const student = await enter(stage, newcomer.name, newcomer.email);
  await student.say('enrol my face');
  expectText(await student.press('Confirm'), /agreement is recorded/);
  const photos = await Promise.all(
    [0, 4].map((tiltDeg) => rephotograph(newcomer.portrait, { tiltDeg, brightness: 1, blur: 0.5 })),
  );
  expectText(await student.say('enrol my face', photos, '2 photos'), /is enrolled with 2 photos/);
  const reply = await student.say('', [await rephotograph(newcomer.portrait)], 'a selfie');
  expectText(reply, /You are checked in/);
  stage.print(`ACCEPTED ${newcomer.name}: ${oneLine(reply)}`);
}

async function refuseStranger(stage: Stage): Promise<void> {
  title(stage, "Somebody else's face on a student's account");
  const [, absent] = stage.school.students;
  const [stranger] = stage.school.strangers;
  const student = await enter(stage, absent!.name, absent!.email);
  const reply = await student.say('check in', [await rephotograph(stranger!)], 'a selfie of somebody else');
  expectText(reply, /You are not checked in[\s\S]*not the one that was enrolled/);
  stage.print(`REFUSED ${absent!.name}: ${oneLine(reply)}`);
}

async function callRoll(stage: Stage, teacher: Player): Promise<void> {
  const { school, openClass } = { school: stage.school, openClass: stage.school.openClass };
  title(stage, 'The teacher photographs the room');
  const roster = school.students.slice(...openClass.students);
  const inTheRoom = roster.slice(0, 20);
  const photo = await composeClassPhoto([...inTheRoom.map((student) => student.portrait), school.strangers[1]!]);
  const path = join(stage.outDir, 'class-photo.jpg');
  await writeFile(path, photo);
  stage.print(`Photo: ${path}`);
  const reply = await teacher.say(`roll call ${openClass.code}`, [photo], 'a photo of the room');
  expectText(reply, /I recognise (1[6-9]|20) students/);
  const strangersNamed = roster.slice(20).filter((student) => recognised(reply).includes(student.name));
  if (strangersNamed.length > 0)
    throw new Error(
      `Somebody who was not in the room was recognised: ${strangersNamed.map((student) => student.name).join(', ')}`,
    );
  stage.print(`Picture: ${await saveFile(stage, reply, '\xff\xd8\xff')}`);
  expectText(await teacher.press('Confirm'), /Recorded for/);
  await teacher.say(`who is missing in ${openClass.code}?`);
}

const recognised = (reply: ChatReply): string => /^Recognised: .*$/m.exec(reply.text)?.[0] ?? '';

async function correctAndUndo(stage: Stage, teacher: Player): Promise<void> {
  title(stage, 'A correction, confirmed and taken back');
  const student = stage.school.students[22]!;
  const preview = await teacher.say(
    `mark ${student.name} excused in ${stage.school.openClass.code} because of a doctor's appointment`,
  );
  expectText(preview, /→ excused/);
  expectText(await teacher.press('Confirm'), /^Recorded: .* → excused/);
  expectText(await teacher.press('Undo'), /^Taken back: .*excused → not marked/);
}

async function askForSheet(stage: Stage, teacher: Player): Promise<string> {
  title(stage, 'The sheet, and how the last weeks went');
  expectText(await teacher.say('how was attendance in the past 4 weeks?'), /Together: \d+(\.\d)? %/);
  return saveFile(stage, await teacher.say(`sheet for ${stage.school.openClass.code} for the past 4 weeks`), '%PDF-');
}

/**
 * Opens the reply's first file as a browser would. @throws Error when it is not there, or does not begin as it should.
 * @returns its path.
 */
async function saveFile(stage: Stage, reply: ChatReply, beginning: string): Promise<string> {
  const [file] = reply.files;
  if (!file) throw new Error(`No file came with: ${reply.text}`);
  const response = await fetch(file.url);
  const data = Buffer.from(await response.arrayBuffer());
  if (!response.ok || !data.toString('latin1', 0, 8).startsWith(beginning))
    throw new Error(`The link to ${file.name} does not open it`);
  const path = join(stage.outDir, file.name);
  await writeFile(path, data);
  return path;
}

async function enter(stage: Stage, name: string, email: string = emailOf(name)): Promise<Player> {
  const client: ChatClient = createChatClient(stage.baseUrl, await signIn(stage.baseUrl, email, demoPassword));
  const heard = (reply: ChatReply): ChatReply => {
    const buttons = reply.actions.map((action) => `[${action.label}]`).join(' ');
    const files = reply.files.map((file) => `📄 ${file.name}`).join(' ');
    for (const line of [...reply.text.split('\n'), ...[buttons, files].filter((text) => text !== '')])
      stage.print(`    Muster │ ${line}`);
    return reply;
  };
  return {
    say: async (text, photos = [], shown = '') => {
      stage.print(`  ${name}: ${[text, shown && `📷 ${shown}`].filter((part) => part !== '').join('  ')}`);
      return heard(await client.say(text, photos));
    },
    press: async (label) => {
      stage.print(`  ${name} presses [${label}]`);
      return heard(await client.press(label));
    },
  };
}

const title = (stage: Stage, text: string): void => stage.print(`\n── ${text} ──`);
const oneLine = (reply: ChatReply): string =>
  reply.text
    .split('\n')
    .filter((line) => /^[✅❌✓✗?•]/u.test(line))
    .join(' ');

function expectText(reply: ChatReply, pattern: RegExp): void {
  if (!pattern.test(reply.text)) throw new Error(`Expected an answer like ${pattern}, but got: ${reply.text}`);
}
