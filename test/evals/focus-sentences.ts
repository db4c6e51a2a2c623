/**
 * Sentences about the focus index: turning it on and off, asking for it, and photos of the room that are meant for it.
 */
import { meaning, type Example } from './example.ts';

export const focus: readonly Example[] = [
  ...meaning('teacher', 'focus_index', [
    ['focus of CS101 today', { class: 'CS101', date: '2026-11-18' }],
    ['focus of CS101', { class: 'CS101' }],
    ['how focused is CS101?', { class: 'CS101' }],
    ['how focused were they yesterday?', { date: '2026-11-17' }],
    ['show me the focus index of CS101', { class: 'CS101' }],
    ['focus index'],
    ['how is the focus in CS101?', { class: 'CS101' }],
    ['how was the focus in CS101 on Monday?', { class: 'CS101', date: '2026-11-16' }],
    ['focus chart for CS101', { class: 'CS101' }],
    ['what was the focus index of Linear Algebra yesterday?', { class: 'Linear Algebra', date: '2026-11-17' }],
  ]),
  ...meaning(
    'teacher',
    'measure_focus',
    [
      ['focus of CS101', { class: 'CS101' }],
      ['focus'],
      ['how focused is CS101 now?', { class: 'CS101' }],
      ['measure the focus of CS101', { class: 'CS101' }],
      ['focus index please'],
    ],
    1,
  ),
  ...meaning('teacher', 'call_roll', [['roll call CS101', { class: 'CS101' }]], 1),
  ...meaning('admin', 'turn_on_focus', [
    ['turn on focus for CS101, DPIA 2026-14', { class: 'CS101', dpiaReference: '2026-14' }],
    ['Please switch the focus index on for CS101 with DPIA DS-2026/3', { class: 'CS101', dpiaReference: 'DS-2026/3' }],
    ['turn on the focus index of CS101 (DPIA: 14)', { class: 'CS101', dpiaReference: '14' }],
    ['turn on focus for CS101', { class: 'CS101' }],
    [
      'turn on focus for CS101 per student, DPIA 2026-14',
      { class: 'CS101', dpiaReference: '2026-14', perStudent: true },
    ],
    [
      'turn on focus for CS101 with at least 12 people, impact assessment number 7',
      { class: 'CS101', dpiaReference: '7', minimumPeople: 12 },
    ],
  ]),
  ...meaning('admin', 'turn_off_focus', [
    ['turn off focus for CS101', { class: 'CS101' }],
    ['switch the focus index off in CS101', { class: 'CS101' }],
  ]),
  ...meaning('student', 'agree_to_focus', [['I agree to the focus index'], ['I consent to my own focus index']]),
  ...meaning('student', 'stop_focus', [
    ['stop my focus index'],
    ['delete my focus'],
    ['I no longer agree to the focus index'],
  ]),
  ...meaning('admin', 'nothing', [["don't turn on focus for CS101"], ['should I turn off focus for CS101?']]),
  ...meaning('teacher', 'nothing', [['turn on focus for CS101, DPIA 2026-14'], ['turn off focus for CS101']]),
  ...meaning('teacher', 'harmless', [
    ['please focus on the exam'],
    ['what should we focus on in CS101?'],
    ['he said they were not focused'],
  ]),
];
