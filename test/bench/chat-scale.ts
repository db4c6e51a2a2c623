/**
 * Part of `npm run bench -- scale`: the same teacher of the same class of thirty asks in chat, in a school that is no
 * more than that class and in one of five thousand people.
 */
import { createClient, type Client } from '../support/client.ts';
import { adminEmail, password } from '../support/muster.ts';
import { createPerson } from '../support/school.ts';
import {
  databaseUrlOf,
  endService,
  makeDataDir,
  removeDataDir,
  startReadyService,
  type Service,
} from '../support/service.ts';
import { roomyBudgets } from '../support/roomy-budgets.ts';
import { percentile } from './percentile.ts';
import { loadUniversity } from './school-of-ten-thousand.ts';

const classOf = 30;
const othersInLarge = { students: 5000, classes: 250, classesEach: 4, sessionsEach: 25 };
const rounds = 60;
const warmUpRounds = 5;
/** How much slower the large school may be. */
const targetRatio = 1.5;

const firstNames = ['Ada', 'Blaise', 'Chen', 'Dorothy', 'Emmy', 'Felix'];
const lastNames = ['Abbot', 'Baker', 'Carter', 'Dyer', 'Fletcher'];
const nameOf = (number: number): string =>
  `${firstNames[number % firstNames.length]} ${lastNames[Math.floor(number / firstNames.length) % lastNames.length]}`;

/** What is asked in each round, and what its answer holds. */
const questions: readonly {
  name: string;
  ask: (teacher: Client, round: number) => Promise<{ text: string }>;
  answered: RegExp;
}[] = [
  {
    name: 'mark NAME late, and Confirm',
    ask: async (teacher, round) => {
      const status = Math.floor(round / classOf) % 2 === 0 ? 'late' : 'present';
      await teacher.say(`mark ${nameOf(round)} ${status}`);
      return teacher.press('Confirm');
    },
    answered: /Recorded/,
  },
  { name: 'sheet for CODE', ask: (teacher) => teacher.say('sheet for CHAT'), answered: /CHAT/ },
  { name: 'who is missing', ask: (teacher) => teacher.say('who is missing in CHAT?'), answered: /of 30/ },
];

interface School {
  service: Service;
  dataDir: string;
  teacher: Client;
}

export interface ChatFigure {
  question: string;
  smallP95Ms: number;
  largeP95Ms: number;
  ratio: number;
}

/** Both schools are asked by turns, so that whatever else the machine does slows both. */
export async function measureChatInBothSchools(): Promise<ChatFigure[]> {
  const schools: School[] = [];
  try {
    schools.push(await startSchool(false), await startSchool(true));
    const figures: ChatFigure[] = [];
    for (const { name, ask, answered } of questions) {
      const samples: [number[], number[]] = [[], []];
      for (let round = 0; round < warmUpRounds + rounds; round += 1) {
        for (const [index, { teacher }] of schools.entries()) {
          const startedAt = performance.now();
          const { text } = await ask(teacher, round);
          if (!answered.test(text)) throw new Error(`"${name}" was answered: ${text}`);
          if (round >= warmUpRounds) samples[index as 0 | 1].push(performance.now() - startedAt);
        }
      }
      const [smallP95Ms, largeP95Ms] = samples.map((one) => percentile(one, 0.95)) as [number, number];
      const ratio = largeP95Ms / smallP95Ms;
      figures.push({
        question: name,
        smallP95Ms: Math.round(smallP95Ms),
        largeP95Ms: Math.round(largeP95Ms),
        ratio: Math.round(ratio * 100) / 100,
      });
      const note = ratio > targetRatio ? '  over the target' : '';
      process.stdout.write(
        `chat: ${name.padEnd(28)} p95 in a school of 30 ${smallP95Ms.toFixed(0).padStart(4)} ms   of 5,000 ${largeP95Ms.toFixed(0).padStart(4)} ms   ${ratio.toFixed(2)} times${note}\n`,
      );
    }
    return figures;
  } finally {
    for (const { service, dataDir } of schools) {
      await endService(service, 'SIGTERM');
      await removeDataDir(dataDir);
    }
  }
}

/** A service of its own with the class, its session open. */
async function startSchool(isLarge: boolean): Promise<School> {
  const dataDir = makeDataDir();
  const service = await startReadyService(dataDir, {
    ...{ LOG_LEVEL: 'error', CHAT_MESSAGES_PER_MINUTE: '10000', BUDGETS: roomyBudgets },
  });
  if (isLarge) await loadUniversity(databaseUrlOf(dataDir), othersInLarge);
  const admin = await createClient(service.url).signIn(adminEmail, password);
  const { id: campusId } = (await admin.post<{ id: string }>('/api/v2/campuses', { name: 'Main', timeZone: 'UTC' }))
    .body;
  const created = { code: 'CHAT', title: 'The class that is asked about', campusId };
  const { id: classId } = (await admin.post<{ id: string }>('/api/v2/classes', created)).body;
  const personIds: string[] = [];
  for (let number = 0; number < classOf; number += 1)
    personIds.push(await createPerson(admin, nameOf(number), `pupil${number}@school.example`, 'student'));
  await admin.post(`/api/v2/classes/${classId}/students`, { personIds });
  const teacherId = await createPerson(admin, 'Grace Hopper', 'grace@school.example', 'teacher');
  await admin.post(`/api/v2/classes/${classId}/teachers`, { personId: teacherId });
  const teacher = await createClient(service.url).signIn('grace@school.example', password);
  await teacher.post(`/api/v2/classes/${classId}/sessions/open`, { durationMinutes: 600 });
  return { service, dataDir, teacher };
}
