/** Photos that may show somebody else and wait for the office. */
import { z } from 'zod';
import type { Faces, HeldPhoto } from '../../src/recognition/faces/index.ts';
import { count } from '../arguments.ts';
import { readTool, type Tool } from '../tool.ts';

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
      if (!first) return { text: 'No photo needs a look.', data };
      const lines = held.slice(0, mostShown).map((photo) => `• ${photo.student.name}: ${whyOf(photo)}`);
      const more = held.length > mostShown ? [`… and ${held.length - mostShown} newer ones.`] : [];
      const { name } = first.student;
      return {
        text: [
          `${count(held.length, 'photo needs', 'photos need')} a look:`,
          ...lines,
          ...more,
          `Say "use the photo of ${name}" or "remove the photo of ${name}"; both photos are shown first.`,
        ].join('\n'),
        data,
      };
    },
  });
}

function whyOf({ because, other, likeness }: HeldPhoto): string {
  const tail = likeness === null ? '' : ` (likeness ${likeness.toFixed(2)})`;
  if (because === 'unlikeOwn') return `is unlike their other photos${tail}`;
  if (other === null) return 'resembled somebody who has withdrawn since';
  return `may show ${other.name}${likeness === null ? ', whose photos are gone' : tail}`;
}
