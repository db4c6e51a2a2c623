/** The sentences that the command model understands: each intent names its tool and reads its arguments. */
import { findDays } from './days.ts';
import { findClass, findCode, findFormat, findMinutes, findStatus, type Utterance } from './utterance.ts';

export interface Surroundings {
  now: Date;
  timeZone: string;
  /** Names of the tools that this person may use. */
  tools: ReadonlySet<string>;
}

export interface ToolCallDraft {
  tool: string;
  args: Record<string, unknown>;
}

interface Intent {
  tool: string;
  /** Arguments when the sentence means this tool, undefined when not. */
  read(utterance: Utterance, surroundings: Surroundings): Record<string, unknown> | undefined;
}

const named = (utterance: Utterance): { class?: string } => {
  const found = findClass(utterance);
  return found === undefined ? {} : { class: found };
};
const days = (utterance: Utterance, { now, timeZone }: Surroundings): { from?: string; to?: string } => findDays(utterance.plain, now, timeZone) ?? {};
const day = (utterance: Utterance, surroundings: Surroundings): { date?: string } => {
  const found = days(utterance, surroundings).from;
  return found === undefined ? {} : { date: found };
};
const says = (pattern: RegExp) => (utterance: Utterance): boolean => pattern.test(utterance.plain);

const isSheet = says(/\b(sheet|register|report|export|pdf|excel|xlsx|csv)\b/);
const isStatistics = says(/\b(statistics|stats|figures|percentage|average|how (was|is|were|did|has|are)|how the (week|month)|trend|rate|below the minimum)\b/);
const isPresence = says(/\b(who|whom|list|show|missing|absentees|how many|present)\b/);
const isRollCall = says(/\b(roll ?call|call the roll|class photo|photo of the (class|room)|take the (roll|register)|take attendance)\b/);
const isUndo = says(/^(please )?(undo|take (that|it) back|revert)( (that|it|this|the last( change| one)?))?( please)?$/);
const isForget = says(/\b(forget|delete|remove|withdraw|revoke)\b.*\b(face|photos?|biometric|consent|agreement|template)\b/);
const isConsent = says(/\b(i (agree|consent)|agree to|give (my )?consent)\b/);
const isEnrol = says(/\b(enrol|enroll|register|add|save)\b.*\b(face|photos?|selfies?|me)\b|^(enrol|enroll)\b/);
const isOwnRecord = says(/\b(my|i|me)\b.*\b(attendance|record|percentage|absences?|missed|present|late|doing|status)\b|^(attendance|my record)/);
const isCheckIn = says(/\b(check(ing)? ?-?in|check me in|i'?m here|i am here|here i am|present|selfie|here|code)\b|^\D*\d[\d\s-]{4,}\d\D*$/);

/** Tried from the top: the more particular come first. */
const intents: readonly Intent[] = [
  { tool: 'undo_last', read: (utterance) => (isUndo(utterance) ? {} : undefined) },
  { tool: 'forget_face', read: (utterance) => (isForget(utterance) ? {} : undefined) },
  { tool: 'agree_to_face_recognition', read: (utterance) => (isConsent(utterance) ? {} : undefined) },
  { tool: 'enrol_face', read: (utterance) => (isEnrol(utterance) ? {} : undefined) },
  { tool: 'mark_student', read: readMark },
  { tool: 'call_roll', read: (utterance) => (isRollCall(utterance) ? named(utterance) : undefined) },
  { tool: 'make_code', read: (utterance) => (/\b(codes?|otp|pin)\b/.test(utterance.plain) ? { ...named(utterance), ...life(utterance) } : undefined) },
  { tool: 'open_session', read: (utterance) => (/\b(open|start|begin)\b/.test(utterance.plain) ? { ...openedClass(utterance), ...duration(utterance) } : undefined) },
  { tool: 'close_session', read: (utterance) => (/\b(close|end|finish|stop)\b/.test(utterance.plain) ? openedClass(utterance) : undefined) },
  { tool: 'attendance_sheet', read: (utterance, around) => (isSheet(utterance) ? { ...named(utterance), ...days(utterance, around), ...format(utterance) } : undefined) },
  { tool: 'my_record', read: (utterance, around) => (isOwnRecord(utterance) && utterance.photos === 0 && findCode(utterance) === undefined && !isArrival(utterance) ? { ...named(utterance), ...days(utterance, around) } : undefined) },
  { tool: 'check_in', read: (utterance) => (isCheckIn(utterance) || utterance.photos > 0 ? { ...named(utterance), ...code(utterance) } : undefined) },
  { tool: 'class_statistics', read: (utterance, around) => (isStatistics(utterance) ? { ...named(utterance), ...days(utterance, around) } : undefined) },
  { tool: 'who_is_present', read: (utterance, around) => (isPresence(utterance) ? { ...named(utterance), ...day(utterance, around) } : undefined) },
  // A photo from somebody who teaches, without words, is a photo of the room.
  { tool: 'call_roll', read: (utterance) => (utterance.photos > 0 ? named(utterance) : undefined) },
  { tool: 'who_am_i', read: (utterance) => (/^(hi|hello|hey|good (morning|afternoon|evening)|help|who am i|what can you do|\?+|commands|start)?\b/.test(utterance.plain) && isGreeting(utterance) ? {} : undefined) },
];

const isGreeting = says(/^$|\b(hi|hello|hey|good (morning|afternoon|evening)|help|who am i|what can (you|i)|commands|classes)\b/);
const isArrival = says(/\b(i'?m|i am|here i am)\b.*\b(here|present)\b/);

/** The tool call that a sentence means for this person, or undefined when it is not understood. */
export function understand(utterance: Utterance, surroundings: Surroundings): ToolCallDraft | undefined {
  for (const intent of intents) {
    if (!surroundings.tools.has(intent.tool)) continue;
    const args = intent.read(utterance, surroundings);
    if (args) return { tool: intent.tool, args };
  }
  return undefined;
}

const code = (utterance: Utterance): { code?: string } => {
  const found = findCode(utterance) ?? /\b\d{4,8}\b/.exec(utterance.plain)?.[0];
  return found === undefined ? {} : { code: found };
};
const duration = (utterance: Utterance): { durationMinutes?: number } => {
  const minutes = findMinutes(utterance);
  return minutes === undefined ? {} : { durationMinutes: minutes };
};
const life = (utterance: Utterance): { lifeMinutes?: number } => {
  const minutes = findMinutes(utterance);
  return minutes === undefined ? {} : { lifeMinutes: minutes };
};
const format = (utterance: Utterance): { format?: string } => {
  const found = findFormat(utterance);
  return found === undefined ? {} : { format: found };
};

/** "open Linear Algebra", "close the session of CS101": the class may follow the verb without a preposition. */
function openedClass(utterance: Utterance): { class?: string } {
  const found = named(utterance);
  if (found.class !== undefined) return found;
  const direct = /\b(?:open|start|begin|close|end|finish|stop)\s+(?!the\b|a\b|my\b|session|class|now|it\b)([\p{L}][\p{L}\p{N} ]*?)(?:\s+(?:for|now|until|please|session)\b.*)?$/iu.exec(utterance.text.replace(/[.!?]+$/, ''));
  return direct?.[1] ? { class: direct[1].trim() } : {};
}

const markForms: readonly RegExp[] = [
  /\b(?:mark|set|record|put|correct|change)\s+(.+?)\s+(?:as\s+|to\s+|was\s+|is\s+)?(present|late|absent|excused|here|tardy)\b/iu,
  /\b(excuse)\s+(.+?)(?=\s+(?:in|for|on|today|yesterday|from|because|since)\b|$)/iu,
  /^(?!who\b|how\b|which\b|what\b|is\b|was\b|were\b|i\b|am\b|list\b|show\b)(.+?)\s+(?:was|is|came|arrived|has been)\s+(?:actually\s+|really\s+)?(present|late|absent|excused|here|tardy)\b/iu,
];

/** "mark Ada late in CS101 yesterday because the bus was late". */
function readMark(utterance: Utterance, surroundings: Surroundings): Record<string, unknown> | undefined {
  const [sentence = '', reason] = utterance.text.replace(/[.!?]+$/, '').split(/\s+because(?:\s+of)?\s+/i);
  const core = { ...utterance, text: sentence, plain: sentence.toLowerCase() };
  for (const form of markForms) {
    const match = form.exec(sentence);
    if (!match) continue;
    const isExcuse = match[1]?.toLowerCase() === 'excuse';
    const student = (isExcuse ? match[2] : match[1])?.replace(/^(student|the student)\s+/i, '').trim();
    const status = isExcuse ? 'excused' : findStatus((match[2] ?? '').toLowerCase());
    if (student && status) return { student, status, ...named(core), ...day(core, surroundings), ...(reason ? { reason } : {}) };
  }
  return undefined;
}
