/** Sentences as students write them, with what they mean. */
import { meaning, type Example } from './example.ts';

const thisMonth = { from: '2026-11-01', to: '2026-11-18' };
const thisWeek = { from: '2026-11-16', to: '2026-11-18' };

export const students: readonly Example[] = [
  ...meaning('student', 'check_in', [
    ['check in 123456', { code: '123456' }],
    ['123456', { code: '123456' }],
    ['123 456', { code: '123456' }],
    ['my code is 482913', { code: '482913' }],
    ['the code is 482913 for CS101', { code: '482913', class: 'CS101' }],
    ["I'm here"],
    ['im here'],
    ['present'],
    ['here i am!'],
    ['check me in please'],
    ['I want to check in to CS101', { class: 'CS101' }],
    ['checkin'],
    ['mark me present'],
    ['check in with code 1234', { code: '1234' }],
    ['Good morning, I am in class'],
  ]),
  ...meaning(
    'student',
    'check_in',
    [
      [''],
      ['check in'],
      ['CS101', { class: 'CS101' }],
      ["I'm here"],
      ['my selfie'],
      ['good morning! sorry, running late'],
      ['selfie for linear algebra', { class: 'linear algebra' }],
      ['654321', { code: '654321' }],
    ],
    1,
  ),
  ...meaning('student', 'my_record', [
    ['how is my attendance in CS101?', { class: 'CS101' }],
    ['my attendance'],
    ['show me my record for this month', thisMonth],
    ['How many classes did I miss last month?', { from: '2026-10-01', to: '2026-10-31' }],
    ['was I marked present yesterday?', { from: '2026-11-17', to: '2026-11-17' }],
    ["what's my attendence percentage"],
    ['am I below the minimum in linear algebra?', { class: 'linear algebra' }],
    ['attendance'],
    ['how am I doing?'],
    ['did i attend cs101 on 12 November', { class: 'CS101', from: '2026-11-12', to: '2026-11-12' }],
    ['have I been late since Monday', thisWeek],
    ['my absences in the last 30 days', { from: '2026-10-20', to: '2026-11-18' }],
  ]),
  ...meaning('student', 'agree_to_face_recognition', [
    ['I agree to face recognition'],
    ['i agree'],
    ['I give my consent'],
    ['yes I consent to the use of my photos for attendance'],
  ]),
  ...meaning('student', 'enrol_face', [
    ['enrol my face'],
    ['enroll'],
    ['please register my face'],
    ['I want to add a new photo'],
    ['can you set up face recognition with these photos'],
  ]),
  ...meaning(
    'student',
    'enrol_face',
    [
      ['enrol my face'],
      ['here are my photos for face recognition'],
      ['use this as my face id photo'],
      ['register these selfies'],
    ],
    3,
  ),
  ...meaning('student', 'forget_face', [
    ['forget my face'],
    ['delete my photos'],
    ['please remove all my face data'],
    ['I want to withdraw my consent'],
    ['erase my biometric data from the system'],
  ]),
  ...meaning('student', 'who_am_i', [['help'], ['hi'], ['what can I say?'], ['what are my classes']]),
];
