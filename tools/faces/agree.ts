/** Consent to face recognition: the text is shown word for word and waits for Confirm. */
import { z } from 'zod';
import { type Consents, consentText } from '../../src/security/consent/index.ts';
import { gatedTool, type Tool } from '../tool.ts';
import { words } from './words/en.ts';

export function agreeTool(rooms: { consents: Consents }): Tool {
  return gatedTool({
    name: 'agree_to_face_recognition',
    summary:
      'Show the consent text for face recognition and record the agreement once the person confirms. Needed before enrolling a face.',
    example: 'I agree to face recognition',
    permission: 'faces.manageOwn',
    input: z.object({}),
    planSchema: z.object({ textVersion: z.literal(consentText.version) }),
    preview: async (context) => {
      const { isGranted, standingVersion } = await rooms.consents.readState(context.actor.personId);
      if (isGranted) {
        return {
          kind: 'answer',
          result: { text: words.youHaveAgreedAlreadySendOne },
        };
      }
      return {
        kind: 'confirm',
        text: words.doYouAgree({
          rest: standingVersion === null ? '' : words.thisTextHasChangedSinceYou,
          text: consentText.text,
        }),
        plan: { textVersion: consentText.version },
      };
    },
    run: async (context) => {
      await rooms.consents.grant(context.actor, context.channel);
      return {
        text: words.thankYouYourAgreementIsRecorded,
      };
    },
  });
}
