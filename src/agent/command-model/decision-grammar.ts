/**
 * "Approve Ada's leave", "reject the appeal of Blaise: …", "let Grace Hopper in": decisions about one person, from the
 * first word to the last.
 */
import { takeDays } from './days.ts';
import { name } from './person-name.ts';
import { readKnown } from './known-words.ts';
import { cut, find, plainOf, rawOf, withoutCommas, type Phrase } from './phrase.ts';
import type { Sentence } from './sentence.ts';
import { takeClass } from './class-name.ts';
import { takeCourtesy } from './courtesy.ts';
import { takeRemark } from './slots.ts';

const approving = 'approve|accept|grant|allow';
const verbs = `(?<verb>${approving}|reject|decline|deny|refuse|turn down)`;
const nouns = {
  leave: '(?:(?:sick |medical )?leave(?: request| application)?|absence request|request for leave|request for absence)',
  appeal: '(?:open )?appeal',
} as const;
const short = { leave: [`^${verbs} (?<names>${name}) (?:sick |medical )?leave`], appeal: [] } as const;

const formsOf = (about: keyof typeof nouns): RegExp[] =>
  [
    `^${verbs} (?<names>${name})'s ${nouns[about]}`,
    `^${verbs} (?:the )?${nouns[about]} (?:of|for|from|by) (?<names>${name})`,
    ...short[about],
  ].map((form) => new RegExp(`${form}(?= (?:for|in|from|on|of)\\b|$)`, 'u'));
const forms = { leave: formsOf('leave'), appeal: formsOf('appeal') };

/** Whose request is approved or rejected; a class, the day of an appeal, and a comment may follow. */
export function readDecision(
  { text, isQuestion, around }: Sentence,
  about: keyof typeof nouns,
): Record<string, unknown> | undefined {
  if (isQuestion) return undefined;
  const { remark: comment, text: sentence } = takeRemark(text);
  const phrase = withoutCommas(takeCourtesy(readKnown(sentence, around)).rest);
  const { days, rest } = about === 'appeal' ? takeDays(phrase, around) : { days: undefined, rest: phrase };
  const found = forms[about].map((form) => find(rest, form)).find((one) => one !== undefined);
  if (!found || (days && days.from !== days.to)) return undefined;
  const named = takeClass(cut(rest, found));
  if (withoutCommas(takeCourtesy(named.rest).rest).length > 0) return undefined;
  return {
    student: ownerOf(found.groups['names']),
    decision: decisionOf(found.groups['verb']),
    class: named.value,
    ...(days ? { date: days.from } : {}),
    comment,
  };
}

const ownerOf = (names: Phrase = []): string => rawOf(names).replace(/'s$/, '');
const decisionOf = (verb: Phrase = []): 'approve' | 'reject' =>
  new RegExp(`^(?:${approving}|admit|let)\\b`).test(plainOf(verb)) ? 'approve' : 'reject';

const address = String.raw`[^\s@]+@[^\s@]+`;
const account = '(?:account|sign up|sign-up|signup|registration)';
const entries = [
  `^(?<verb>approve|admit|accept|let in|reject|decline|refuse|turn away) (?<who>${address}|${name}?)(?<account>(?:'s)? ${account})?$`,
  `^(?<verb>let) (?<who>${address}|${name}) in$`,
  `^(?<verb>approve|accept|reject|decline|refuse) the (?<account>${account}) (?:of|from|by) (?<who>${address}|${name})$`,
].map((form) => new RegExp(form, 'u'));
/** What else is approved and accepted in a school, and what no name holds. */
const noPerson = new RegExp(
  [
    String.raw`\b(approve|accept|reject|decline|admit|refuse|deny|grant|let|leaves?|requests?|appeals?|`,
    'excuses?|absences?|evidence|codes?|photos?|pictures?|changes?|flags?|terms|conditions|',
    'cookies|invitations?|marks?|answers?|offer|idea|plan|budget|trip|essay|exam|grade|proposal|',
    String.raw`accounts?|sign-?ups?|registrations?)\b`,
  ].join(''),
);

const photo = '(?:held |waiting )?photo';
const photoForms = [
  [
    '^(?<verb>use|keep|release|accept|approve|discard|remove|delete|reject) (?:the |this |that )?',
    `${photo} of (?<who>${name}?)`,
    '(?<both> and (?:discard|remove|delete) the other(?: one| photo)?)?$',
  ].join(''),
  [
    `^(?<verb>use|keep|release|accept|approve|discard|remove|delete|reject) (?<who>${name})'s `,
    `${photo}(?<both> and (?:discard|remove|delete) the other(?: one| photo)?)?$`,
  ].join(''),
].map((form) => new RegExp(form, 'u'));

/** What becomes of a photo that the office looked at. */
export function readPhotoDecision({ isQuestion, phrase }: Sentence): Record<string, unknown> | undefined {
  const said = withoutCommas(phrase);
  const found = isQuestion ? undefined : photoForms.map((form) => find(said, form)).find((one) => one !== undefined);
  const who = found?.groups['who'] ?? [];
  if (
    !found ||
    who.length === 0 ||
    /^(?:my|me|mine|our|your|his|her|their|the|everyone|everybody|all)\b/.test(plainOf(who))
  )
    return undefined;
  const isUsed = /^(?:use|keep|release|accept|approve)$/.test(plainOf(found.groups['verb'] ?? []));
  const isOfBoth = (found.groups['both'] ?? []).length > 0;
  if (isOfBoth && !isUsed) return undefined;
  return { student: ownerOf(who), decision: isOfBoth ? 'discardOther' : isUsed ? 'use' : 'discard' };
}

/** Who is let in, or turned away. One small word alone is more likely something else than a name. */
export function readApproval({ isQuestion, phrase }: Sentence): Record<string, unknown> | undefined {
  const said = withoutCommas(phrase);
  const found = isQuestion ? undefined : entries.map((form) => find(said, form)).find((one) => one !== undefined);
  const who = found?.groups['who'] ?? [];
  const isName = who.length > 1 || found?.groups['account'] !== undefined || /^\p{Lu}|@/u.test(rawOf(who));
  if (!found || who.length === 0 || !isName || noPerson.test(plainOf(who))) return undefined;
  return { name: ownerOf(who), decision: decisionOf(found.groups['verb']) };
}
