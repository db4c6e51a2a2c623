/** Sentences about what else happens at the desk: leaving, joining, announcing, appealing, standing in, letting in, and what is new. */
import { meaning, type Example } from './example.ts';

const yesterday = '2026-11-17';
const thisMonth = { from: '2026-11-01', to: '2026-11-18' };

export const desk: readonly Example[] = [
  ...meaning('student', 'check_out', [
    ["I'm leaving"], ['im leaving now'], ['check me out'], ['check me out of CS101', { class: 'CS101' }], ['Check out please'], ['checkout'], ["I'm leaving CS101", { class: 'CS101' }], ['I am leaving the lecture early'],
    ['sign me out'], ['please check out from CS101', { class: 'CS101' }],
  ]),
  ...meaning('student', 'join_class', [
    ['join 7KQ3MX', { code: '7KQ3MX' }], ['join class with code 7kq3mx', { code: '7KQ3MX' }], ['Please join the class 7KQ 3MX', { code: '7KQ3MX' }], ['I want to join with the code KQTMXR', { code: 'KQTMXR' }], ['join KQTMXR', { code: 'KQTMXR' }],
    ['my join code is 7KQ3MX', { code: '7KQ3MX' }], ['enrol me with code 7KQ3MX', { code: '7KQ3MX' }],
  ]),
  ...meaning('student', 'appeal', [
    ['I was present on Tuesday in CS101, please correct it', { class: 'CS101', date: yesterday }],
    ['appeal my absence in CS101 yesterday: I was there', { class: 'CS101', date: yesterday, reason: 'I was there' }],
    ['I want to appeal my late mark in CS101 on Monday because the reader was broken', { class: 'CS101', date: '2026-11-16', reason: 'the reader was broken' }],
    ['I was marked absent in CS101 yesterday but I was there', { class: 'CS101', date: yesterday, reason: 'I was there' }],
    ['I was marked absent on Monday, but I was only late', { date: '2026-11-16', wanted: 'late', reason: 'I was only late' }],
    ['my record for CS101 yesterday is wrong, I was there the whole time', { class: 'CS101', date: yesterday, reason: 'I was there the whole time' }],
    ['please correct my attendance in CS101 yesterday: I was present', { class: 'CS101', date: yesterday, reason: 'I was present' }],
    ['appeal my absence in Linear Algebra on 12 November', { class: 'Linear Algebra', date: '2026-11-12' }],
    ['dispute my absence yesterday - I had leave', { date: yesterday, wanted: 'excused', reason: 'I had leave' }],
    ['I was there yesterday, can you fix it?', { date: yesterday }],
  ]),
  ...meaning('student', 'appeals', [['appeals'], ['my appeals'], ['has my appeal been answered?'], ['show my appeals']]),
  ...meaning('student', 'notifications', [["what's new?"], ['any notifications?'], ['notifications'], ['do I have any new notifications?'], ['show me my unread notifications'], ['any news?'], ['is there anything new for me?']]),
  ...meaning('student', 'mark_notifications_read', [['mark all read'], ['mark my notifications as read'], ['please mark everything as read'], ['mark all notifications read']]),
  ...meaning('student', 'dashboard', [['my dashboard'], ['dashboard please'], ['show me my dashboard'], ['how is my day looking?']]),
  ...meaning('student', 'my_record', [['how am I doing in CS101?', { class: 'CS101' }]]),
  ...meaning('teacher', 'announce', [
    ["tell CS101 that tomorrow's lecture is in hall B", { class: 'CS101', text: "tomorrow's lecture is in hall B" }],
    ['Please tell CS101: bring your laptops tomorrow', { class: 'CS101', text: 'bring your laptops tomorrow' }],
    ['let CS101 know that I am late, sorry', { class: 'CS101', text: 'I am late, sorry' }],
    ['could you inform the students of Linear Algebra that the exam is moved to Monday?', { class: 'Linear Algebra', text: 'the exam is moved to Monday' }],
    ['announce to CS101: the room is 12 today.', { class: 'CS101', text: 'the room is 12 today.' }],
    ['tell my class that there is no homework', { text: 'there is no homework' }],
    ['send CS101 a message: the projector is broken, and we meet in 14', { class: 'CS101', text: 'the projector is broken, and we meet in 14' }],
    ['message to CS101: who has the key?', { class: 'CS101', text: 'who has the key?' }],
    ['notify the linear algebra class that I am ill tomorrow', { class: 'linear algebra', text: 'I am ill tomorrow' }],
    ['remind everyone in CS101 that essays are due on Friday', { class: 'CS101', text: 'essays are due on Friday' }],
  ]),
  ...meaning('teacher', 'appeals', [['appeals'], ['any open appeals?'], ['appeals in CS101', { class: 'CS101' }], ['who appealed?'], ['show me the appeals'], ['are there any new appeals?']]),
  ...meaning('teacher', 'answer_appeal', [
    ['approve the appeal of Ada', { student: 'Ada', decision: 'approve' }],
    ["reject Ada's appeal: the photo shows another room", { student: 'Ada', decision: 'reject', comment: 'the photo shows another room' }],
    ["accept Ada Lovelace's appeal in CS101", { student: 'Ada Lovelace', decision: 'approve', class: 'CS101' }],
    ['please decline the appeal from Blaise because he left early', { student: 'Blaise', decision: 'reject', comment: 'he left early' }],
    ["approve Chen's appeal of yesterday in CS101", { student: 'Chen', decision: 'approve', class: 'CS101', date: yesterday }],
  ]),
  ...meaning('teacher', 'decide_leave', [["reject Ada's leave: there is an exam", { student: 'Ada', decision: 'reject', comment: 'there is an exam' }]]),
  ...meaning('teacher', 'who_is_present', [['flags in CS101', { class: 'CS101' }], ['any flags in CS101 yesterday?', { class: 'CS101', date: yesterday }], ['are there any flags?'], ['who used the same phone in CS101?', { class: 'CS101' }]]),
  ...meaning('teacher', 'dashboard', [['dashboard'], ['what needs my attention?'], ['what is waiting for me?'], ["show me today's dashboard"]]),
  ...meaning('teacher', 'absentees', [
    ["today's absentees", { from: '2026-11-18', to: '2026-11-18' }], ['absentees'], ['list all absentees of last week', { from: '2026-11-09', to: '2026-11-15' }], ['who was absent yesterday in all my classes?', { from: yesterday, to: yesterday }],
    ['show me the absentees of yesterday', { from: yesterday, to: yesterday }],
  ]),
  ...meaning('teacher', 'class_statistics', [['how did the week go?', { from: '2026-11-16', to: '2026-11-18' }], ['how was the month in CS101?', { class: 'CS101', ...thisMonth }]]),
  ...meaning('teacher', 'name_substitute', [
    ['let Alan take CS101 tomorrow', { teacher: 'Alan', class: 'CS101', date: '2026-11-19' }],
    ['Alan Turing will stand in for me in CS101 on Friday', { teacher: 'Alan Turing', class: 'CS101', date: '2026-11-20' }],
    ['make Alan the substitute for CS101 tomorrow', { teacher: 'Alan', class: 'CS101', date: '2026-11-19' }],
    ['please let Alan Turing cover CS101 on Monday', { teacher: 'Alan Turing', class: 'CS101', date: '2026-11-23' }],
    ['let Alan teach my class tomorrow', { teacher: 'Alan', date: '2026-11-19' }],
    ['let Alan take Linear Algebra tomorrow', { teacher: 'Alan', class: 'Linear Algebra', date: '2026-11-19' }],
    ['could you name Alan as substitute for CS101 on Friday?', { teacher: 'Alan', class: 'CS101', date: '2026-11-20' }],
    ['have alan cover CS101 tomorrow', { teacher: 'alan', class: 'CS101', date: '2026-11-19' }],
  ]),
  ...meaning('teacher', 'notifications', [["what's new"], ['my notifications']]),
  ...meaning('admin', 'approvals', [['who is waiting for approval?'], ['pending sign-ups'], ['approvals'], ['any new registrations?'], ['who wants to be let in?'], ['who signed up?']]),
  ...meaning('admin', 'decide_approval', [
    ['approve Grace Hopper', { name: 'Grace Hopper', decision: 'approve' }], ['please let Grace Hopper in', { name: 'Grace Hopper', decision: 'approve' }], ['approve grace@school.example', { name: 'grace@school.example', decision: 'approve' }],
    ['turn away Mallory', { name: 'Mallory', decision: 'reject' }], ["approve Grace's account", { name: 'Grace', decision: 'approve' }], ['reject the sign-up of Mallory', { name: 'Mallory', decision: 'reject' }], ['let in Grace', { name: 'Grace', decision: 'approve' }],
  ]),
  ...meaning('admin', 'class_statistics', [
    ['how did campus North do this month?', { campus: 'North', ...thisMonth }], ['how did the north campus do last week', { campus: 'north', from: '2026-11-09', to: '2026-11-15' }], ['attendance at campus Zurich this month', { campus: 'Zurich', ...thisMonth }],
    ['statistics for the Main campus', { campus: 'Main' }], ['which campus has the lowest attendance?'], ['how did the week go', { from: '2026-11-16', to: '2026-11-18' }],
  ]),
  ...meaning('admin', 'absentees', [["today's absentees", { from: '2026-11-18', to: '2026-11-18' }], ['who was absent today across the whole school?', { from: '2026-11-18', to: '2026-11-18' }]]),
  ...meaning('admin', 'dashboard', [['dashboard'], ['the dashboard please']]),
  ...meaning('guardian', 'my_record', [
    ['how is my son doing?', { student: 'my son' }], ["my daughter Ada's attendance in CS101 this month", { student: 'Ada', class: 'CS101', ...thisMonth }], ['was my son late yesterday?', { student: 'my son', from: yesterday, to: yesterday }], ['attendance'],
    ['did my daughter attend CS101 on Monday?', { student: 'my daughter', class: 'CS101', from: '2026-11-16', to: '2026-11-16' }],
  ]),
  ...meaning('guardian', 'notifications', [["what's new?"]]),
  ...meaning('guardian', 'harmless', [['check my son in'], ['my son was present yesterday'], ['tell CS101 that my son is ill'], ["approve my son's leave"], ['join 7KQ3MX']]),
  ...meaning('student', 'harmless', [
    ["I'm not leaving"], ["I'm leaving tomorrow"], ['can I check out early?'], ['when can I leave?'], ["I'm leaving the house now"], ["I'm leaving you"], ['my friend is leaving'], ['did I check out?'], ['check this out'], ['I left yesterday'],
    ['how do I join a class?'], ['can I join CS101?'], ['join us for lunch'], ['join CS101'], ["I can't join"], ['join friday'], ['my friend wants to join with code 7KQ3MX'], ["don't join 7KQ3MX"],
    ['I was present yesterday'], ['can I appeal my absence?'], ['how do I appeal?'], ["don't appeal my absence"], ['I was there yesterday'], ['my teacher was present on Tuesday, please correct the homework'], ['I was marked absent yesterday'], ['I was marked absent yesterday but I do not mind'], ['I was marked late but I was told not to worry'], ['does this appeal to you?'],
    ['the record is wrong'], ["I was present, wasn't I?"], ['tell CS101 that I am ill'], ['approve the appeal of Ada'], ["don't mark all read"], ['have you read my notification?'], ['let Alan take CS101 tomorrow'], ['let Grace in'],
  ]),
  ...meaning('teacher', 'harmless', [
    ["don't tell CS101 that the room has changed"], ['should I tell CS101 that the room has changed?'], ['tell me who is missing in CS101'], ['tell Ada that she is late'], ['I told CS101 that the room has changed'], ['tell me that CS101 is open'], ['who told CS101 that?'],
    ['tell CS101 a joke'], ['announce'], ['let me know when CS101 is over'], ['what did I tell CS101?'], ['let us know that you work'], ['tell everybody that I am late'], ['the announcement was wrong'],
    ['approve all appeals'], ["should I approve Ada's appeal?"], ["don't reject Ada's appeal"], ["I approved Ada's appeal"], ["approve Ada's appeal and Blaise's homework"], ['this does not appeal to me'], ['approve Grace Hopper'],
    ['should Alan take CS101 tomorrow?'], ['let Alan take a break tomorrow'], ["don't let Alan take CS101"], ['Alan took CS101'], ['let Alan know'], ['can Alan take CS101 tomorrow?'], ['Ada takes CS101'], ['who stands in for CS101 tomorrow?'], ['let Alan take CS101 this week'], ['let Ada take the test in CS101'],
    ['is there a substitute for CS101?'], ['let him take CS101'], ['mark the exams as read'],
  ]),
  ...meaning('admin', 'photos_to_look_at', [['photos to look at'], ['which photos need a look?'], ['any held photos?'], ['show me the photos to review']]),
  ...meaning('admin', 'settle_photo', [
    ['use the photo of Ada Lovelace', { student: 'Ada Lovelace', decision: 'use' }], ["please use Ada's photo", { student: 'Ada', decision: 'use' }], ['remove the photo of Blaise', { student: 'Blaise', decision: 'discard' }],
    ["discard Ada Lovelace's photo", { student: 'Ada Lovelace', decision: 'discard' }], ['use the photo of Ada and remove the other', { student: 'Ada', decision: 'discardOther' }],
  ]),
  ...meaning('admin', 'harmless', [
    ['should I use the photo of Ada?'], ["don't remove Ada's photo"], ['use my photo'], ['I used the photo of Ada'], ['remove all photos'],
    ['approve everything'], ['approve everyone'], ['approve all sign-ups'], ["don't approve Grace Hopper"], ['should I approve Grace Hopper?'], ['did I approve Grace Hopper?'], ['approve my leave'], ["approve Ada's homework"], ['approve the budget'], ['accept cookies'], ['let me in'],
    ['let them in'], ['who approved Grace?'], ['I approved Grace Hopper'], ['approve Ada and Blaise'], ['approve'], ['reject it'], ['accept the terms'], ["Grace's account was approved"],
  ]),
];
