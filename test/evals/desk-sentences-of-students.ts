/** What students and guardians say at the desk: leaving, joining, appealing, and what is new. */
import { meaning, type Example } from './example.ts';

const yesterday = '2026-11-17';
const thisMonth = { from: '2026-11-01', to: '2026-11-18' };

export const deskOfStudents: readonly Example[] = [
  ...meaning('student', 'check_out', [
    ["I'm leaving"],
    ['im leaving now'],
    ['check me out'],
    ['check me out of CS101', { class: 'CS101' }],
    ['Check out please'],
    ['checkout'],
    ["I'm leaving CS101", { class: 'CS101' }],
    ['I am leaving the lecture early'],
    ['sign me out'],
    ['please check out from CS101', { class: 'CS101' }],
  ]),
  ...meaning('student', 'join_class', [
    ['join 7KQ3MX', { code: '7KQ3MX' }],
    ['join class with code 7kq3mx', { code: '7KQ3MX' }],
    ['Please join the class 7KQ 3MX', { code: '7KQ3MX' }],
    ['I want to join with the code KQTMXR', { code: 'KQTMXR' }],
    ['join KQTMXR', { code: 'KQTMXR' }],
    ['my join code is 7KQ3MX', { code: '7KQ3MX' }],
    ['enrol me with code 7KQ3MX', { code: '7KQ3MX' }],
  ]),
  ...meaning('student', 'appeal', [
    ['I was present on Tuesday in CS101, please correct it', { class: 'CS101', date: yesterday }],
    ['appeal my absence in CS101 yesterday: I was there', { class: 'CS101', date: yesterday, reason: 'I was there' }],
    [
      'I want to appeal my late mark in CS101 on Monday because the reader was broken',
      { class: 'CS101', date: '2026-11-16', reason: 'the reader was broken' },
    ],
    [
      'I was marked absent in CS101 yesterday but I was there',
      { class: 'CS101', date: yesterday, reason: 'I was there' },
    ],
    [
      'I was marked absent on Monday, but I was only late',
      { date: '2026-11-16', wanted: 'late', reason: 'I was only late' },
    ],
    [
      'my record for CS101 yesterday is wrong, I was there the whole time',
      { class: 'CS101', date: yesterday, reason: 'I was there the whole time' },
    ],
    [
      'please correct my attendance in CS101 yesterday: I was present',
      { class: 'CS101', date: yesterday, reason: 'I was present' },
    ],
    ['appeal my absence in Linear Algebra on 12 November', { class: 'Linear Algebra', date: '2026-11-12' }],
    ['dispute my absence yesterday - I had leave', { date: yesterday, wanted: 'excused', reason: 'I had leave' }],
    ['I was there yesterday, can you fix it?', { date: yesterday }],
  ]),
  ...meaning('student', 'appeals', [
    ['appeals'],
    ['my appeals'],
    ['has my appeal been answered?'],
    ['show my appeals'],
  ]),
  ...meaning('student', 'notifications', [
    ["what's new?"],
    ['any notifications?'],
    ['notifications'],
    ['do I have any new notifications?'],
    ['show me my unread notifications'],
    ['any news?'],
    ['is there anything new for me?'],
  ]),
  ...meaning('student', 'mark_notifications_read', [
    ['mark all read'],
    ['mark my notifications as read'],
    ['please mark everything as read'],
    ['mark all notifications read'],
  ]),
  ...meaning('student', 'dashboard', [
    ['my dashboard'],
    ['dashboard please'],
    ['show me my dashboard'],
    ['how is my day looking?'],
  ]),
  ...meaning('student', 'my_record', [['how am I doing in CS101?', { class: 'CS101' }]]),
  ...meaning('guardian', 'my_record', [
    ['how is my son doing?', { student: 'my son' }],
    ["my daughter Ada's attendance in CS101 this month", { student: 'Ada', class: 'CS101', ...thisMonth }],
    ['was my son late yesterday?', { student: 'my son', from: yesterday, to: yesterday }],
    ['attendance'],
    [
      'did my daughter attend CS101 on Monday?',
      { student: 'my daughter', class: 'CS101', from: '2026-11-16', to: '2026-11-16' },
    ],
  ]),
  ...meaning('guardian', 'notifications', [["what's new?"]]),
];
