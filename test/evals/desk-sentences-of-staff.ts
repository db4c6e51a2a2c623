/** What teachers and admins say at the desk: announcing, deciding, standing in, letting in, and what is new. */
import { meaning, type Example } from './example.ts';

const yesterday = '2026-11-17';
const thisMonth = { from: '2026-11-01', to: '2026-11-18' };

export const deskOfStaff: readonly Example[] = [
  ...meaning('teacher', 'announce', [
    ["tell CS101 that tomorrow's lecture is in hall B", { class: 'CS101', text: "tomorrow's lecture is in hall B" }],
    ['Please tell CS101: bring your laptops tomorrow', { class: 'CS101', text: 'bring your laptops tomorrow' }],
    ['let CS101 know that I am late, sorry', { class: 'CS101', text: 'I am late, sorry' }],
    [
      'could you inform the students of Linear Algebra that the exam is moved to Monday?',
      { class: 'Linear Algebra', text: 'the exam is moved to Monday' },
    ],
    ['announce to CS101: the room is 12 today.', { class: 'CS101', text: 'the room is 12 today.' }],
    ['tell my class that there is no homework', { text: 'there is no homework' }],
    [
      'send CS101 a message: the projector is broken, and we meet in 14',
      { class: 'CS101', text: 'the projector is broken, and we meet in 14' },
    ],
    ['message to CS101: who has the key?', { class: 'CS101', text: 'who has the key?' }],
    ['notify the linear algebra class that I am ill tomorrow', { class: 'linear algebra', text: 'I am ill tomorrow' }],
    ['remind everyone in CS101 that essays are due on Friday', { class: 'CS101', text: 'essays are due on Friday' }],
  ]),
  ...meaning('teacher', 'appeals', [
    ['appeals'],
    ['any open appeals?'],
    ['appeals in CS101', { class: 'CS101' }],
    ['who appealed?'],
    ['show me the appeals'],
    ['are there any new appeals?'],
  ]),
  ...meaning('teacher', 'answer_appeal', [
    ['approve the appeal of Ada', { student: 'Ada', decision: 'approve' }],
    [
      "reject Ada's appeal: the photo shows another room",
      { student: 'Ada', decision: 'reject', comment: 'the photo shows another room' },
    ],
    ["accept Ada Lovelace's appeal in CS101", { student: 'Ada Lovelace', decision: 'approve', class: 'CS101' }],
    [
      'please decline the appeal from Blaise because he left early',
      { student: 'Blaise', decision: 'reject', comment: 'he left early' },
    ],
    [
      "approve Chen's appeal of yesterday in CS101",
      { student: 'Chen', decision: 'approve', class: 'CS101', date: yesterday },
    ],
  ]),
  ...meaning('teacher', 'decide_leave', [
    ["reject Ada's leave: there is an exam", { student: 'Ada', decision: 'reject', comment: 'there is an exam' }],
  ]),
  ...meaning('teacher', 'who_is_present', [
    ['flags in CS101', { class: 'CS101' }],
    ['any flags in CS101 yesterday?', { class: 'CS101', date: yesterday }],
    ['are there any flags?'],
    ['who used the same phone in CS101?', { class: 'CS101' }],
  ]),
  ...meaning('teacher', 'dashboard', [
    ['dashboard'],
    ['what needs my attention?'],
    ['what is waiting for me?'],
    ["show me today's dashboard"],
  ]),
  ...meaning('teacher', 'absentees', [
    ["today's absentees", { from: '2026-11-18', to: '2026-11-18' }],
    ['absentees'],
    ['list all absentees of last week', { from: '2026-11-09', to: '2026-11-15' }],
    ['who was absent yesterday in all my classes?', { from: yesterday, to: yesterday }],
    ['show me the absentees of yesterday', { from: yesterday, to: yesterday }],
  ]),
  ...meaning('teacher', 'class_statistics', [
    ['how did the week go?', { from: '2026-11-16', to: '2026-11-18' }],
    ['how was the month in CS101?', { class: 'CS101', ...thisMonth }],
  ]),
  ...meaning('teacher', 'name_substitute', [
    ['let Alan take CS101 tomorrow', { teacher: 'Alan', class: 'CS101', date: '2026-11-19' }],
    [
      'Alan Turing will stand in for me in CS101 on Friday',
      { teacher: 'Alan Turing', class: 'CS101', date: '2026-11-20' },
    ],
    ['make Alan the substitute for CS101 tomorrow', { teacher: 'Alan', class: 'CS101', date: '2026-11-19' }],
    ['please let Alan Turing cover CS101 on Monday', { teacher: 'Alan Turing', class: 'CS101', date: '2026-11-23' }],
    ['let Alan teach my class tomorrow', { teacher: 'Alan', date: '2026-11-19' }],
    ['let Alan take Linear Algebra tomorrow', { teacher: 'Alan', class: 'Linear Algebra', date: '2026-11-19' }],
    ['could you name Alan as substitute for CS101 on Friday?', { teacher: 'Alan', class: 'CS101', date: '2026-11-20' }],
    ['have alan cover CS101 tomorrow', { teacher: 'alan', class: 'CS101', date: '2026-11-19' }],
  ]),
  ...meaning('teacher', 'notifications', [["what's new"], ['my notifications']]),
  ...meaning('admin', 'approvals', [
    ['who is waiting for approval?'],
    ['pending sign-ups'],
    ['approvals'],
    ['any new registrations?'],
    ['who wants to be let in?'],
    ['who signed up?'],
  ]),
  ...meaning('admin', 'decide_approval', [
    ['approve Grace Hopper', { name: 'Grace Hopper', decision: 'approve' }],
    ['please let Grace Hopper in', { name: 'Grace Hopper', decision: 'approve' }],
    ['approve grace@school.example', { name: 'grace@school.example', decision: 'approve' }],
    ['turn away Mallory', { name: 'Mallory', decision: 'reject' }],
    ["approve Grace's account", { name: 'Grace', decision: 'approve' }],
    ['reject the sign-up of Mallory', { name: 'Mallory', decision: 'reject' }],
    ['let in Grace', { name: 'Grace', decision: 'approve' }],
  ]),
  ...meaning('admin', 'class_statistics', [
    ['how did campus North do this month?', { campus: 'North', ...thisMonth }],
    ['how did the north campus do last week', { campus: 'north', from: '2026-11-09', to: '2026-11-15' }],
    ['attendance at campus Zurich this month', { campus: 'Zurich', ...thisMonth }],
    ['statistics for the Main campus', { campus: 'Main' }],
    ['which campus has the lowest attendance?'],
    ['how did the week go', { from: '2026-11-16', to: '2026-11-18' }],
  ]),
  ...meaning('admin', 'absentees', [
    ["today's absentees", { from: '2026-11-18', to: '2026-11-18' }],
    ['who was absent today across the whole school?', { from: '2026-11-18', to: '2026-11-18' }],
  ]),
  ...meaning('admin', 'dashboard', [['dashboard'], ['the dashboard please']]),
  ...meaning('admin', 'photos_to_look_at', [
    ['photos to look at'],
    ['which photos need a look?'],
    ['any held photos?'],
    ['show me the photos to review'],
  ]),
  ...meaning('admin', 'settle_photo', [
    ['use the photo of Ada Lovelace', { student: 'Ada Lovelace', decision: 'use' }],
    ["please use Ada's photo", { student: 'Ada', decision: 'use' }],
    ['remove the photo of Blaise', { student: 'Blaise', decision: 'discard' }],
    ["discard Ada Lovelace's photo", { student: 'Ada Lovelace', decision: 'discard' }],
    ['use the photo of Ada and remove the other', { student: 'Ada', decision: 'discardOther' }],
  ]),
];
