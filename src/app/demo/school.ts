/** The demo school: people with portraits, three classes, four weeks of sessions, and one that is open now. */
import { readFile } from 'node:fs/promises';
import { DateTime } from 'luxon';
import { listPortraits } from '../../../models/portraits.ts';
import { rephotograph } from '../../../models/photo-studio.ts';
import type { Actor } from '../../security/access/index.ts';
import type { AttendanceStatus } from '../../attendance/register/index.ts';
import type { Modules } from '../main.ts';
import type { DemoClock } from './clock.ts';
import { classes, demoPassword, emailOf, studentNames, teachers } from './people.ts';

export interface DemoStudent {
  id: string;
  name: string;
  email: string;
  portrait: Buffer;
}

export interface DemoSchool {
  students: DemoStudent[];
  /** Portraits of people whom the school does not know. */
  strangers: Buffer[];
  /** On the roster of CS101 and not yet enrolled with a face. */
  newcomer: DemoStudent;
  openClass: (typeof classes)[number];
}

const weeksPast = 4;
const sessionMinutes = 90;

export async function buildSchool(
  modules: Modules,
  clock: DemoClock,
  admin: Actor,
  progress: (line: string) => void,
): Promise<DemoSchool> {
  const today = DateTime.utc();
  clock.setTo(today.minus({ weeks: weeksPast }).startOf('week').toJSDate());
  progress('Creating people and classes…');
  const { students, strangers } = await createStudents(modules, admin);
  const staff = await Promise.all(
    teachers.map((teacher) => createPerson(modules, admin, { ...teacher, role: 'teacher', externalId: null })),
  );
  const { id: campusId } = await modules.classes.createCampus(admin, { name: 'Main campus', timeZone: 'UTC' });
  const groups = [];
  for (const plan of classes) {
    const { id } = await modules.classes.createClass(admin, {
      code: plan.code,
      title: plan.title,
      campusId,
      policy: {},
    });
    const teacher = staff[plan.teacher]!;
    const members = students.slice(...plan.students);
    await modules.classes.appointTeacher(admin, id, teacher.personId);
    await modules.classes.enrolStudents(
      admin,
      id,
      members.map((student) => student.id),
    );
    groups.push({ plan, id, teacher, members });
  }
  const [newcomer, ...enrolling] = students;
  progress(`Enrolling ${enrolling.length} faces…`);
  for (const student of enrolling) await enrolFace(modules, student);
  progress('Holding four weeks of sessions…');
  for (const group of groups) await holdSessions(modules, clock, group, today);
  clock.follow();
  const open = groups[0]!;
  await modules.attendance.openNow(open.teacher, { classId: open.id, durationMinutes: sessionMinutes, title: null });
  return { students, strangers, newcomer: newcomer!, openClass: open.plan };
}

async function createPerson(
  modules: Modules,
  admin: Actor,
  person: { name: string; email: string; role: 'teacher' | 'student'; externalId: string | null },
): Promise<Actor> {
  const { id } = await modules.people.createPerson(admin, { ...person, password: demoPassword });
  return { personId: id, name: person.name, role: person.role };
}

async function createStudents(
  modules: Modules,
  admin: Actor,
): Promise<{ students: DemoStudent[]; strangers: Buffer[] }> {
  const portraits = (await listPortraits()).filter((portrait) => /\d[fm]$/.test(portrait.id));
  const ofKind = (kind: 'f' | 'm'): string[] =>
    portraits.filter((portrait) => portrait.id.endsWith(kind)).map((portrait) => portrait.file);
  const [women, men] = [ofKind('f'), ofKind('m')];
  // Alternating, so that every class has both.
  const cast = studentNames.f.flatMap((name, index) => [
    [name, women[index]!] as const,
    [studentNames.m[index]!, men[index]!] as const,
  ]);
  const students = await Promise.all(
    cast.map(async ([name, file], index) => {
      const email = emailOf(name);
      const { personId } = await createPerson(modules, admin, {
        name,
        email,
        role: 'student',
        externalId: `S${1001 + index}`,
      });
      return { id: personId, name, email, portrait: await readFile(file) };
    }),
  );
  const strangers = await Promise.all([women[20]!, men[20]!].map((file) => readFile(file)));
  return { students, strangers };
}

async function enrolFace(modules: Modules, student: DemoStudent): Promise<void> {
  const actor: Actor = { personId: student.id, name: student.name, role: 'student' };
  await modules.consents.grant(actor, 'demo');
  const { kept, held } = await modules.faces.enrol(actor, [
    await rephotograph(student.portrait, { tiltDeg: 0, brightness: 1, blur: 0 }),
  ]);
  if (kept !== 1 || held > 0) throw new Error(`The portrait of ${student.name} could not be enrolled`);
}

interface Group {
  plan: (typeof classes)[number];
  id: string;
  teacher: Actor;
  members: DemoStudent[];
}

async function holdSessions(modules: Modules, clock: DemoClock, group: Group, today: DateTime): Promise<void> {
  const chance = createChance(group.plan.code);
  const first = today.minus({ weeks: weeksPast }).startOf('week');
  for (let day = first; day < today.startOf('day'); day = day.plus({ days: 1 })) {
    if (!(group.plan.weekdays as readonly number[]).includes(day.weekday)) continue;
    await holdSession(modules, clock, group, day.set({ hour: group.plan.hour }), chance);
  }
}

async function holdSession(
  modules: Modules,
  clock: DemoClock,
  { id, teacher, members }: Group,
  start: DateTime,
  chance: () => number,
): Promise<void> {
  clock.setTo(start.toJSDate());
  const { session } = await modules.attendance.openNow(teacher, {
    classId: id,
    durationMinutes: sessionMinutes,
    title: null,
  });
  // Everybody has a habit of their own: the lower down the roster, the more often away.
  const fates = members.map((member, index) => ({
    member,
    fate: fateOf(chance(), 0.97 - (index / members.length) * 0.25),
  }));
  clock.setTo(start.plus({ minutes: 8 }).toJSDate());
  await modules.rollCall.confirm(
    teacher,
    session.id,
    fates.filter(({ fate }) => fate === 'present').map(({ member }) => member.id),
  );
  clock.setTo(start.plus({ minutes: 20 }).toJSDate());
  await modules.attendance.mark(
    teacher,
    session.id,
    fates
      .filter(({ fate }) => fate === 'late' || fate === 'excused')
      .map(({ member, fate }) => ({ personId: member.id, status: fate })),
    null,
  );
  clock.setTo(start.plus({ minutes: sessionMinutes }).toJSDate());
  await modules.attendance.closeSession(teacher, session.id);
}

function fateOf(drawn: number, presence: number): AttendanceStatus {
  if (drawn < presence * 0.93) return 'present';
  if (drawn < presence) return 'late';
  return drawn < presence + (1 - presence) * 0.25 ? 'excused' : 'absent';
}

/** The same draws in every run: a linear congruential generator (Numerical Recipes), seeded by the text. */
function createChance(text: string): () => number {
  let state = [...text].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) >>> 0, 7);
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
