/** What a message means: commands first, then photos without words, then questions. */
import type { ToolName } from '../../../tools/tool-names.ts';
import type { ToolCallDraft } from './command.ts';
import { commands } from './commands.ts';
import type { Surroundings } from './days.ts';
import { says } from './phrase.ts';
import { readQuestion } from './questions.ts';
import { readSentence, takeSlots, type Sentence } from './sentence.ts';
import { spellOutWards } from './several-wards.ts';
import { smallTalk } from './small-talk.ts';

export type { ToolCallDraft } from './command.ts';

export interface Listener extends Surroundings {
  /** Names of the tools that this person may use. */
  tools: ReadonlySet<ToolName>;
  photos: number;
}

export type Meaning =
  | { kind: 'calls'; calls: ToolCallDraft[] }
  /** Understood, but not for this person. */
  | { kind: 'notAllowed' }
  | { kind: 'say'; text: string }
  | { kind: 'unclear' };

/** Pieces of a message that may each be a command. */
const joint = /\s*(?:[.;!]+\s+|,?\s+(?:and then|then|and|plus)\s+(?:also\s+)?(?:please\s+)?)/i;

/** Nobody asks for anything at such length, and every rule would have to read it. */
const maxLength = 1000;

export function understand(text: string, listener: Listener): Meaning {
  if (text.length > maxLength) return { kind: 'unclear' };
  const meanings = spellOutWards(text, listener).map((of) => understandOne(of, listener));
  const [only = { kind: 'unclear' }] = meanings;
  if (meanings.length <= 1) return only;
  const calls = meanings.flatMap((meaning) => (meaning.kind === 'calls' ? meaning.calls : []));
  return calls.length === meanings.length ? { kind: 'calls', calls } : understandOne(text, listener);
}

function understandOne(text: string, listener: Listener): Meaning {
  const sentence = readSentence(text, listener.photos, listener);
  const isUsable: Filter = (tool) => listener.tools.has(tool);
  const commanded = readCommand(sentence, isUsable) ?? readSeveral(text, listener, isUsable);
  if (commanded) return { kind: 'calls', calls: commanded };
  const pictured = readPhotos(sentence, isUsable);
  if (pictured) return { kind: 'calls', calls: [pictured] };
  const asked = readQuestion(sentence, isUsable);
  if (asked) return { kind: 'calls', calls: [asked] };
  const said = smallTalk(sentence);
  if (said !== undefined) return { kind: 'say', text: said };
  return (readCommand(sentence, () => true) ??
    readQuestion(sentence, (tool) => tool !== 'my_record' && tool !== 'class_statistics'))
    ? { kind: 'notAllowed' }
    : { kind: 'unclear' };
}

type Filter = (tool: ToolName) => boolean;

function readCommand(sentence: Sentence, isUsable: Filter): ToolCallDraft[] | undefined {
  for (const [tool, read] of commands) {
    const calls = isUsable(tool) ? read(sentence) : [];
    if (calls.length > 0) return calls;
  }
  return undefined;
}

/**
 * "open CS101 and make a code": every piece has to be a command; a class that was named once goes for those after it.
 */
function readSeveral(text: string, listener: Listener, isUsable: Filter): ToolCallDraft[] | undefined {
  const pieces = text.split(joint).filter((piece) => /[\p{L}\p{N}]/u.test(piece));
  if (pieces.length < 2 || pieces.length > 4) return undefined;
  const calls: ToolCallDraft[] = [];
  for (const piece of pieces) {
    const read = readCommand(readSentence(piece, listener.photos, listener), isUsable);
    if (!read) return undefined;
    const known = calls.find(({ args }) => args['class'] !== undefined)?.args['class'];
    calls.push(
      ...read.map(({ tool, args }) => ({
        tool,
        args: known !== undefined && args['class'] === undefined ? { ...args, class: known } : args,
      })),
    );
  }
  return calls;
}

/** A photo says what it is for: a student's is a selfie, a teacher's the room. Unless something is asked about it. */
function readPhotos(sentence: Sentence, isUsable: Filter): ToolCallDraft | undefined {
  const isAsked =
    sentence.isQuestion &&
    !(
      isUsable('call_roll') &&
      says(sentence.phrase, /\b(who|who's|everyone|everybody|anyone|all)\b.*\b(here|there|missing|present|absent)\b/)
    );
  if (sentence.photos === 0 || isAsked || sentence.isNegated) return undefined;
  const tool = (['check_in', 'call_roll'] as const).find(isUsable);
  const named = takeSlots(sentence).class;
  return tool === undefined ? undefined : { tool, args: named === undefined ? {} : { class: named } };
}
