/**
 * `npm run bench -- scale`: chat in a school of thirty and in one of five thousand; lists and reports of a whole
 * university, with one client and with fifty, and the plans of the slowest queries.
 */
import { createHash } from 'node:crypto';
import pg from 'pg';
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
import { measureChatInBothSchools } from './chat-scale.ts';
import { percentile } from './percentile.ts';
import { loadUniversity } from './school-of-ten-thousand.ts';

const alone = 30;
const clients = 50;
const roundsEach = 3;
const targetAloneMs = 150;
const targetTogetherMs = 500;
const sheetStudents = 40;
const sheetSessions = 30;

interface Ask {
  name: string;
  client: Client;
  path: string;
}

/** Chat in a small school and a large one, then lists and reports of a university. */
export async function benchScale(): Promise<Record<string, unknown>> {
  const chat = await measureChatInBothSchools();
  return { chat, ...(await measureLists()) };
}

/** Every list and report as its own readers ask for it. */
async function measureLists(): Promise<Record<string, unknown>> {
  const dataDir = makeDataDir();
  let service = await startReadyService(dataDir, { LOG_LEVEL: 'error', BUDGETS: roomyBudgets });
  try {
    process.stdout.write('loading…\n');
    await loadUniversity(databaseUrlOf(dataDir));
    service = await restartCounting(service, dataDir);
    const { asks, sheet } = await prepare(service.url, databaseUrlOf(dataDir));
    await runSql(databaseUrlOf(dataDir), 'SELECT pg_stat_statements_reset()');
    const results = [];
    for (const ask of asks) results.push({ name: ask.name, aloneMs: await measureAlone(ask), togetherMs: 0 });
    const together = await measureTogether(asks);
    for (const result of results) {
      result.togetherMs = percentile(together.get(result.name) ?? [], 0.95);
      const note = result.aloneMs > targetAloneMs || result.togetherMs > targetTogetherMs ? '  over the target' : '';
      process.stdout.write(
        `${result.name.padEnd(44)} p95 alone ${result.aloneMs.toFixed(0).padStart(5)} ms   with ${clients} clients ${result.togetherMs.toFixed(0).padStart(5)} ms${note}\n`,
      );
    }
    const pdfMs = await measureAlone(sheet);
    process.stdout.write(`PDF of ${sheetStudents} students × ${sheetSessions} sessions: p95 ${pdfMs.toFixed(0)} ms\n`);
    await explainSlowest(databaseUrlOf(dataDir));
    return {
      worstAloneMs: Math.round(Math.max(...results.map(({ aloneMs }) => aloneMs))),
      worstTogetherMs: Math.round(Math.max(...results.map(({ togetherMs }) => togetherMs))),
      pdfP95Ms: Math.round(pdfMs),
      overTarget: results
        .filter(({ aloneMs, togetherMs }) => aloneMs > targetAloneMs || togetherMs > targetTogetherMs)
        .map(({ name }) => name),
    };
  } finally {
    await endService(service, 'SIGTERM');
    await removeDataDir(dataDir);
  }
}

/** PostgreSQL counts its statements only when it is told so before it starts. */
async function restartCounting(service: Service, dataDir: string): Promise<Service> {
  await runSql(databaseUrlOf(dataDir), `ALTER SYSTEM SET shared_preload_libraries = 'pg_stat_statements'`);
  await endService(service, 'SIGTERM');
  const restarted = await startReadyService(dataDir, { LOG_LEVEL: 'error', BUDGETS: roomyBudgets });
  await runSql(databaseUrlOf(dataDir), 'CREATE EXTENSION IF NOT EXISTS pg_stat_statements');
  return restarted;
}

async function runSql<T extends pg.QueryResultRow>(url: string, sql: string, values: unknown[] = []): Promise<T[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<T>(sql, values)).rows;
  } finally {
    await client.end();
  }
}

/** People who can sign in, put where the students of the bulk are, and a class of the PDF's size. */
async function prepare(url: string, databaseUrl: string): Promise<{ asks: Ask[]; sheet: Ask }> {
  const signIn = (email: string): Promise<Client> => createClient(url).signIn(email, password);
  const admin = await signIn(adminEmail);
  const [teacherId, studentId] = [
    await createPerson(admin, 'Grace Hopper', 'grace@uni.example', 'teacher'),
    await createPerson(admin, 'Ada Lovelace', 'ada@uni.example', 'student'),
  ];
  const classes = await runSql<{ id: string }>(databaseUrl, `SELECT id FROM class ORDER BY code LIMIT 5`);
  for (const { id } of classes) await admin.post(`/api/v2/classes/${id}/teachers`, { personId: teacherId });
  for (const { id } of classes.slice(0, 4))
    await admin.post(`/api/v2/classes/${id}/students`, { personIds: [studentId] });
  const [teacher, student] = [await signIn('grace@uni.example'), await signIn('ada@uni.example')];
  const classId = classes[0]?.id ?? '';
  const [some] = await runSql<{ id: string; person: string; campus: string; day: string }>(
    databaseUrl,
    `
    SELECT s.id, r.person_id AS person, c.campus_id AS campus, to_char(s.starts_at, 'YYYY-MM-DD') AS day FROM session s JOIN class c ON c.id = s.class_id JOIN attendance_record r ON r.session_id = s.id WHERE c.id = $1 ORDER BY s.starts_at LIMIT 1`,
    [classId],
  );
  const today = new Date().toISOString().slice(0, 10);
  const year = `from=${some?.day ?? today}&to=${today}`;
  const asks: Ask[] = [
    ['admin: dashboard', admin, '/api/v2/me/dashboard'],
    ['admin: figures, a year', admin, `/api/v2/figures?${year}`],
    ['admin: figures of a campus, a year', admin, `/api/v2/figures?campusId=${some?.campus ?? ''}&${year}`],
    ['admin: figures as CSV', admin, `/api/v2/figures?${year}&format=csv`],
    ['admin: records', admin, '/api/v2/records'],
    ['admin: absences of a year', admin, `/api/v2/records?status=absent&${year}`],
    ['admin: records of a student, a year', admin, `/api/v2/records?personId=${some?.person ?? ''}&${year}`],
    ['admin: records of a campus', admin, `/api/v2/records?campusId=${some?.campus ?? ''}`],
    ['admin: people', admin, '/api/v2/people'],
    ['admin: people by a name', admin, '/api/v2/people?text=09876'],
    ['admin: classes', admin, '/api/v2/classes'],
    ['admin: sessions', admin, '/api/v2/sessions'],
    ['teacher: dashboard', teacher, '/api/v2/me/dashboard'],
    ['teacher: classes', teacher, '/api/v2/classes'],
    ['teacher: roster', teacher, `/api/v2/classes/${classId}/students`],
    ['teacher: figures of a class, a year', teacher, `/api/v2/classes/${classId}/figures?${year}`],
    ['teacher: records of a class', teacher, `/api/v2/records?classId=${classId}&${year}`],
    ['teacher: who was there', teacher, `/api/v2/sessions/${some?.id ?? ''}/presence`],
    ['teacher: sheet as CSV, 80 × 25', teacher, `/api/v2/classes/${classId}/sheet?${year}&format=csv`],
    ['teacher: appeals', teacher, '/api/v2/appeals'],
    ['teacher: leave', teacher, '/api/v2/leave'],
    ['student: dashboard', student, '/api/v2/me/dashboard'],
    ['student: attendance, a year', student, `/api/v2/students/${studentId}/attendance?${year}`],
    ['student: sessions', student, '/api/v2/sessions'],
    ['student: notifications', student, '/api/v2/me/notifications'],
  ].map(([name, client, path]) => ({ name, client, path }) as Ask);
  const sheetClass = await createSheetClass(databaseUrl, teacherId);
  return {
    asks,
    sheet: {
      name: 'sheet',
      client: teacher,
      path: `/api/v2/classes/${sheetClass}/sheet?from=2026-01-01&to=2026-12-31&format=pdf`,
    },
  };
}

async function createSheetClass(databaseUrl: string, teacherId: string): Promise<string> {
  const [made] = await runSql<{ id: string }>(
    databaseUrl,
    `
    WITH c AS (INSERT INTO class (id, campus_id, code, title) SELECT gen_random_uuid(), id, 'SHEET', 'The class of the sheet' FROM campus LIMIT 1 RETURNING id),
      t AS (INSERT INTO class_teacher (class_id, person_id) SELECT id, $1 FROM c),
      e AS (INSERT INTO enrolment (id, class_id, person_id, enrolled_at) SELECT gen_random_uuid(), c.id, p.id, '2026-01-01' FROM c, (SELECT id FROM person WHERE email LIKE 's%@uni.example' ORDER BY email LIMIT ${sheetStudents}) p RETURNING person_id),
      s AS (INSERT INTO session (id, class_id, starts_at, ends_at, status, opened_at, closed_at)
        SELECT gen_random_uuid(), c.id, at, at + interval '1 hour', 'closed', at, at + interval '1 hour' FROM c, generate_series(timestamptz '2026-02-02 09:00Z', '2026-08-24 09:00Z', '7 days') at RETURNING id, starts_at)
    SELECT id FROM c`,
    [teacherId],
  );
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query('SET session_replication_role = replica');
  await client.query(
    `INSERT INTO attendance_record (id, session_id, person_id, status, source, marked_at)
    SELECT gen_random_uuid(), s.id, e.person_id, (ARRAY['present', 'late', 'absent', 'excused'])[1 + abs(hashtext(s.id::text || e.person_id::text)) % 4]::"AttendanceStatus", 'manual', s.starts_at
    FROM session s JOIN enrolment e ON e.class_id = s.class_id WHERE s.class_id = $1`,
    [made?.id],
  );
  await client.end();
  return made?.id ?? '';
}

async function askOnce({ name, client, path }: Ask): Promise<number> {
  const startedAt = performance.now();
  const { status, body } = await client.get(path);
  if (status !== 200) throw new Error(`${name} was answered ${status}: ${JSON.stringify(body).slice(0, 300)}`);
  return performance.now() - startedAt;
}

async function measureAlone(ask: Ask): Promise<number> {
  const samples: number[] = [];
  await askOnce(ask);
  for (let run = 0; run < alone; run += 1) samples.push(await askOnce(ask));
  return percentile(samples, 0.95);
}

/** Fifty clients, each with its own order of the same questions, one after the other without a pause. */
async function measureTogether(asks: readonly Ask[]): Promise<Map<string, number[]>> {
  const samples = new Map<string, number[]>(asks.map(({ name }) => [name, []]));
  await Promise.all(
    Array.from({ length: clients }, async (_, lane) => {
      for (const ask of shuffled(asks, lane)) samples.get(ask.name)?.push(await askOnce(ask));
    }),
  );
  return samples;
}

/** Every question `roundsEach` times, in an order that is the lane's own and the same in every run. */
function shuffled(asks: readonly Ask[], lane: number): Ask[] {
  const order = (ask: Ask, round: number): string =>
    createHash('sha256').update(`${lane} ${round} ${ask.name}`).digest('hex');
  const all = Array.from({ length: roundsEach }, (_, round) =>
    asks.map((ask) => ({ ask, at: order(ask, round) })),
  ).flat();
  return all.sort((one, other) => one.at.localeCompare(other.at)).map(({ ask }) => ask);
}

async function explainSlowest(databaseUrl: string): Promise<void> {
  const slowest = await runSql<{ query: string; mean: number; calls: string }>(
    databaseUrl,
    `
    SELECT query, mean_exec_time AS mean, calls FROM pg_stat_statements
    WHERE calls >= 10 AND query ILIKE '%select%' AND query NOT ILIKE '%pg_stat%' AND query NOT ILIKE '%pgboss%' ORDER BY mean_exec_time DESC LIMIT 5`,
  );
  for (const { query, mean, calls } of slowest) {
    const plan = await runSql<{ 'QUERY PLAN': string }>(databaseUrl, `EXPLAIN (GENERIC_PLAN) ${query}`).catch(
      (error: Error) => [{ 'QUERY PLAN': `(no plan: ${error.message})` }],
    );
    process.stdout.write(
      `\n${mean.toFixed(1)} ms on average, ${calls} times:\n${query.replace(/\s+/g, ' ').slice(0, 400)}\n${plan.map((row) => `    ${row['QUERY PLAN']}`).join('\n')}\n`,
    );
  }
}
