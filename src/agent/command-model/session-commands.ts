/** Commands about classes and their sessions: opening, closing, cancelling, codes, roll call, inviting and joining. */
import { dayOf, daysBetween } from '../../kernel/days.ts';
import { bareTitle } from './class-name.ts';
import { call, isNow, isOver, nothing, type Command } from './command.ts';
import { find, plainOf, rawOf, says, type Phrase } from './phrase.ts';
import { ofPlans, readSentence, takeSlots, wishOf, type Sentence, type Slots } from './sentence.ts';
import { takeRemark } from './slots.ts';

const openVerb = 'open|start|begin|launch|kick off';
const closeVerb = 'close|end|finish|stop|wrap up|conclude|shut';
const article = "(?:the|a|an|my|our|this|that|new|current|todays?|today's|next)";
const meeting = [
  '(?:session|class|classes|lesson|lecture|course|attendance|check in|check ins|checking in|',
  'register|meeting|period|seminar|lab|tutorial|taking)',
].join('');
/** Things that are opened and closed in a school and are no class. */
const noClass = new RegExp(
  [
    String.raw`\b`,
    '(window|windows|door|doors|tab|book|books|laptop|app|browser|account|ticket|file|chat|gate|',
    'curtains?|lights?|projector|up|discussion|conversation|mouth|eyes|music|video|call|link|',
    'page|website|it|that|this|talking|day|week|year|term|semester|over|again|story|sesame|',
    String.raw`scratch|file|deal|meal|lunch|break|enough)\b`,
  ].join(''),
);

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

/** "open CS101", or "open CS101 yesterday" where nobody did. */
export const open: Command = (sentence) => {
  const slots = takeSlots(sentence, ['minutes']);
  const date = isOver(slots, sentence) ? slots.days?.from : undefined;
  const isMeant = !sentence.isQuestion && (date !== undefined || isNow(slots, sentence));
  const object = isMeant ? readObject(slots, openVerb, true) : null;
  return object ? call('open_session', { class: object.class, durationMinutes: slots.minutes, date }) : nothing;
};

/** "close CS101"; a register that was taken late is of an earlier day. */
export const close: Command = (sentence) => {
  const slots = takeSlots(sentence);
  const date = isOver(slots, sentence) ? slots.days?.from : undefined;
  const isMeant = !sentence.isQuestion && (date !== undefined || isNow(slots, sentence));
  const object = isMeant ? readObject(slots, closeVerb, slots.plain === 'close') : null;
  return object ? call('close_session', { class: object.class, date }) : nothing;
};

/** "reopen CS101", "open the session again". */
export const reopen: Command = (sentence) => {
  const slots = takeSlots(sentence);
  if (sentence.isQuestion || !isNow(slots, sentence)) return nothing;
  const isAgain = new RegExp(`^(?:${openVerb}) .*again$`).test(slots.plain);
  const object = isAgain ? readObject(withoutLast(slots), openVerb, true) : readObject(slots, 're-?open', true);
  return object ? call('reopen_session', { class: object.class }) : nothing;
};

const withoutLast = (slots: Slots): Slots => {
  const core = slots.core.slice(0, -1);
  return { ...slots, core, plain: plainOf(core), whole: slots.whole.slice(0, -1) };
};

const missingRegisters = new RegExp(
  [
    '^(?:(?:which|what|are there|show|list|any)(?: me)?(?: the| any)? )?',
    '(?:(?:missing|open|outstanding|forgotten|unfinished) registers?|',
    'registers?(?: (?:is|are|were|have|not|been|still|yet|i|we|did|forgot|to))*',
    ' (?:missing|outstanding|open|taken|take|forgotten|unfinished))(?: (?:yet|still))?$',
  ].join(''),
);

/** "which registers are missing?", "registers not taken". */
export const registersMissing: Command = (sentence) =>
  missingRegisters.test(plainOf(sentence.phrase)) ? call('missing_registers', {}) : nothing;

const lesson = '(?:session|class|lesson|lecture|seminar|lab|tutorial|period)';
const cancelVerb = 'cancel|call off|void|annul|(?:make|declare) void';
const restoreVerb = 'bring back|restore|reinstate|un-?cancel|give back';
const aboutLesson = (verbs: string): RegExp =>
  new RegExp(`^(?:${verbs})(?: ${article})*(?: (?<title>.+?))??(?<lesson> ${lesson})?$`);
const [cancelWords, restoreWords] = [aboutLesson(cancelVerb), aboutLesson(restoreVerb)];

/**
 * "cancel CS101 on Friday", "call off the algebra class tomorrow because of snow": a class by its code, or the word for
 * one.
 */
export const cancel: Command = (sentence) => {
  const { remark, text } = takeRemark(sentence.text);
  if (remark === undefined || sentence.isQuestion) return planned(sentence, 'cancel_session', cancelWords);
  const asked = planned(readSentence(text, sentence.photos, sentence.around), 'cancel_session', cancelWords);
  return asked.flatMap(({ tool, args }) => call(tool, { ...args, reason: remark }));
};
/** "bring back CS101 on Friday". */
export const restore: Command = (sentence) => planned(sentence, 'restore_session', restoreWords);

function planned(
  sentence: Parameters<Command>[0],
  tool: 'cancel_session' | 'restore_session',
  asked: RegExp,
): ReturnType<Command> {
  const { class: named, core, plain, days } = takeSlotsOfPlan(sentence);
  const { title, lesson: word } = asked.exec(plain)?.groups ?? {};
  const isMeant =
    asked.test(plain) &&
    (named !== undefined
      ? title === undefined
      : word !== undefined && (title === undefined || (bareTitle.test(title) && !noClass.test(title))));
  if (sentence.isQuestion || !isMeant || (days && days.from !== days.to)) return nothing;
  const words = title?.split(' ').length ?? 0;
  const typed = title === undefined ? named : rawOf(core.slice(-1 - words, -1));
  return call(tool, { class: typed, date: days?.from });
}

/** Nobody plans a lesson so far ahead without saying of which year it is. */
const farthestDays = 183;

/** Voiding is about what was, cancelling about what is to come; but "17 November" on the 18th was yesterday. */
function takeSlotsOfPlan(sentence: Sentence): Slots {
  const ahead = takeSlots(ofPlans(sentence));
  const today = dayOf(sentence.around.now, sentence.around.timeZone);
  const isFar = ahead.days !== undefined && daysBetween(today, ahead.days.from) > farthestDays;
  const isPast = /^(?:void|annul|make|declare)/.test(plainOf(sentence.phrase));
  return isPast || isFar ? takeSlots(sentence) : ahead;
}

const codeNoun = new RegExp(
  [
    '^(?:(?:make|create|generate|issue|new|get|give|show|send|display|refresh)',
    '(?: (?:me|us|them|the students))? ?)?',
    '(?:(?:a|an|the|another|one|fresh|new|check|in|attendance|session|class|students?|six|6|digit|',
    '6-digit|six-digit|one-time) )*(?:code|otp|pin|pin code|passcode)',
    '(?: (?:to|for) (?:check in|checking in|students|the students|them|attendance))*$',
  ].join(''),
);

export const makeCode: Command = (sentence) => {
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

const rollPattern = new RegExp(
  [
    '^(?:start (?:the |a )?roll(?: call)?|',
    '(?:(?:take|do|call|run|make|have)(?: (?:the|a|our))? )?(?:a )?',
    '(?:roll call|roll|register|attendance|head ?count))',
    '(?: (?:from|with|using|by|of|off|on|this|that|the|my|attached|these|photos?|pictures?|images?|',
    'class|room|a))*$|',
    "^(?:who is|who's|who are|recognise|recognize|identify)(?: everyone| the students| students)?",
    '(?: (?:in|on|from|this|that|the|my|these))* (?:photos?|pictures?|images?)$|',
    '^(?:class|room) (?:photo|picture)$|^(?:photo|picture) of the (?:class|room)$',
  ].join(''),
);

export const callRoll: Command = (sentence) => {
  const slots = takeSlots(sentence);
  const isMeant =
    rollPattern.test(plainOf(wishOf(slots))) &&
    (sentence.photos > 0 || /^(take|do|call|run|start|make|have|roll|a roll)\b/.test(plainOf(wishOf(slots))));
  return isMeant && isNow(slots, sentence) && (!sentence.isQuestion || sentence.photos > 0)
    ? call('call_roll', { class: slots.class })
    : nothing;
};

const inviteWords = new RegExp(
  [
    '^(?:invite|send (?:the )?(?:invitations|invites)(?: to)?|',
    'mail (?:the )?(?:invitations|invites)(?: to)?)',
    '(?: (?:the|all|whole|everyone|everybody|students?|class|course|roster|in|of|to|for|from))*$',
  ].join(''),
);

export const invite: Command = (sentence) => {
  const slots = takeSlots(sentence);
  return !sentence.isQuestion && slots.days === undefined && inviteWords.test(slots.plain)
    ? call('invite_class', { class: slots.class })
    : nothing;
};

const letterWords = new RegExp(
  [
    '^(?:(?:print|make|create|generate|write|give me|get me|i need)(?: (?:the|all|me|some|my))* )?',
    '(?:invitation |invite |password |sign-in |login |printed |paper )*letters?',
    '(?: (?:the|all|whole|everyone|everybody|students?|class|course|roster|in|of|to|for|from))*$',
  ].join(''),
);

export const printLetters: Command = (sentence) => {
  const slots = takeSlots(sentence);
  return !sentence.isQuestion && slots.days === undefined && letterWords.test(slots.plain)
    ? call('print_letters', { class: slots.class })
    : nothing;
};

const joinVerb = '(?:join|enrol(?:l)? me(?: in| with| to)?|add me(?: to)?|sign me up(?: for)?)';
const joinCode = new RegExp(
  [
    `^(?:${joinVerb}(?: (?:the|a|my|class|course|with|by|using))*(?<hint> code| join code)?|`,
    '(?:my|the) join code is|join code)(?: is)? (?<code>[a-z0-9]{6}|[a-z0-9]{3} [a-z0-9]{3})$',
  ].join(''),
);

/** "join 7KQ3MX": of six letters alone only capitals make a code. */
export const join: Command = (sentence) => {
  const found = sentence.isQuestion ? undefined : find(sentence.phrase, joinCode);
  const typed = rawOf(found?.groups['code'] ?? []).replace(/\s/g, '');
  const isCode = says(sentence.phrase, /\bcode\b/) || /\d/.test(typed) || /^\p{Lu}+$/u.test(typed);
  return typed.length === 6 && isCode ? call('join_class', { code: typed.toUpperCase() }) : nothing;
};
