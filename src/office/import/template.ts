/** Templates: a file of each format to fill in, that the import reads as it is. */
import { writeCsv, writeWorkbook, writeZip } from '../tables/index.ts';

export const templateFormats = ['csv', 'xlsx', 'oneroster'] as const;
export type TemplateFormat = (typeof templateFormats)[number];

/** Every field that a school fills in by hand, and two lines that show how. */
const people = [
  ...[
    [
      'family name',
      'given name',
      'email',
      'number',
      'role',
      'classes',
      'card',
      'guardian name',
      'guardian email',
      'guardian relation',
    ],
  ],
  ...[
    [
      'Lovelace',
      'Ada',
      'ada@school.example',
      '0042',
      'student',
      'CS101; MA200',
      '',
      'Anne Byron',
      'anne@home.example',
      'mother',
    ],
  ],
  ...[['Hopper', 'Grace', 'grace@school.example', '', 'teacher', 'CS101', '', '', '', '']],
];

const bundle: Readonly<Record<string, readonly (readonly string[])[]>> = {
  'manifest.csv': [
    ['propertyName', 'value'],
    ...[
      ['manifest.version', '1.0'],
      ['oneroster.version', '1.1'],
      ['file.users', 'bulk'],
      ['file.classes', 'bulk'],
      ['file.enrollments', 'bulk'],
    ],
  ],
  'users.csv': [
    [
      'sourcedId',
      'status',
      'dateLastModified',
      'enabledUser',
      'orgSourcedIds',
      'role',
      'username',
      'userIds',
      'givenName',
      'familyName',
      'middleName',
      'identifier',
      'email',
      'sms',
      'phone',
      'agentSourcedIds',
      'grades',
      'password',
    ],
    [
      'u1',
      '',
      '',
      'true',
      'o1',
      'student',
      'ada',
      '',
      'Ada',
      'Lovelace',
      '',
      '0042',
      'ada@school.example',
      '',
      '',
      'u3',
      '',
      '',
    ],
    [
      'u2',
      '',
      '',
      'true',
      'o1',
      'teacher',
      'grace',
      '',
      'Grace',
      'Hopper',
      '',
      'T7',
      'grace@school.example',
      '',
      '',
      '',
      '',
      '',
    ],
    [
      'u3',
      '',
      '',
      'true',
      'o1',
      'parent',
      'anne',
      '',
      'Anne',
      'Byron',
      '',
      'P9',
      'anne@home.example',
      '',
      '',
      'u1',
      '',
      '',
    ],
  ],
  'classes.csv': [
    [
      'sourcedId',
      'status',
      'dateLastModified',
      'title',
      'grades',
      'courseSourcedId',
      'classCode',
      'classType',
      'location',
      'schoolSourcedId',
      'termSourcedIds',
      'subjects',
      'subjectCodes',
      'periods',
    ],
    ['c1', '', '', 'Introduction to Computing', '', 'k1', 'CS101', 'scheduled', '', 'o1', 't1', '', '', ''],
  ],
  'enrollments.csv': [
    [
      'sourcedId',
      'status',
      'dateLastModified',
      'classSourcedId',
      'schoolSourcedId',
      'userSourcedId',
      'role',
      'primary',
      'beginDate',
      'endDate',
    ],
    ['e1', '', '', 'c1', 'o1', 'u1', 'student', '', '', ''],
    ['e2', '', '', 'c1', 'o1', 'u2', 'teacher', 'true', '', ''],
  ],
};

export interface TemplateFile {
  name: string;
  mimeType: string;
  data: Buffer;
}

export async function makeTemplate(format: TemplateFormat): Promise<TemplateFile> {
  switch (format) {
    case 'csv':
      return { name: 'people.csv', mimeType: 'text/csv; charset=utf-8', data: writeCsv(people) };
    case 'xlsx':
      return {
        name: 'people.xlsx',
        mimeType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
        data: await writeWorkbook('People', people),
      };
    case 'oneroster': {
      const files = Object.fromEntries(Object.entries(bundle).map(([name, rows]) => [name, writeCsv(rows)]));
      return { name: 'oneroster.zip', mimeType: 'application/zip', data: writeZip(files) };
    }
  }
}
