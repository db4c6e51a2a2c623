/** Commands with which somebody says that they are here, or leave. */
import { call, isNow, nothing, type Command } from './command.ts';
import { plainOf, says } from './phrase.ts';
import { takeSlots } from './sentence.ts';

const arrival = new RegExp(
  [
    '^(?:(?:check|checking|sign|signing|clock|log)(?: me)? in|check in(?: me)?|check me in|',
    'mark me(?: as)? (?:present|here)|(?:register|record|take|mark) my (?:attendance|presence))',
    '(?: (?:with|using|by))?(?: (?:my|the|this|a))?(?: (?:code|selfie|photo|face|otp|pin|is))*$|',
    "^(?:i'm|i am)(?: now| already| finally)? ",
    '(?:here|present|in|in class|in the room|in the classroom|at school|in the lecture)$|',
    "^(?:here|present)(?: i am| now| sir| miss| ma'am)?$|^here i am$|^(?:my )?selfie$",
  ].join(''),
);
const codeIntro = /^(?:(?:my|the|here|is|here's|check|in|code|otp|pin|with|using) ?)*$/;

export const checkIn: Command = (sentence) => {
  const slots = takeSlots(sentence, ['code']);
  if (sentence.isQuestion || !isNow(slots, sentence)) return nothing;
  const isCode = slots.code !== undefined && codeIntro.test(slots.plain);
  // "in class" says where, and names none.
  const isArrival =
    (slots.class !== undefined && /^(check|checking|sign|log|clock)( me)?( in)?$/.test(slots.plain)) ||
    arrival.test(slots.plain) ||
    arrival.test(plainOf(sentence.phrase));
  return isCode || isArrival ? call('check_in', { class: slots.class, code: slots.code }) : nothing;
};

const checkOutWords = /^(?:check|checking|sign|clock|log)(?: me| myself)? out$/;
const leavingWords =
  /^(?:i'm|i am)(?: now)? leaving(?: early| already)?(?: (?:the|my))?(?: (?:class|lesson|lecture|session|room|classroom))?(?: early)?$/;

/** It cannot be taken back: only who says that they leave now is checked out. */
export const checkOut: Command = (sentence) => {
  const { class: named, plain, days, ...slots } = takeSlots(sentence);
  if (sentence.isQuestion || sentence.isNegated || !isNow({ class: named, plain, days, ...slots }, sentence))
    return nothing;
  const isLeaving =
    leavingWords.test(plain) &&
    (named === undefined || /\d/.test(named) || says(sentence.phrase, /\b(?:class|lesson|lecture|session)\b/));
  return checkOutWords.test(plain) || isLeaving ? call('check_out', { class: named }) : nothing;
};
