/** Questions about what waits for somebody: news, appeals, approvals, held photos, requests for leave. */
import { plainOf } from './phrase.ts';
import { asking, has, named, some, without, type Question } from './question.ts';
import { wishOf } from './sentence.ts';

export const notifications = without(
  asking(
    new RegExp(
      [
        "^(?:what's|what is|is there|is|anything|is there anything) new(?: for me)?$|",
        `^any news(?: for me)?$|^${some}(?:notifications?|alerts|inbox|updates)(?: for me)?$|`,
        `^${some}(?:new|unread) messages(?: for me)?$|^news$`,
      ].join(''),
    ),
  ),
);
export const dashboard = without(
  asking(
    new RegExp(
      [
        "^(?:(?:my|the|our|today's|school|admin|teacher|student) )*dashboard$|",
        "^(?:how is |how's )?my day(?: looking)?$|",
        "^(?:what|what's|is anything|anything)(?: is)?(?: still)? waiting(?: for me)?$|",
        '^what needs my attention$',
      ].join(''),
    ),
  ),
);
export const appeals = asking(
  new RegExp(
    [
      `^${some}appeals?(?: waiting| open| pending| requests?)*$|^who(?: has)? appealed$|`,
      '^(?:is|was|has) my appeal(?: been)? (?:answered|accepted|declined|rejected|approved)$',
    ].join(''),
  ),
);
const approvalWords = new RegExp(
  [
    '\\b(?:wait|waits|waiting|wants|want|pending)\\b.*\\b(?:approval|approved|let in|to come in)$|',
    `^${some}`,
    '(?:approvals|sign-?ups|sign ups|registrations|new accounts|pending accounts|account requests)',
    '$|^who(?: has)? (?:signed up|registered)$',
  ].join(''),
);
/** "for approval" names no class. */
export const approvals: Question = ({ phrase }) => (approvalWords.test(plainOf(phrase)) ? {} : undefined);

export const heldPhotos = without(
  asking(
    new RegExp(
      [
        `^${some}(?:photos?|faces|selfies) `,
        '(?:to look at|to review|to check|that (?:wait|need a look)|waiting|held|held back|for review|',
        'on hold)$|^(?:which|what) (?:photos?|faces) ',
        '(?:wait|are waiting|need a look|are held|do i (?:have to|need to) look at)$|',
        `^${some}(?:held|waiting) photos$|^face reviews$`,
      ].join(''),
    ),
  ),
);

const leaveNoun = new RegExp(
  [
    String.raw`\b(leave|absence|time off|sick note) (requests?|applications?)\b|\brequests? for leave\b|`,
    String.raw`\bon (sick )?leave\b|\b(my|pending|open|approved|rejected) leaves?\b`,
  ].join(''),
);
/** "leave requests", "is my leave approved?", "who is on leave?" */
export const leaveRequests: Question = (_, slots) => {
  if (!has(slots, leaveNoun) && !/^leaves?$/.test(plainOf(wishOf(slots)))) return undefined;
  if (has(slots, /\b(told|said|think|mark|marked|how|why|should|approve|reject|policy|rule|rules|what is)\b/))
    return undefined;
  const status = has(slots, /\b(pending|open|waiting|new|undecided)\b/)
    ? 'pending'
    : has(
          slots,
          /^(who|who's|which students?|list|show)\b.*\bon (sick )?leave\b|^(list|show|all|the)?( all| the)? ?approved\b/,
        )
      ? 'approved'
      : has(slots, /^(list|show|all|the)?( all| the)? ?rejected\b/)
        ? 'rejected'
        : undefined;
  return { ...named(slots), ...(status ? { status } : {}) };
};
