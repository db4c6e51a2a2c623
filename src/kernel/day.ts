/** A day of the calendar, as it comes in. */
import { z } from 'zod';
import { words } from './words/en.ts';

/** Days that the database can hold and somebody can mean. */
export const day = z.iso
  .date()
  .refine((value) => value >= '1900-01-01' && value <= '2200-12-31', words.liesBeyondAllSense);
