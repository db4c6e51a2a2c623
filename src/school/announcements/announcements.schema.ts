/** Shapes of announcements. */
import { z } from 'zod';

export const announcementSchema = z.object({
  id: z.uuid(),
  title: z.string(),
  text: z.string(),
  class: z.string().nullable().describe('Its code; null when all classes of the author were told.'),
  classTitle: z.string().nullable(),
  createdAt: z.date(),
});
export type AnnouncementView = z.infer<typeof announcementSchema>;
