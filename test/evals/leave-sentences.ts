/** Sentences about leave: asking for it, looking at it, deciding, and what sounds like it and is none. */
import { meaning, type Example } from './example.ts';

const tomorrow = { from: '2026-11-19', to: '2026-11-19' };
const friday = { from: '2026-11-20', to: '2026-11-20' };

export const leave: readonly Example[] = [
  ...meaning('student', 'request_leave', [
    ['I am ill tomorrow', { ...tomorrow, reason: 'ill' }],
    ["I'm sick", { from: '2026-11-18', to: '2026-11-18', reason: 'sick' }],
    ['hi, im sick today and can\'t come to class', { from: '2026-11-18', to: '2026-11-18', reason: 'sick' }],
    ['I was ill on Monday', { from: '2026-11-16', to: '2026-11-16', reason: 'ill' }],
    ['I am ill tomorrow in CS101', { class: 'CS101', ...tomorrow, reason: 'ill' }],
    ['I have a fever today', { from: '2026-11-18', to: '2026-11-18', reason: 'a fever' }],
    ["I'm in hospital until Friday", { from: '2026-11-18', to: '2026-11-20', reason: 'in hospital' }],
    ['I need leave for CS101 on Friday because of a funeral', { class: 'CS101', ...friday, reason: 'a funeral' }],
    ['I need leave tomorrow', { ...tomorrow }],
    ['I would like to ask for leave from 23 to 27 November because of my sister\'s wedding', { from: '2026-11-23', to: '2026-11-27', reason: "my sister's wedding" }],
    ['can I have leave on Monday for a dentist appointment?', { from: '2026-11-23', to: '2026-11-23', reason: 'a dentist appointment' }],
    ['request leave for Linear Algebra on Friday (doctor)', { class: 'Linear Algebra', ...friday, reason: 'doctor' }],
    ['sick leave tomorrow please', { ...tomorrow, reason: 'sick' }],
    ["I can't come to CS101 tomorrow because I have a doctor's appointment", { class: 'CS101', ...tomorrow, reason: "I have a doctor's appointment" }],
    ['I cannot attend linear algebra on Friday due to an exam', { class: 'linear algebra', ...friday, reason: 'an exam' }],
    ['I will be absent tomorrow because of a court hearing', { ...tomorrow, reason: 'a court hearing' }],
    ['I will miss CS101 on Friday because of the train strike', { class: 'CS101', ...friday, reason: 'the train strike' }],
    ["I won't be here next week because of a competition", { from: '2026-11-23', to: '2026-11-29', reason: 'a competition' }],
    ['please excuse me from CS101 on Friday - family emergency', { class: 'CS101', ...friday, reason: 'family emergency' }],
    ['I have covid, cant come today', { from: '2026-11-18', to: '2026-11-18', reason: 'covid' }],
    ["I'd like a day off on Friday", { ...friday }],
    ["I'll miss the lecture tomorrow, sorry", { ...tomorrow }],
    ['I need three days off from Monday because of surgery', { from: '2026-11-23', to: '2026-11-25', reason: 'surgery' }],
    ['I need leave for three days from Monday because of surgery', { from: '2026-11-23', to: '2026-11-25', reason: 'surgery' }],
    ['my son is ill tomorrow', { student: 'my son', ...tomorrow, reason: 'ill' }],
    ['my daughter Ada is sick today', { student: 'Ada', from: '2026-11-18', to: '2026-11-18', reason: 'sick' }],
  ]),
  ...meaning('student', 'leave_requests', [['leave requests'], ['my leave requests'], ['show my leave'], ['is my leave approved?'], ['leave'], ['my leave'], ['leave request']]),
  ...meaning('teacher', 'leave_requests', [
    ['leave requests'], ['leave requests for CS101', { class: 'CS101' }], ['show me the pending leave requests', { status: 'pending' }], ['who is on leave?', { status: 'approved' }], ['any open leave requests?', { status: 'pending' }],
  ]),
  ...meaning('teacher', 'decide_leave', [
    ["approve Ada's leave", { student: 'Ada', decision: 'approve' }],
    ["Please approve Ada Lovelace's leave request for CS101", { student: 'Ada Lovelace', decision: 'approve', class: 'CS101' }],
    ["reject Ada's leave because there is an exam", { student: 'Ada', decision: 'reject', comment: 'there is an exam' }],
    ['decline the leave request of Blaise', { student: 'Blaise', decision: 'reject' }],
    ['approve leave for Ada in CS101', { student: 'Ada', decision: 'approve', class: 'CS101' }],
    ["could you approve Chen's leave?", { student: 'Chen', decision: 'approve' }],
    ['grant Ada leave', { student: 'Ada', decision: 'approve' }],
  ]),
  ...meaning('student', 'harmless', [
    ["I'm sick of this homework"], ["I'm sick of CS101"], ['I am ill-prepared for the exam'], ['can I leave early?'], ['I leave tomorrow'], ["I don't need leave tomorrow"], ['do I need leave for Friday?'], ["I can't come up with an idea"], ["approve Ada's leave"],
    ['my friend is ill'], ['Ada is ill tomorrow'], ["I'm not ill"], ['excuse me'], ['excuse me, where is CS101?'], ['I miss my dog'], ['what happens when I am ill?'], ['he said he is ill tomorrow'], ['leave me alone'], ['I might be ill tomorrow'],
    ['how do I ask for leave?'], ['withdraw my leave request'], ['I am ill tomorrow?'], ["I won't be late tomorrow"], ["I can't check in"], ['I will miss you'], ["I'm not sick, I'm late"],
  ]),
  ...meaning('teacher', 'harmless', [
    ['approve everything'], ['approve all leave requests'], ["don't approve Ada's leave"], ["should I approve Ada's leave?"], ["did I approve Ada's leave?"], ["I approved Ada's leave"], ['approve my leave'], ['I am ill tomorrow'], ["approve Ada's homework"],
    ["Ada's leave was approved"], ["approve Ada's leave and Blaise's homework"], ['who can approve leave?'],
  ]),
];
