/** What is said to the assistant without wanting anything, and what it cannot do: a fitting sentence, no tool. */
import { plainOf } from './phrase.ts';
import type { Sentence } from './sentence.ts';
import { words } from '../words/en.ts';

const answers: readonly [RegExp, string][] = [
  [
    new RegExp(
      [
        '^(thanks|thank you|many thanks|great|perfect|cool|nice|wonderful|awesome|good job|well done|',
        String.raw`got it|alright)\b(?!.*\b(mark|open|close)\b).{0,40}$`,
      ].join(''),
    ),
    words.youAreWelcome,
  ],
  [
    /^(yes|yep|ok|okay|sure|confirm|no|nope|cancel|never ?mind)( please| thanks| thank you)?$/,
    words.nothingIsWaitingToBeConfirmed,
  ],
  [/^how are you\b.{0,20}$/, words.fineThankYouSayHelp],
  [/^(bye|goodbye|see you|good night|have a (nice|good) .*)\b.{0,20}$/, 'Goodbye.'],
  [/^(are you (a )?(human|real|bot|robot|machine|person|ai).*|am i talking to .*)$/, words.iAmAnAutomatedAssistant],
  [
    new RegExp(
      [
        '^(mark|set|record|put|make|excuse)( as)?( present| absent| late| excused)? ',
        '(everyone|everybody|all|the (whole |entire )?class|the (others|rest)|them all|',
        String.raw`all (of them|students|the students))\b.*$`,
      ].join(''),
    ),
    words.iMarkStudentsByNameSo,
  ],
  [
    new RegExp(
      [
        String.raw`^(open|start|begin|close|end|schedule)\b.*\b`,
        String.raw`(tomorrow|next (week|monday|tuesday|wednesday|thursday|friday)|at \d|in \d+ (minutes|hours?))`,
        String.raw`\b.*$`,
      ].join(''),
    ),
    words.iOpenAndCloseSessionsWhen,
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
