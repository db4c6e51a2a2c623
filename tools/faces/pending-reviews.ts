/** Photos that may show somebody else and wait for the office. */
import { z } from 'zod';
import type { Faces, HeldPhoto } from '../../src/recognition/faces/index.ts';
import { count } from '../arguments.ts';
import { readTool, type Tool } from '../tool.ts';
import { words } from './words/en.ts';

const mostShown = 20;

export function heldPhotosTool(rooms: { faces: Faces }): Tool {
  return readTool({
    name: 'photos_to_look_at',
    summary:
      'Enrolled photos that may show somebody else (a twin, a wrong upload) and are not used until the office has looked, oldest first.',
    example: 'photos to look at',
    permission: 'faces.review',
    input: z.object({}),
    run: async ({ actor }) => {
      const held = await rooms.faces.listHeld(actor);
      const data = held.map(({ student, other }) => ({ student: student.name, other: other?.name ?? null }));
      const [first] = held;
      if (!first) return { text: words.noPhotoNeedsALook, data };
      const lines = held.slice(0, mostShown).map((photo) => `• ${photo.student.name}: ${whyOf(photo)}`);
      const more = held.length > mostShown ? [words.andNewerOnes(held.length - mostShown)] : [];
      const { name } = first.student;
      return {
        text: [
          words.aLook(count(held.length, words.photoNeeds, words.photosNeed)),
          ...lines,
          ...more,
          words.sayUseThePhoto(name),
        ].join('\n'),
        data,
      };
    },
  });
}

function whyOf({ because, other, likeness }: HeldPhoto): string {
  const tail = likeness === null ? '' : words.likeness(likeness.toFixed(2));
  if (because === 'unlikeOwn') return words.isUnlikeTheirOtherPhotos(tail);
  if (other === null) return words.resembledSomebodyWhoHasWithdrawnSince;
  return words.mayShow({ name: other.name, rest: likeness === null ? words.whosePhotosAreGone : tail });
}
