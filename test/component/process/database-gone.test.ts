/**
 * The database goes away and comes back: requests say so and may be tried again, chat says that nothing was recorded.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Client } from '../../support/client.ts';
import { administer } from '../../support/database.ts';
import { startTestMuster, type TestMuster } from '../../support/muster.ts';
import { createSmallSchool, readPortraits, type SmallSchool } from '../../support/school.ts';

const sentence = 'The register cannot be reached right now. Nothing was recorded; please try again shortly.';

let muster: TestMuster;
let school: SmallSchool;
let ada: Client;
let sessionId: string;
let code: string;
let photo: Buffer;

beforeAll(async () => {
  muster = await startTestMuster();
  school = await createSmallSchool(muster, 2);
  ada = await muster.signIn(school.students[0]!.email);
  sessionId = (await school.teacher.post<{ id: string }>(`/api/v2/classes/${school.classId}/sessions/open`)).body.id;
  code = (await school.teacher.post<{ code: string }>(`/api/v2/sessions/${sessionId}/code`)).body.code;
  photo = (await readPortraits(1))[0]!;
  await ada.say('help');
});
afterAll(async () => {
  await letIn(true);
  await muster.end();
});

/** Shuts the database to everybody, connected or not, or opens it again: what a lost server looks like from here. */
async function letIn(isOpen: boolean): Promise<void> {
  const name = new URL(muster.database.url).pathname.slice(1);
  await administer(async (client) => {
    await client.query(`ALTER DATABASE ${name} WITH ALLOW_CONNECTIONS ${isOpen}`);
    if (!isOpen)
      await client.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1', [name]);
  });
}

async function untilReady(): Promise<void> {
  await expect.poll(async () => (await fetch(`${muster.url}/readyz`)).status).toBe(200);
}

describe('while the database is away', () => {
  beforeAll(() => letIn(false));

  test('the process is alive, but not ready', async () => {
    expect((await fetch(`${muster.url}/healthz`)).status).toBe(200);
    expect((await fetch(`${muster.url}/readyz`)).status).toBe(503);
  });

  test('every kind of request is answered 503, retryable, with one constant sentence and nothing of the cause', async () => {
    const answers = [
      await ada.get('/api/v2/me'),
      await ada.post('/api/v2/check-ins', { sessionId, code }),
      await ada.upload('/api/v2/check-ins', 'photo', [photo], { sessionId }),
      await ada.upload('/api/v2/me/faces', 'photos', [photo]),
      await school.teacher.get(`/api/v2/sessions/${sessionId}/presence`),
      await school.teacher.request('PUT', `/api/v2/sessions/${sessionId}/records/${school.students[1]!.id}`, {
        status: 'present',
      }),
      await school.admin.get('/api/v2/audit/chain'),
      await ada.request(
        'POST',
        '/api/v2/auth/token',
        new URLSearchParams({ grant_type: 'password', username: 'ada@school.example', password: 'correct horse' }),
      ),
      await ada.request(
        'POST',
        '/api/v2/auth/token',
        new URLSearchParams({ grant_type: 'refresh_token', refresh_token: ada.refreshToken }),
      ),
      await ada.get('/readyz'),
    ];
    for (const { status, headers, body } of answers) {
      expect(headers.get('content-type')).toMatch(/^application\/problem\+json/);
      expect({ status, ...body, requestId: headers.get('x-request-id') }).toEqual({
        status: 503,
        type: '/api/v2/problems/databaseUnavailable',
        title: sentence,
        detail: sentence,
        code: 'databaseUnavailable',
        retryable: true,
        retryAfterS: 5,
        requestId: body['requestId'],
      });
      expect(headers.get('retry-after')).toBe('5');
    }
  });

  test('chat says that it could not be recorded, at once and as a stream', async () => {
    const said = await ada.upload('/api/v2/chat', 'files', [photo], { text: 'check in' });
    expect(said.status).toBe(503);
    expect(said.body).toMatchObject({ retryable: true, detail: sentence });
    const streamed = await ada.request<string>(
      'POST',
      '/api/v2/chat',
      { text: `check in ${code}` },
      { accept: 'text/event-stream' },
    );
    expect(`${streamed.status} ${JSON.stringify(streamed.body)}`).toContain(sentence);
    expect(JSON.stringify(streamed.body)).not.toContain('event: reply');
  });
});

describe('when the database goes away between signing in and recording', () => {
  test('a chat stream that has begun ends with an error event that says so, and nothing is recorded', async () => {
    await letIn(true);
    await untilReady();
    // Everything works up to the moment when the check-in is written: then the connection is gone.
    await muster.db.autocommit
      .$executeRaw`CREATE FUNCTION go_away() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NEW; END'`;
    await muster.db.autocommit
      .$executeRaw`CREATE TRIGGER go_away BEFORE INSERT ON check_in FOR EACH ROW EXECUTE FUNCTION go_away()`;
    const { status, body } = await ada.request<string>(
      'POST',
      '/api/v2/chat',
      { text: `check in ${code}` },
      { accept: 'text/event-stream' },
    );
    expect(status).toBe(200);
    expect(body).not.toContain('event: reply');
    const problem = JSON.parse(/^event: error\ndata: (.*)$/m.exec(body)?.[1] ?? '{}') as Record<string, unknown>;
    expect(problem).toMatchObject({ status: 503, retryable: true, detail: sentence });
    expect((await ada.post('/api/v2/check-ins', { sessionId, code })).status).toBe(503);
    await untilReady();
    await muster.db.autocommit.$executeRaw`DROP TRIGGER go_away ON check_in`;
    expect(await muster.db.autocommit.attendanceRecord.count()).toBe(0);
    expect(await muster.db.autocommit.checkIn.count()).toBe(0);
  });
});

describe('when it is back', () => {
  test('the service works again without being restarted, and what was refused can be sent again', async () => {
    await letIn(true);
    await untilReady();
    expect((await ada.post('/api/v2/check-ins', { sessionId, code })).body).toMatchObject({
      receipt: { decision: 'accepted', status: 'present' },
    });
    expect((await ada.say('my attendance')).text).toMatch(/CS101/);
    expect((await school.admin.get('/api/v2/audit/chain')).body).toMatchObject({ intact: true });
    expect(await muster.db.autocommit.attendanceRecord.count()).toBe(1);
  });
});
