/** What the start of a teacher is made of. */
import type { Answer } from '../../api/answers.ts';

export type TeacherDashboard = Extract<Answer<'/api/v2/me/dashboard'>, { role: 'teacher' }>;
export type OwnClass = Answer<'/api/v2/classes'>[number];
