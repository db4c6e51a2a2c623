/** A school for tests of imports: classes to come into, and what a file came to. */
import type { ImportReport } from '../../src/office/import/import.schema.ts';
import type { Answer } from './client.ts';
import { startTestMuster, type TestMuster } from './muster.ts';
import { createSmallSchool, type SmallSchool } from './school.ts';

export type Refusal = ImportReport & { field: string; detail: string };
type Fields = Record<string, string>;

export interface ImportSchool {
  muster: TestMuster;
  school: SmallSchool;
  send: (file: string | Buffer, fields?: Fields) => Promise<Answer<Refusal>>;
  /** The report of a dry run, which is no refusal. */
  dry: (file: string | Buffer, fields?: Fields) => Promise<ImportReport>;
  rosterOf: (code: string) => Promise<string[]>;
  personOf: (
    externalId: string,
  ) => Promise<{ id: string; name: string; email: string | null; role: string; familyName: string | null } | null>;
}

export async function startImportSchool(): Promise<ImportSchool> {
  const muster = await startTestMuster();
  const school = await createSmallSchool(muster, 1);
  for (const [code, title] of [
    ['BIO-1', 'Biology'],
    ['CHEM', 'Chemistry'],
    ['10/B', 'Tenth B'],
  ])
    await school.admin.post('/api/v2/classes', { code, title, campusId: school.campusId });
  const send = (file: string | Buffer, fields: Fields = {}): Promise<Answer<Refusal>> =>
    school.admin.upload<Refusal>('/api/v2/people/import', 'file', [Buffer.from(file)], fields);
  return {
    muster,
    school,
    send,
    dry: async (file, fields = {}) => {
      const { status, body } = await send(file, { ...fields, dryRun: 'true' });
      if (status !== 200) throw new Error(`It was answered ${status}: ${body.detail}`);
      return body;
    },
    rosterOf: async (code) =>
      (
        await muster.db.autocommit.enrolment.findMany({
          where: { class: { code }, leftAt: null },
          include: { person: true },
        })
      ).map(({ person }) => person.name),
    personOf: (externalId) => muster.db.autocommit.person.findUnique({ where: { externalId } }),
  };
}
