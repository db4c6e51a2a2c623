/**
 * The office decides about a photo that may show somebody else; both photos are shown first, in the page alone: other
 * services keep what they show.
 */
import { z } from 'zod';
import type { Actor } from '../../src/security/access/index.ts';
import { findByName } from '../../src/school/classes/index.ts';
import {
  type Faces,
  type HeldDecision,
  type HeldPhoto,
  heldDecisions,
  nothingOfOther,
} from '../../src/recognition/faces/index.ts';
import { AppError } from '../../src/kernel/errors.ts';
import { gatedTool, type Attachment, type Tool } from '../tool.ts';
import { words } from './words/en.ts';

const input = z.object({
  student: z.string().trim().min(1).max(254).describe('Name of the student whose photo waits, as the admin wrote it.'),
  decision: z
    .enum(heldDecisions)
    .describe(
      'use: it is theirs. discard: it is not, and is deleted. discardOther: it is theirs, and what the other student has of this face is deleted.',
    ),
});

const planSchema = z.object({
  reviewId: z.uuid(),
  student: z.string(),
  why: z.string(),
  other: z.string().nullable(),
  decision: z.enum(heldDecisions),
});

export function settleHeldPhotoTool(rooms: { faces: Faces }): Tool {
  return gatedTool({
    name: 'settle_photo',
    summary:
      'Decide about one enrolled photo that may show somebody else: use it, or remove it. Shown first and confirmed by the person.',
    example: 'use the photo of Ada Lovelace',
    permission: 'faces.review',
    input,
    planSchema,
    preview: async ({ actor, channel }, args) => {
      const held = await findHeld(rooms.faces, actor, args.student);
      if (channel !== 'web')
        return {
          kind: 'answer',
          result: {
            text: words.thisIsDecidedInMustersOwn(held.student.name),
          },
        };
      if (args.decision === 'discardOther' && (held.other === null || held.likeness === null)) throw nothingOfOther();
      const plan = {
        reviewId: held.id,
        student: held.student.name,
        why: whyOf(held),
        other: held.other?.name ?? null,
        decision: args.decision,
      };
      return {
        kind: 'confirm',
        plan,
        text: words.theFirstPhotoIsTheOne(ask(plan)),
        files: await photosOf(rooms.faces, actor, held),
      };
    },
    run: async ({ actor }, plan) => {
      await rooms.faces.settleHeld(actor, plan.reviewId, plan.decision);
      return { text: tell(plan) };
    },
  });
}

type Plan = { student: string; why: string; other: string | null; decision: HeldDecision };

const whyOf = ({ because, other }: HeldPhoto): string =>
  because === 'unlikeOwn'
    ? words.itIsUnlikeTheirOtherPhotos
    : other
      ? words.itResembles(other.name)
      : words.itResembledSomebodyWhoHasWithdrawn;

const ask = ({ student, why, other, decision }: Plan): string =>
  ({
    use: words.useThisPhotoAsS({ student, why }),
    discard: words.removeThisPhotoOfS({ student, why }),
    discardOther: words.useThisPhotoAndRemoveOthers({ student, other }),
  })[decision];

const tell = ({ student, other, decision }: Plan): string =>
  ({
    use: words.inUseThePhoto(student),
    discard: words.removedThePhotoOfWho(student),
    discardOther: words.inUseThePhotoOfRemoved({ student, other }),
  })[decision];

/** @throws AppError `notFound` when nobody of that name has one, `conflict` naming those who may be meant. */
async function findHeld(faces: Faces, actor: Actor, typed: string): Promise<HeldPhoto> {
  const waiting = await faces.listHeld(actor);
  const students = [...new Map(waiting.map((held) => [held.student.id, held])).values()];
  const found = findByName(students, typed, ({ student }) => [student.name]);
  // Of several photos of one student the oldest comes first.
  if (found.kind === 'one') return waiting.find(({ student }) => student.id === found.item.student.id) ?? found.item;
  if (found.kind === 'none')
    throw new AppError('notFound', { field: 'student', detail: words.noPhotoOfAnybodyCalledWaits(typed) });
  throw new AppError('conflict', {
    field: 'student',
    asksFor: 'person',
    detail: words.whomDoYouMeanNothing(found.candidates.map(({ student }) => student.name).join(', ')),
  });
}

async function photosOf(faces: Faces, actor: Actor, { id, likeness }: HeldPhoto): Promise<Attachment[]> {
  const own = { name: 'photo-that-waits.jpg', mimeType: 'image/jpeg', data: await faces.readHeld(actor, id, 'own') };
  return likeness === null
    ? [own]
    : [own, { name: 'photo-of-the-other.jpg', mimeType: 'image/jpeg', data: await faces.readHeld(actor, id, 'other') }];
}
