/** "Who changed Ada's mark yesterday?", "what did Grace do this week?": questions that the audit answers. */
import { find, rawOf } from './phrase.ts';
import { nameWord } from './person-name.ts';
import { range, type Question } from './question.ts';

const person = `${nameWord}(?: ${nameWord}){0,4}`;
const verb = '(?:changed|edited|altered|corrected|touched|set|wrote|modified|marked|updated|deleted|removed|did)';

/** Each with what its entries are about; where none is named it is anything. */
const forms: readonly RegExp[] = [
  `^who (?:has )?${verb} (?:the )?(?<marks>marks?|records?|status|attendance) (?:of|for) (?<person>${person})$`,
  `^who (?:has )?${verb} (?<person>${person})'s (?<marks>marks?|records?|status|attendance)$`,
  `^who (?:has )?${verb} (?<person>${person})'s (?<accounts>account|password|passkeys?|sign-?in|second factors?)$`,
  `^who (?:has )?${verb} (?<person>${person})'s (?<people>role|name|address|e-?mail|number|profile)$`,
  `^who (?:has )?(?:changed|edited|altered) (?:anything|something) (?:of|about|for) (?<person>${person})$`,
  `^(?:what|which things) (?:did|has|have) (?<by>${person}|i) (?:do|done|change|changed)$`,
  `^(?:show |list |read |give )?(?:me )?(?:the )?audit(?: log| trail)?$`,
  `^(?:show |list |read |give )?(?:me )?(?:the )?audit(?: log| trail)? (?:of|for|about) (?<person>${person})$`,
].map((form) => new RegExp(form, 'u'));

const topics = ['marks', 'accounts', 'people'] as const;

export const audit: Question = (_, slots) => {
  for (const form of forms) {
    // "of Ada" looks like a class, and is taken as it stands.
    const found = find(slots.whole, form);
    if (!found) continue;
    const { person: about, by } = found.groups;
    const topic = topics.find((one) => found.groups[one] !== undefined);
    return {
      ...(about ? { person: withoutOwner(rawOf(about)) } : {}),
      ...(by ? { by: rawOf(by) } : {}),
      ...(topic ? { topic } : {}),
      ...range(slots),
    };
  }
  return undefined;
};

const withoutOwner = (raw: string): string => raw.replace(/'s$/i, '');
