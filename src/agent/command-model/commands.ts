/**
 * Sentences that ask for something to be done. Each has to be a command from its first word to its last, with only
 * courtesy, class, day and length taken out: what says anything besides, such as a "don't" or "he said", is none.
 */
import { DateTime } from 'luxon';
import { readAnnouncement } from './announcement-grammar.ts';
import { readAppeal } from './appeal-grammar.ts';
import { readApproval, readDecision, readPhotoDecision } from './decision-grammar.ts';
import { readMeasured, readTurnOff, readTurnOn } from './focus-grammar.ts';
import { readLeave } from './leave-grammar.ts';
import { readMarks } from './mark-grammar.ts';
import { find, plainOf, rawOf, says, type Phrase } from './phrase.ts';
import { ofPlans, takeSlots, wishOf, type Sentence, type Slots } from './sentence.ts';
import { bareTitle } from './class-name.ts';
import { readSubstitute } from './substitute-grammar.ts';
import type { ToolName } from '../../../tools/tool-names.ts';

export interface ToolCallDraft {
  tool: ToolName;
  args: Record<string, unknown>;
}

const call = (tool: ToolName, args: Record<string, unknown> = {}): ToolCallDraft[] => [
  { tool, args: Object.fromEntries(Object.entries(args).filter(([, value]) => value !== undefined)) },
];
type Command = (sentence: Sentence) => ToolCallDraft[];
const nothing: ToolCallDraft[] = [];

/** A command of fixed words. */
const exactly =
  (tool: ToolName, pattern: RegExp): Command =>
  (sentence) =>
    !sentence.isQuestion && pattern.test(plainOf(sentence.phrase)) ? call(tool) : nothing;

const undo = exactly(
  'undo_last',
  /^(undo|revert|roll back|rollback|reverse|take back|take (it|that|this) back)( (it|that|this|the (last|latest|previous)( one| change| mark| action| thing)?|my (last|latest) (change|mark|action)|last( change)?|what (i|you) just did))?$/,
);
const forget = exactly(
  'forget_face',
  /^(?:i (?:hereby )?(?:want to )?)?(forget|delete|remove|erase|wipe|withdraw|revoke|destroy|take back)( (all|my|me|the|of|and|face|faces|photos?|pictures?|images?|selfies?|biometrics?|biometric|data|consent|agreement|templates?|recognition|everything about|from( the| your)? (system|database)))*( (face|faces|photos?|pictures?|selfies?|data|consent|agreement|templates?|biometrics?))( (from|in)( the| your)? (system|database))?$|^i no longer (agree|consent)( to face recognition)?$|^stop (using )?(my face|face recognition|recognising me)$/,
);
const agree = exactly(
  'agree_to_face_recognition',
  /^(yes )?(i )?(agree|consent|accept)( to)?( (the|use|using|of|my|face|facial|recognition|terms|photos?|for|attendance|being|recognised|recognized|it|that|this|conditions))*$|^(i )?(give|grant)( you)?( my)? (consent|agreement|permission)( (to|for|the|use|of|my|face|facial|recognition|photos?))*$/,
);
const enrol = exactly(
  'enrol_face',
  /^(enrol|enroll|register|add|save|store|set up|upload|use|update|here are|here is|here's|these are|this is)( (me|my|a|an|new|some|another|these|this|the|for|as|to|with|up|face|recognition|id))*( (face|faces|selfies?|photos?|pictures?|biometrics))( (for|to|as|with|the|my|these|face|recognition|enrolment|enrollment|system|photos?))*$|^(enrol|enroll)( me| my face| these| this| them)?$/,
);

const account = '(?:slack|teams|microsoft teams|chat|account|accounts|this|my|the|me|it|here|from|to|in|with)';
const unlink = exactly('unlink_account', new RegExp(`^(?:unlink|disconnect)(?: ${account})*$`));
const link = exactly(
  'link_account',
  new RegExp(`^(?:link|connect)(?: ${account})*$|^(?:give me |get |i need |make )?(?:a |my )?(?:linking|link) code$`),
);

/** "this is my photo" enrols only with the word for it; elsewhere it comes with a check-in. */
const enrolFace: Command = (sentence) =>
  says(sentence.phrase, /^(here|these|this|use|update|upload)\b/) &&
  !says(sentence.phrase, /\b(enrol|enroll|register|enrolment|enrollment|recognition|id)\b/)
    ? nothing
    : enrol(sentence);

const mark: Command = ({ text, isQuestion, around }) =>
  readMarks(text, isQuestion, around).flatMap((args) => call('mark_student', args));

/** A command that a reader of its own makes out. */
const readBy =
  (tool: ToolName, read: (sentence: Sentence) => Record<string, unknown> | undefined): Command =>
  (sentence) => {
    const args = read(sentence);
    return args ? call(tool, args) : nothing;
  };

const markRead = exactly(
  'mark_notifications_read',
  /^(?:mark|set) (?:(?:all|everything|them all|all of them|all of it|my|the|unread) ?)*(?:notifications?|messages|alerts|news)?(?: as)? ?(?:read|seen)$/,
);

// ── Sessions ───────────────────────────────────────────────────────────────────────────────────────────────────────

const openVerb = 'open|start|begin|launch|kick off';
const closeVerb = 'close|end|finish|stop|wrap up|conclude|shut';
const article = "(?:the|a|an|my|our|this|that|new|current|todays?|today's|next)";
const meeting =
  '(?:session|class|classes|lesson|lecture|course|attendance|check in|check ins|checking in|register|meeting|period|seminar|lab|tutorial|taking)';
/** Things that are opened and closed in a school and are no class. */
const noClass =
  /\b(window|windows|door|doors|tab|book|books|laptop|app|browser|account|ticket|file|chat|gate|curtains?|lights?|projector|up|discussion|conversation|mouth|eyes|music|video|call|link|page|website|it|that|this|talking|day|week|year|term|semester|over|again|story|sesame|scratch|file|deal|meal|lunch|break|enough)\b/;

/** The class of "open Linear Algebra", "close the algebra session"; null when the object is no class at all. */
function readObject(slots: Slots, verbs: string, allowBare: boolean): { class: string | undefined } | null {
  const isTitleWithOf =
    slots.class !== undefined &&
    slots.class !== '' &&
    /\bof\b/.test(plainOf(slots.whole)) &&
    !new RegExp(`\\b${meeting}\\b`).test(slots.plain);
  if (/^(start|beginning|end|close) of\b/.test(plainOf(slots.whole))) return null;
  return (
    readNamed(slots, verbs, allowBare) ??
    (isTitleWithOf
      ? readNamed({ ...slots, class: undefined, core: slots.whole, plain: plainOf(slots.whole) }, verbs, false)
      : null)
  );
}

function readNamed(slots: Slots, verbs: string, allowBare: boolean): { class: string | undefined } | null {
  const bare = new RegExp(`^(?:${verbs})(?: up)?(?: ${article})*(?: ${meeting})*(?: up| now)?$`);
  if (bare.test(slots.plain))
    return slots.class !== undefined || allowBare || new RegExp(`${meeting}`).test(slots.plain)
      ? { class: slots.class }
      : null;
  if (slots.class !== undefined) return null;
  const verb = slots.plain.match(new RegExp(`^(?:${verbs})(?: up)? `))?.[0];
  if (!verb) return null;
  const object = slots.core.slice(verb.trim().split(' ').length);
  const isCalledClass = new RegExp(`^${meeting}$`).test(object.at(-1)?.plain ?? '');
  const named = isCalledClass ? withoutArticle(object.slice(0, -1)) : object;
  return bareTitle.test(plainOf(named)) &&
    !noClass.test(plainOf(object)) &&
    !/^(the|a|an|my|your|his|her)\b/.test(plainOf(named))
    ? { class: rawOf(named) }
    : null;
}

const withoutArticle = (phrase: Phrase): Phrase =>
  /^(the|a|my|our|this)$/.test(phrase[0]?.plain ?? '') ? phrase.slice(1) : phrase;
/** Sessions open and close now: what names another day is something else. */
const isNow = ({ days }: Slots, { around }: Sentence): boolean =>
  days === undefined ||
  (days.from === days.to && days.from === DateTime.fromJSDate(around.now, { zone: around.timeZone }).toISODate());

const open: Command = (sentence) => {
  const slots = takeSlots(sentence, ['minutes']);
  const object = sentence.isQuestion || !isNow(slots, sentence) ? null : readObject(slots, openVerb, true);
  return object ? call('open_session', { class: object.class, durationMinutes: slots.minutes }) : nothing;
};

const close: Command = (sentence) => {
  const slots = takeSlots(sentence);
  const object =
    sentence.isQuestion || !isNow(slots, sentence) ? null : readObject(slots, closeVerb, slots.plain === 'close');
  return object ? call('close_session', { class: object.class }) : nothing;
};

const lesson = '(?:session|class|lesson|lecture|seminar|lab|tutorial|period)';
const cancelWords = new RegExp(`^(?:cancel|call off)(?: ${article})*(?: (?<title>.+?))??(?<lesson> ${lesson})?$`);

/** "cancel CS101 on Friday", "call off the algebra class tomorrow": a class by its code, or the word for one. */
const cancel: Command = (sentence) => {
  const { class: named, core, plain, days } = takeSlots(ofPlans(sentence));
  const { title, lesson: word } = cancelWords.exec(plain)?.groups ?? {};
  const isMeant =
    cancelWords.test(plain) &&
    (named !== undefined
      ? title === undefined
      : word !== undefined && (title === undefined || (bareTitle.test(title) && !noClass.test(title))));
  if (sentence.isQuestion || !isMeant || (days && days.from !== days.to)) return nothing;
  const words = title?.split(' ').length ?? 0;
  const typed = title === undefined ? named : rawOf(core.slice(-1 - words, -1));
  return call('cancel_session', { class: typed, date: days?.from });
};

const codeNoun =
  /^(?:(?:make|create|generate|issue|new|get|give|show|send|display|refresh)(?: (?:me|us|them|the students))? ?)?(?:(?:a|an|the|another|one|fresh|new|check|in|attendance|session|class|students?|six|6|digit|6-digit|six-digit|one-time) )*(?:code|otp|pin|pin code|passcode)(?: (?:to|for) (?:check in|checking in|students|the students|them|attendance))*$/;

const makeCode: Command = (sentence) => {
  const slots = takeSlots(sentence, ['minutes']);
  const isAsked = sentence.isQuestion && !/^(a|an|another|new)? ?(code|otp|pin)$/.test(slots.plain);
  if (
    isAsked ||
    says(sentence.phrase, /\bcode of\b/) ||
    !isNow(slots, sentence) ||
    !codeNoun.test(plainOf(wishOf(slots)))
  )
    return nothing;
  return call('make_code', { class: slots.class, lifeMinutes: slots.minutes });
};

const rollPattern =
  /^(?:start (?:the |a )?roll(?: call)?|(?:(?:take|do|call|run|make|have)(?: (?:the|a|our))? )?(?:a )?(?:roll call|roll|register|attendance|head ?count))(?: (?:from|with|using|by|of|off|on|this|that|the|my|attached|these|photos?|pictures?|images?|class|room|a))*$|^(?:who is|who's|who are|recognise|recognize|identify)(?: everyone| the students| students)?(?: (?:in|on|from|this|that|the|my|these))* (?:photos?|pictures?|images?)$|^(?:class|room) (?:photo|picture)$|^(?:photo|picture) of the (?:class|room)$/;

const callRoll: Command = (sentence) => {
  const slots = takeSlots(sentence);
  const isMeant =
    rollPattern.test(plainOf(wishOf(slots))) &&
    (sentence.photos > 0 || /^(take|do|call|run|start|make|have|roll|a roll)\b/.test(plainOf(wishOf(slots))));
  return isMeant && isNow(slots, sentence) && (!sentence.isQuestion || sentence.photos > 0)
    ? call('call_roll', { class: slots.class })
    : nothing;
};

const inviteWords =
  /^(?:invite|send (?:the )?(?:invitations|invites)(?: to)?|mail (?:the )?(?:invitations|invites)(?: to)?)(?: (?:the|all|whole|everyone|everybody|students?|class|course|roster|in|of|to|for|from))*$/;

const invite: Command = (sentence) => {
  const slots = takeSlots(sentence);
  return !sentence.isQuestion && slots.days === undefined && inviteWords.test(slots.plain)
    ? call('invite_class', { class: slots.class })
    : nothing;
};

const joinVerb = '(?:join|enrol(?:l)? me(?: in| with| to)?|add me(?: to)?|sign me up(?: for)?)';
const joinCode = new RegExp(
  `^(?:${joinVerb}(?: (?:the|a|my|class|course|with|by|using))*(?<hint> code| join code)?|(?:my|the) join code is|join code)(?: is)? (?<code>[a-z0-9]{6}|[a-z0-9]{3} [a-z0-9]{3})$`,
);

/** "join 7KQ3MX": of six letters alone only capitals make a code. */
const join: Command = (sentence) => {
  const found = sentence.isQuestion ? undefined : find(sentence.phrase, joinCode);
  const typed = rawOf(found?.groups['code'] ?? []).replace(/\s/g, '');
  const isCode = says(sentence.phrase, /\bcode\b/) || /\d/.test(typed) || /^\p{Lu}+$/u.test(typed);
  return typed.length === 6 && isCode ? call('join_class', { code: typed.toUpperCase() }) : nothing;
};

// ── Check-in ───────────────────────────────────────────────────────────────────────────────────────────────────────

const arrival =
  /^(?:(?:check|checking|sign|signing|clock|log)(?: me)? in|check in(?: me)?|check me in|mark me(?: as)? (?:present|here)|(?:register|record|take|mark) my (?:attendance|presence))(?: (?:with|using|by))?(?: (?:my|the|this|a))?(?: (?:code|selfie|photo|face|otp|pin|is))*$|^(?:i'm|i am)(?: now| already| finally)? (?:here|present|in|in class|in the room|in the classroom|at school|in the lecture)$|^(?:here|present)(?: i am| now| sir| miss| ma'am)?$|^here i am$|^(?:my )?selfie$/;
const codeIntro = /^(?:(?:my|the|here|is|here's|check|in|code|otp|pin|with|using) ?)*$/;

const checkIn: Command = (sentence) => {
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
const checkOut: Command = (sentence) => {
  const { class: named, plain, days, ...slots } = takeSlots(sentence);
  if (sentence.isQuestion || sentence.isNegated || !isNow({ class: named, plain, days, ...slots }, sentence))
    return nothing;
  const isLeaving =
    leavingWords.test(plain) &&
    (named === undefined || /\d/.test(named) || says(sentence.phrase, /\b(?:class|lesson|lecture|session)\b/));
  return checkOutWords.test(plain) || isLeaving ? call('check_out', { class: named }) : nothing;
};

const focusIndex = '(?:(?:the|a|my|own) )*focus(?: index)?';
const agreeToFocus = exactly('agree_to_focus', new RegExp(`^(?:yes )?i? ?(?:agree|consent) to ${focusIndex}$`));
const stopFocus = exactly(
  'stop_focus',
  new RegExp(
    `^(?:stop|end|delete|withdraw(?: from)?|no more) ${focusIndex}$|^i no longer (?:agree|consent) to ${focusIndex}$`,
  ),
);

/** Tried in this order; no two mean the same words. */
export const commands: readonly (readonly [ToolName, Command])[] = [
  ['announce', readBy('announce', ({ text }) => readAnnouncement(text))],
  ['undo_last', undo],
  ['mark_notifications_read', markRead],
  ['agree_to_focus', agreeToFocus],
  ['stop_focus', stopFocus],
  ['turn_on_focus', readBy('turn_on_focus', readTurnOn)],
  ['turn_off_focus', readBy('turn_off_focus', readTurnOff)],
  ['measure_focus', readBy('measure_focus', readMeasured)],
  ['unlink_account', unlink],
  ['link_account', link],
  ['invite_class', invite],
  ['forget_face', forget],
  ['agree_to_face_recognition', agree],
  ['enrol_face', enrolFace],
  ['join_class', join],
  ['check_in', checkIn],
  ['check_out', checkOut],
  ['make_code', makeCode],
  ['call_roll', callRoll],
  ['open_session', open],
  ['close_session', close],
  ['cancel_session', cancel],
  ['name_substitute', readBy('name_substitute', readSubstitute)],
  ['appeal', readBy('appeal', readAppeal)],
  ['request_leave', readBy('request_leave', readLeave)],
  ['mark_student', mark],
  ['decide_leave', readBy('decide_leave', (sentence) => readDecision(sentence, 'leave'))],
  ['answer_appeal', readBy('answer_appeal', (sentence) => readDecision(sentence, 'appeal'))],
  ['decide_approval', readBy('decide_approval', readApproval)],
  ['settle_photo', readBy('settle_photo', readPhotoDecision)],
];
