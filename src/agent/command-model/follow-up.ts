/** "CS101" after "Which class?": what was asked for before is meant, with what was missing. */
import type { AskedFor } from '../../kernel/errors.ts';
import type { Remembered } from '../memory.ts';
import { takeDays } from './days.ts';
import { understand, type Listener, type Meaning } from './intents.ts';
import { plainOf, rawOf } from './phrase.ts';
import { readSentence, type Sentence } from './sentence.ts';
import { meansAll } from './several-wards.ts';
import { takeClass } from './class-name.ts';
import { words } from '../words/en.ts';

/** What tools call the person whom they are about. */
const whoArguments = ['student', 'teacher', 'name'];
const photoMark = /\s*\[\d+ photo\(s\)\]$/;
/** A longer message is no answer to the question. */
const maxWords: Readonly<Record<AskedFor, number>> = { class: 6, person: 6, day: 25, time: 6, reason: 25 };

/** Whether the question names it: "Will Smith" begins like a question, and is an answer. */
const isOffered = (answer: string, question: string): boolean =>
  !answer.includes('?') && question.toLowerCase().includes(answer.trim().toLowerCase());

/**
 * @param text a message that means nothing by itself, or what `answersReason` says of it
 * @param earlier the conversation before it, oldest first
 */
export function readFollowUp(text: string, earlier: readonly Remembered[], listener: Listener): Meaning | undefined {
  const [request, question] = earlier.slice(-2);
  const missing = question?.asksFor;
  // What was asked for is a name: it needs no "my child" before it.
  const sentence = readSentence(text, 0, { ...listener, wards: [] });
  if (!missing || request?.author !== 'person' || !isAnswer(sentence, missing, question.text)) return undefined;
  const named =
    missing === 'class' ? (takeClass(sentence.phrase).value ?? rawOf(sentence.phrase)) : rawOf(sentence.phrase);
  if (photoMark.test(request.text)) return { kind: 'say', text: words.pleaseSendThePhotoOnceMore(named) };
  const before = { request: request.text, earlier: earlier.slice(0, -2), listener: { ...listener, photos: 0 } };
  if (missing === 'day') return restate(before, withDay(request.text, text));
  if (missing === 'reason') return restate(before, `${withoutEnd(request.text)} ${asReason(text)}`);
  const meant = understandBefore(before);
  const [call, ...others] = meant?.kind === 'calls' ? meant.calls : [];
  if (!call || others.length > 0) return undefined;
  const { wards = [] } = listener;
  const answers = missing === 'person' && wards.length > 0 && meansAll(named) ? wards : [named];
  const argument = missing === 'person' ? (whoArguments.find((one) => one in call.args) ?? 'student') : missing;
  const given = missing === 'time' ? [readHour(plainOf(sentence.phrase))] : answers;
  return given.some((answer) => answer === undefined)
    ? undefined
    : {
        kind: 'calls',
        calls: given.map((answer) => ({ tool: call.tool, args: { ...call.args, [argument]: answer } })),
      };
}

/**
 * "I am ill" after "What is the reason?" asks for nothing else, though by itself it would ask for today; who names a day
 * or asks for leave begins anew.
 */
export const answersReason = (
  text: string,
  meaning: Meaning,
  earlier: readonly Remembered[],
  listener: Listener,
): boolean =>
  earlier.at(-1)?.asksFor === 'reason' &&
  meaning.kind === 'calls' &&
  meaning.calls.every(({ tool, args }) => tool === 'request_leave' && args['from'] !== undefined) &&
  takeDays(readSentence(text, 0, listener).phrase, { ...listener, isAhead: true }).days === undefined;

const isAnswer = ({ phrase, text, isQuestion, isNegated }: Sentence, missing: AskedFor, question: string): boolean =>
  phrase.length > 0 &&
  phrase.length <= maxWords[missing] &&
  // A reason may well say what is not.
  ((!isQuestion && (!isNegated || missing === 'reason')) || isOffered(text, question));

interface Before {
  request: string;
  earlier: readonly Remembered[];
  listener: Listener;
}

/** What was asked for, which may itself have answered a question before. */
function understandBefore({ request, earlier, listener }: Before): Meaning | undefined {
  const alone = understand(request, listener);
  return alone.kind === 'unclear' ? readFollowUp(request, earlier, listener) : alone;
}

/**
 * The request said anew with what was missing. Where it answered a question itself, what it asked for is taken over.
 */
function restate(before: Before, whole: string): Meaning | undefined {
  const meaning = understand(whole, before.listener);
  return meaning.kind === 'calls' ? meaning : readFollowUp(whole, before.earlier, before.listener);
}

const withoutEnd = (text: string): string => text.trim().replace(/[\s.!?,;]+$/, '');
const because = /\b(?:because|since|as|due to|owing to)\b/i;

/** A day stands before a reason, which goes to the end of its sentence. */
const withDay = (request: string, day: string): string =>
  because.test(request) ? `${withoutEnd(day)}, ${request}` : `${withoutEnd(request)} ${day}`;

function asReason(text: string): string {
  const said = withoutEnd(text);
  if (/^(?:because|since|due to|owing to)\b/i.test(said)) return said;
  return /^(?:i|i'm|i've|my|we|he|she|it|there)\b/i.test(said) ? `because ${said}` : `because of ${said}`;
}

/** "the one at 9:30", "9", "2 pm" as HH:MM. */
function readHour(plain: string): string | undefined {
  const found = /\b(?<hour>[01]?\d|2[0-3])(?:[:.h](?<minute>[0-5]\d))?(?: ?(?<half>am|pm))?\b/.exec(plain)?.groups;
  if (!found) return undefined;
  const hour = (Number(found['hour']) % (found['half'] ? 12 : 24)) + (found['half'] === 'pm' ? 12 : 0);
  return `${String(hour).padStart(2, '0')}:${found['minute'] ?? '00'}`;
}
