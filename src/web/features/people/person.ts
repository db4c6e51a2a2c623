/** One of the people, as the list has them. */
import type { Answer } from '../../api/answers.ts';

export type Person = Answer<'/api/v2/people'>['people'][number];
