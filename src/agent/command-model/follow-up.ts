/** "CS101" after "Which class?": what was asked for before is meant, with the class or the name that was missing. */
import type { Remembered } from '../memory.ts';
import { understand, type Listener, type Meaning } from './intents.ts';
import { rawOf } from './phrase.ts';
import { readSentence } from './sentence.ts';
import { meansAll } from './several-wards.ts';
import { takeClass } from './class-name.ts';
import { words } from '../words/en.ts';

/** What tools call the person whom they are about. */
const whoArguments = ['student', 'teacher', 'name'];
const photoMark = /\s*\[\d+ photo\(s\)\]$/;
/** A longer message is no answer to "Which one?". */
const maxWords = 6;

/** Whether the question names it: "Will Smith" begins like a question, and is an answer. */
const isOffered = (answer: string, question: string): boolean =>
  !answer.includes('?') && question.toLowerCase().includes(answer.trim().toLowerCase());

/** @param text a message that means nothing by itself. */
export function readFollowUp(text: string, earlier: readonly Remembered[], listener: Listener): Meaning | undefined {
  const [request, question] = earlier.slice(-2);
  const missing = question?.asksFor;
  // What was asked for is a name: it needs no "my child" before it.
  const { phrase, isQuestion, isNegated } = readSentence(text, 0, { ...listener, wards: [] });
  if (
    !missing ||
    request?.author !== 'person' ||
    phrase.length === 0 ||
    phrase.length > maxWords ||
    ((isQuestion || isNegated) && !isOffered(text, question.text))
  )
    return undefined;
  const named = missing === 'class' ? (takeClass(phrase).value ?? rawOf(phrase)) : rawOf(phrase);
  if (photoMark.test(request.text)) return { kind: 'say', text: words.pleaseSendThePhotoOnceMore(named) };
  const alone = understand(request.text, { ...listener, photos: 0 });
  // It may itself have answered a question before.
  const meant = alone.kind === 'unclear' ? readFollowUp(request.text, earlier.slice(0, -2), listener) : alone;
  const [call, ...others] = meant?.kind === 'calls' ? meant.calls : [];
  if (!call || others.length > 0) return undefined;
  const argument = missing === 'class' ? missing : (whoArguments.find((one) => one in call.args) ?? 'student');
  const { wards = [] } = listener;
  const answers = missing === 'person' && wards.length > 0 && meansAll(named) ? wards : [named];
  return {
    kind: 'calls',
    calls: answers.map((answer) => ({ tool: call.tool, args: { ...call.args, [argument]: answer } })),
  };
}
