/** What is said to the assistant without wanting anything, and what it cannot do: a fitting sentence, no tool. */
import { plainOf } from './phrase.ts';
import type { Sentence } from './sentence.ts';

const answers: readonly [RegExp, string][] = [
  [
    /^(thanks|thank you|many thanks|great|perfect|cool|nice|wonderful|awesome|good job|well done|got it|alright)\b(?!.*\b(mark|open|close)\b).{0,40}$/,
    'You are welcome.',
  ],
  [
    /^(yes|yep|ok|okay|sure|confirm|no|nope|cancel|never ?mind)( please| thanks| thank you)?$/,
    'Nothing is waiting to be confirmed, and nothing was changed.',
  ],
  [/^how are you\b.{0,20}$/, 'Fine, thank you. Say "help" to see what I can do.'],
  [/^(bye|goodbye|see you|good night|have a (nice|good) .*)\b.{0,20}$/, 'Goodbye.'],
  [
    /^(are you (a )?(human|real|bot|robot|machine|person|ai).*|am i talking to .*)$/,
    'I am an automated assistant for attendance, not a person.',
  ],
  [
    /^(mark|set|record|put|make|excuse)( as)?( present| absent| late| excused)? (everyone|everybody|all|the (whole |entire )?class|the (others|rest)|them all|all (of them|students|the students))\b.*$/,
    'I mark students by name, so that nobody is marked by mistake: "mark Ada and Blaise present". For the whole room send a photo of it with "roll call".',
  ],
  [
    /^(open|start|begin|close|end|schedule)\b.*\b(tomorrow|next (week|monday|tuesday|wednesday|thursday|friday)|at \d|in \d+ (minutes|hours?))\b.*$/,
    'I open and close sessions when you say so, not ahead of time. Nothing was changed.',
  ],
];

export function smallTalk({ text, phrase }: Sentence): string | undefined {
  const said = plainOf(phrase);
  const whole = text
    .trim()
    .toLowerCase()
    .replace(/[.!]+$/, '');
  return answers.find(([pattern]) => pattern.test(said) || pattern.test(whole))?.[1];
}
