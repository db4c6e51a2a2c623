/** How long figures of the focus index are kept. */
import { expect, test } from 'vitest';
import { composeClassPhoto } from '../../../models/photo-studio.ts';
import { focusConsent } from '../../../src/focus/focus.schema.ts';
import { startTestMuster } from '../../support/muster.ts';
import { createSmallSchool, enrolFace, readPortraits } from '../../support/school.ts';

test("a class's figures are kept for half a year, and those of a student for a month", async () => {
  const muster = await startTestMuster();
  const school = await createSmallSchool(muster, 1);
  const portraits = await readPortraits(12);
  const ada = await muster.signIn(school.students[0]!.email);
  await enrolFace(ada, portraits[0]!);
  const { body: session } = await school.teacher.post<{ id: string }>(
    `/api/v2/classes/${school.classId}/sessions/open`,
    { durationMinutes: 90 },
  );
  await school.admin.request('PUT', `/api/v2/classes/${school.classId}/focus`, {
    dpiaReference: 'DPIA 2026-14',
    perStudent: true,
  });
  await ada.post('/api/v2/me/focus-consent', { textVersion: focusConsent.version });
  await school.teacher.upload(`/api/v2/sessions/${session.id}/focus`, 'photo', [await composeClassPhoto(portraits)]);
  const counts = async (): Promise<number[]> => [
    await muster.db.autocommit.focusReading.count(),
    await muster.db.autocommit.focusFrame.count(),
  ];
  for (const [day, expected] of [
    ['2026-12-17', [1, 1]],
    ['2026-12-20', [0, 1]],
    ['2027-05-10', [0, 1]],
    ['2027-05-20', [0, 0]],
  ] as const) {
    muster.clock.set(`${day}T00:00:00Z`);
    await muster.modules.focus.sweep();
    expect([day, await counts()]).toEqual([day, expected]);
  }
  await muster.end();
});
