/** What waits for a decision. */
export const inbox = {
  title: 'Inbox',
  lead: 'J and K move, A approves, D declines.',
  nothing: 'Nothing waits for you',
  nothingText: 'Requests for leave and appeals are listed here. In the chat, “what waits for me?” tells the same.',
  kind: { leave: 'Leave', appeal: 'Appeal' },
  asks: 'asked by {{name}}',
  allClasses: 'All classes',
  days: '{{from}} – {{to}}',
  wants: '{{class}}, {{day}}: should be {{status}}',
  noReason: 'The reason was erased.',
  evidence: 'File {{number}} ({{kind}})',
  toRegister: 'To the register',
  approve: { leave: 'Approve', appeal: 'Accept' },
  decline: { leave: 'Decline', appeal: 'Decline' },
  ask: {
    approve: {
      leave: 'Approve the leave of {{name}}?',
      appeal: 'Accept the appeal of {{name}}?',
    },
    decline: {
      leave: 'Decline the leave of {{name}}?',
      appeal: 'Decline the appeal of {{name}}?',
    },
  },
  text: {
    approve: {
      leave: 'Absences under it become excused.',
      appeal: 'The record is corrected: {{status}}.',
    },
    decline: {
      leave: 'Nothing in the registers changes.',
      appeal: 'The record stays as it is.',
    },
  },
  answer: 'What you answer',
  answerHint: '{{name}} reads it.',
  back: 'Back',
  done: {
    approve: { leave: 'Approved: {{name}} is told.', appeal: 'Accepted: {{name}} is told.' },
    decline: { leave: 'Declined: {{name}} is told.', appeal: 'Declined: {{name}} is told.' },
  },
} as const;
