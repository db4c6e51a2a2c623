/** A student agrees to a focus index of their own: the text is shown and waits for Confirm. */
import { z } from 'zod';
import { type Focus, focusConsent } from '../../src/focus/index.ts';
import { gatedTool, type Tool } from '../tool.ts';
import { words } from './words/en.ts';

export function agreeToFocusTool(rooms: { focus: Focus }): Tool {
  return gatedTool({
    name: 'agree_to_focus',
    summary:
      'Agree that a focus index of their own is worked out for this student. The text is shown first and confirmed by the person.',
    example: 'I agree to the focus index',
    permission: 'focus.own',
    input: z.object({}),
    planSchema: z.object({ textVersion: z.literal(focusConsent.version) }),
    preview: async ({ actor }) => {
      if ((await rooms.focus.consents.readState(actor.personId)).isGranted)
        return {
          kind: 'answer',
          result: { text: words.youHaveAgreedToItAlready },
        };
      return {
        kind: 'confirm',
        text: words.doYouAgree(focusConsent.text),
        plan: { textVersion: focusConsent.version },
      };
    },
    run: async ({ actor, channel }) => {
      await rooms.focus.consents.grant(actor, channel);
      return {
        text: words.thankYouWhereAClassWorks,
      };
    },
  });
}
