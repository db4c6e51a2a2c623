/** The ways to check in to a class: each takes one or more methods, and any one way is enough. */
import { words } from './words/en.ts';

/** In the order in which they are told and stored. */
export const checkInMethods = ['selfie', 'code', 'qr', 'place', 'card'] as const;
export type CheckInMethod = (typeof checkInMethods)[number];

/** "selfie+code": methods joined by +, which are all to be shown together. */
export type CheckInWay = string;

const isMethod = (word: string): word is CheckInMethod => (checkInMethods as readonly string[]).includes(word);

/** Whether it names known methods, each once. */
export function isWay(typed: string): boolean {
  const parts = typed.split('+');
  return parts.every(isMethod) && new Set(parts).size === parts.length;
}

export const methodsOf = (way: CheckInWay): CheckInMethod[] => way.split('+').filter(isMethod);

/** One spelling a way, and each way once. */
export function tidyWays(ways: readonly CheckInWay[]): CheckInWay[] {
  return [
    ...new Set(
      ways.map((way) =>
        methodsOf(way)
          .sort((a, b) => checkInMethods.indexOf(a) - checkInMethods.indexOf(b))
          .join('+'),
      ),
    ),
  ];
}

const names: Record<CheckInMethod, string> = {
  selfie: 'a selfie',
  code: words.theCodeShownInTheRoom,
  qr: words.theQrCodeShown,
  place: words.whereYouAre,
  card: words.yourCardAtTheReader,
};

/** "a selfie and the code shown in the room". */
export const nameMethods = (methods: readonly CheckInMethod[]): string =>
  joinWords(
    methods.map((method) => names[method]),
    'and',
  );

/** "a selfie, the code shown in the room or your card at the reader". */
export const nameWays = (ways: readonly CheckInWay[]): string =>
  joinWords(
    ways.map((way) => nameMethods(methodsOf(way))),
    'or',
  );

/** Whether what was shown would do if only this were shown too. */
export const lacksOnly = (
  ways: readonly CheckInWay[],
  shown: readonly CheckInMethod[],
  missing: CheckInMethod,
): boolean =>
  ways.some(
    (way) =>
      methodsOf(way).includes(missing) &&
      methodsOf(way).every((method) => method === missing || shown.includes(method)),
  );

/** Those that can be taken by writing to the assistant: a QR code is scanned, a card is held to a reader. */
export const chatWays = (ways: readonly CheckInWay[]): CheckInWay[] =>
  ways.filter((way) => methodsOf(way).every((method) => method !== 'qr' && method !== 'card'));

function joinWords(words: readonly string[], last: string): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1) ?? ''}`;
}
