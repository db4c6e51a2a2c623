/**
 * Commands about consent: agreeing to face recognition or the focus index, giving one's face, and taking it all back.
 */
import { exactly, nothing, type Command } from './command.ts';
import { says } from './phrase.ts';

export const forget = exactly(
  'forget_face',
  new RegExp(
    [
      '^(?:i (?:hereby )?(?:want to )?)?',
      '(forget|delete|remove|erase|wipe|withdraw|revoke|destroy|take back)',
      '( (all|my|me|the|of|and|face|faces|photos?|pictures?|images?|selfies?|biometrics?|biometric|',
      'data|consent|agreement|templates?|recognition|everything about|',
      'from( the| your)? (system|database)))*',
      '( (face|faces|photos?|pictures?|selfies?|data|consent|agreement|templates?|biometrics?))',
      '( (from|in)( the| your)? (system|database))?$|',
      '^i no longer (agree|consent)( to face recognition)?$|',
      '^stop (using )?(my face|face recognition|recognising me)$',
    ].join(''),
  ),
);
export const agree = exactly(
  'agree_to_face_recognition',
  new RegExp(
    [
      '^(yes )?(i )?(agree|consent|accept)( to)?',
      '( (the|use|using|of|my|face|facial|recognition|terms|photos?|for|attendance|being|recognised|',
      'recognized|it|that|this|conditions))*$|',
      '^(i )?(give|grant)( you)?( my)? (consent|agreement|permission)',
      '( (to|for|the|use|of|my|face|facial|recognition|photos?))*$',
    ].join(''),
  ),
);
const enrol = exactly(
  'enrol_face',
  new RegExp(
    [
      "^(enrol|enroll|register|add|save|store|set up|upload|use|update|here are|here is|here's|",
      'these are|this is)',
      '( (me|my|a|an|new|some|another|these|this|the|for|as|to|with|up|face|recognition|id))*',
      '( (face|faces|selfies?|photos?|pictures?|biometrics))',
      '( (for|to|as|with|the|my|these|face|recognition|enrolment|enrollment|system|photos?))*$|',
      '^(enrol|enroll)( me| my face| these| this| them)?$',
    ].join(''),
  ),
);

/** "this is my photo" enrols only with the word for it; elsewhere it comes with a check-in. */
export const enrolFace: Command = (sentence) =>
  says(sentence.phrase, /^(here|these|this|use|update|upload)\b/) &&
  !says(sentence.phrase, /\b(enrol|enroll|register|enrolment|enrollment|recognition|id)\b/)
    ? nothing
    : enrol(sentence);

const focusIndex = '(?:(?:the|a|my|own) )*focus(?: index)?';
export const agreeToFocus = exactly('agree_to_focus', new RegExp(`^(?:yes )?i? ?(?:agree|consent) to ${focusIndex}$`));
export const stopFocus = exactly(
  'stop_focus',
  new RegExp(
    `^(?:stop|end|delete|withdraw(?: from)?|no more) ${focusIndex}$|^i no longer (?:agree|consent) to ${focusIndex}$`,
  ),
);
