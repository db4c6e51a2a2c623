/** Sheets to render in tests: as large and as awkward as a test wants them. */
import {
  buildSheet,
  markKey,
  type Sheet,
  type SheetInput,
  type SheetStatus,
} from '../../../src/reporting/sheets/sheet.ts';

const day = 86_400_000;
const firstStart = Date.parse('2026-09-01T03:30:00Z');
const cycle: readonly SheetStatus[] = [
  'present',
  'present',
  'late',
  'present',
  'absent',
  'present',
  'present',
  'excused',
  'present',
];

const names = [
  'Aarav Sharma',
  'Zoë Müller',
  'Nguyễn Thị Minh Khai',
  'Екатерина Щербакова',
  'Ἀλέξανδρος Παπαδόπουλος',
  'محمد عبد الله',
  'שרה כהן',
  'कृष्णा श्रीवास्तव',
  'สมชาย น้ำผึ้ง',
  '王小明',
  '山田 さくら',
  '김민준',
  'Olivia Smith',
  'James O’Connor',
] as const;

/** An input of so many students and sessions, one a day; students cycle through `studentNames`. */
export function sampleInput(students: number, sessions: number, studentNames: readonly string[] = names): SheetInput {
  const sessionList = Array.from({ length: sessions }, (_, index) => ({
    id: `s${index}`,
    title: null,
    status: 'closed' as const,
    startsAt: new Date(firstStart + index * day),
    endsAt: new Date(firstStart + index * day + 5_400_000),
    groupIds: [],
  }));
  const studentList = Array.from({ length: students }, (_, index) => ({
    id: `p${index}`,
    externalId: `2026${String(index).padStart(4, '0')}`,
    leftAt: null,
    spells: [{ from: new Date(firstStart - day), to: null }],
    groupSpells: [],
    name:
      students <= studentNames.length
        ? (studentNames[index] ?? '')
        : `${studentNames[index % studentNames.length]} ${index + 1}`,
  }));
  const marks = new Map<string, SheetStatus>();
  for (const [s, session] of sessionList.entries()) {
    for (const [p, student] of studentList.entries())
      marks.set(markKey(session.id, student.id), cycle[(s * 5 + p * 7 + ((s * p) % 3)) % cycle.length] ?? 'present');
  }
  return {
    institution: 'Northfield University',
    classCode: 'CS101',
    classTitle: 'Introduction to Programming',
    teachers: ['Dr. Ada Lovelace', 'Prof. Alan Turing'],
    timeZone: 'Asia/Kolkata',
    from: '2026-09-01',
    to: '2026-11-30',
    generatedAt: new Date('2026-12-01T06:00:00Z'),
    generatedBy: 'Dr. Ada Lovelace',
    locale: 'en-GB',
    rule: { percentageBase: 'held', excusedRule: 'left_out', freeAbsences: 0, minimumPercentage: 75 },
    sessions: sessionList,
    students: studentList,
    marks,
  };
}

export const sampleSheet = (students: number, sessions: number, studentNames?: readonly string[]): Sheet =>
  buildSheet(sampleInput(students, sessions, studentNames));
