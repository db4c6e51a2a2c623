/** Courtesy around a request: greetings, "please", "could you", and the words of a wish. */
import { cut, find, says, type Phrase } from './phrase.ts';

const greeting =
  /^(?:hi|hello|hey|hiya|dear|good (?:morning|afternoon|evening)|morning|muster)(?: muster| there| team| everyone| all| again)?(?= ?,|$| )/;
const opener =
  /^(?:,|please|kindly|ok|okay|so|well|i mean|i meant|and|also|then|oops|sorry|actually|quickly|just|thanks|thank you|no(?= ,))(?= |$)/;
const request = new RegExp(
  [
    '^',
    '(?:(?:can|could|would|will) you(?: please| kindly| just| maybe| quickly)*(?: help me)?(?: to)?|',
    "(?:i'd like|i would like|i want|i need|i have)(?: you)? to|(?:let's|let us)|go ahead and) ",
    String.raw`(?=\S)`,
  ].join(''),
);
const wish = new RegExp(
  [
    '^(?:(?:can|could|may) (?:i|we)(?: please)? (?:have|get|see)|',
    "(?:i'd like|i would like|i want|i need)(?: to (?:have|get|see))?|",
    '(?:give|get|show|send|tell|bring|make|print|generate|create|export|download|fetch|pull up|find|',
    String.raw`display|email)(?: me| us)?) (?=\S)`,
  ].join(''),
);
const closer = new RegExp(
  [
    '(?:^| )',
    '(?:,|please|thanks|thank you|cheers|now|right now|right away|asap|immediately|for me|for us|',
    'if you can|if possible|muster|ok|will you|would you|could you)$',
  ].join(''),
);

export interface Courtesy {
  rest: Phrase;
  /** "Could you…", which makes a command of a question. */
  isRequest: boolean;
  isGreeting: boolean;
}

/** Takes greetings, "please" and "could you" off both ends. */
export function takeCourtesy(phrase: Phrase): Courtesy {
  const courtesy = { isRequest: false, isGreeting: false };
  let rest = phrase;
  for (;;) {
    const at = find(rest, greeting) ?? find(rest, opener) ?? find(rest, request) ?? find(rest, closer);
    if (!at) return { ...courtesy, rest };
    const taken = rest.slice(at.from, at.to);
    if (says(taken, greeting)) courtesy.isGreeting = true;
    if (says(rest, request) || says(taken, /please/)) courtesy.isRequest = true;
    rest = cut(rest, at);
  }
}

const opening = new RegExp(
  [
    String.raw`^(?:(?:hi|hello|hey|good (?:morning|afternoon|evening))(?: muster| there)?[,.!]*\s+|`,
    String.raw`muster[,:]?\s+|please,?\s+|(?<asked>(?:can|could|would|will) you(?: please| kindly)?\s+)|`,
    String.raw`(?:i'd like|i would like|i want|i need) to\s+)+`,
  ].join(''),
  'i',
);

/**
 * The text as it was typed without courtesy in front, for what is passed on word for word. `isAsked`: it began with
 * "could you".
 */
export function withoutOpening(text: string): { isAsked: boolean; text: string } {
  const trimmed = text.trim();
  const match = opening.exec(trimmed);
  return { isAsked: match?.groups?.['asked'] !== undefined, text: trimmed.slice(match?.[0].length ?? 0) };
}

/** "show me", "can I have": in front of things to be looked up or made. */
export function takeWish(phrase: Phrase): Phrase {
  const at = find(phrase, wish);
  return at ? phrase.slice(at.to) : phrase;
}
