/** Evidence of leave: what is taken, who may read it, and when it is gone. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { LeaveView } from '../../../src/attendance/leave/leave.schema.ts';
import type { Client } from '../../support/client.ts';
import { askForLeave, postToLeave, startLeaveSchool, type LeaveSchool } from '../../support/leave-school.ts';

let muster: LeaveSchool['muster'];
let school: LeaveSchool['school'];
let people: LeaveSchool['people'];
let signInOthers: LeaveSchool['signInOthers'];
let startMorning: LeaveSchool['startMorning'];
let [adaId, motherId, today] = ['', '', ''];

const pdf = Buffer.from('%PDF-1.7\n1 0 obj <</Type /Catalog>> endobj\ndoctor says flu\n%%EOF\n');

beforeAll(async () => {
  ({ muster, school, people, adaId, motherId, startMorning, signInOthers } = await startLeaveSchool());
});
afterAll(() => muster.end());
beforeEach(async () => {
  ({ today } = await startMorning());
});

describe('evidence', () => {
  const send = (client: Client, files: readonly Buffer[], fields: Record<string, string> = {}) =>
    client.upload<LeaveView>('/api/v2/leave', 'evidence', files, {
      reason: 'flu',
      classId: school.classId,
      from: today,
      ...fields,
    });

  test('it is read by those whom it concerns and by nobody else, and lies sealed on the disk', async () => {
    await signInOthers();
    const png = Buffer.from(
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
      'base64',
    );
    const { body, status } = await send(people.ada, [pdf, png]);
    expect(status).toBe(201);
    expect(body.evidence.map(({ mimeType, sizeBytes }) => [mimeType, sizeBytes])).toEqual([
      ['application/pdf', pdf.length],
      ['image/png', png.length],
    ]);
    const path = `/api/v2/leave/${body.id}/evidence/${body.evidence[0]!.id}`;
    for (const client of [people.ada, people.mother, school.teacher, school.admin]) {
      const answer = await client.get<string>(path);
      expect([answer.status, answer.body]).toEqual([200, pdf.toString()]);
      expect(answer.headers.get('cache-control')).toBe('private, no-store');
      expect(answer.headers.get('content-disposition')).toMatch(/^attachment; filename="?evidence-1\.pdf"?$/);
      expect([answer.headers.get('content-type'), answer.headers.get('x-content-type-options')]).toEqual([
        'application/pdf',
        'nosniff',
      ]);
    }
    for (const client of [people.blaise, people.stranger, people.colleague])
      expect((await client.get(path)).status).toBe(404);
    const foreign = (await askForLeave(people.ada, { from: today })).body.id;
    expect((await school.admin.get(`/api/v2/leave/${foreign}/evidence/${body.evidence[0]!.id}`)).status).toBe(404);

    const stored = await readdir(join(muster.dataDir, 'files'), { recursive: true, withFileTypes: true });
    const bytes = await Promise.all(
      stored.filter((entry) => entry.isFile()).map((entry) => readFile(join(entry.parentPath, entry.name))),
    );
    expect(bytes.length).toBeGreaterThan(1);
    for (const one of bytes) expect(one.includes('doctor says flu') || one.includes('%PDF')).toBe(false);
    const row = await muster.db.autocommit.leaveRequest.findUniqueOrThrow({ where: { id: body.id } });
    expect(Buffer.from(row.reason).includes('flu')).toBe(false);
  });

  test('a guardian whose link has ended reads nothing any more', async () => {
    const { body } = await send(people.ada, [pdf]);
    const path = `/api/v2/leave/${body.id}/evidence/${body.evidence[0]!.id}`;
    expect((await school.admin.request('DELETE', `/api/v2/people/${adaId}/guardians/${motherId}`)).status).toBe(204);
    expect((await people.mother.get(path)).status).toBe(404);
    expect((await people.mother.get<unknown[]>('/api/v2/me/wards')).body).toEqual([]);
    await school.admin.post(`/api/v2/people/${adaId}/guardians`, { guardianId: motherId, relation: 'mother' });
    expect((await people.mother.get(path)).status).toBe(200);
  });

  test('a file is judged by its content; too large, too many or of another kind keeps nothing', async () => {
    const heic = await readFile(new URL('../../fixtures/lying-on-its-side.heic', import.meta.url));
    const before = [await muster.db.autocommit.leaveRequest.count(), await muster.db.autocommit.storedFile.count()];
    const html = await send(people.ada, [Buffer.from('<html><script>alert(1)</script></html>')]);
    const large = await send(people.ada, [Buffer.concat([pdf, Buffer.alloc(10 * 1024 * 1024)])]);
    const many = await send(
      people.ada,
      Array.from({ length: 6 }, () => pdf),
    );
    expect([html.status, large.status, many.status]).toEqual([415, 413, 400]);
    expect([await muster.db.autocommit.leaveRequest.count(), await muster.db.autocommit.storedFile.count()]).toEqual(
      before,
    );
    const { body, status } = await send(people.ada, [heic]);
    expect([status, body.evidence[0]?.mimeType]).toEqual([201, 'image/heic']);
  });

  test('more may be added while it is pending, five in all', async () => {
    await signInOthers();
    const { body } = await send(people.ada, [pdf]);
    const add = (client: Client, count: number) =>
      client.upload<LeaveView>(
        `/api/v2/leave/${body.id}/evidence`,
        'evidence',
        Array.from({ length: count }, () => pdf),
      );
    expect((await add(people.mother, 4)).body.evidence).toHaveLength(5);
    expect((await add(people.ada, 1)).status).toBe(400);
    expect((await add(people.blaise, 1)).status).toBe(404);
    await postToLeave(school.teacher, body.id, 'reject');
    expect((await add(people.ada, 1)).status).toBe(409);
  });
});
