/** What an empty chat says and offers, by role. */
import type { Me } from '../../session/session.ts';

export interface Prompt {
  label: string;
  /** Opens the camera first; the photo goes with the words. */
  withCamera?: boolean;
  /** Before the camera, turning the head; the camera's photo where that cannot be done. */
  isLive?: boolean;
}

interface Opening {
  invitation: string;
  prompts: readonly Prompt[];
}

const help: Prompt = { label: 'Help' };

const openings: Record<Me['role'], Opening> = {
  student: {
    invitation: 'Check in with a selfie or the code shown in the room, or ask about your attendance.',
    prompts: [{ label: 'Check in', withCamera: true, isLive: true }, { label: 'My attendance' }, help],
  },
  teacher: {
    invitation: 'Ask who is missing, make a code, send a photo of the room, or get a sheet.',
    prompts: [{ label: 'Who is missing?' }, { label: 'Code' }, { label: 'Sheet this month' }, help],
  },
  admin: {
    invitation: 'Ask about attendance in your own words. You get the number, or the sheet.',
    prompts: [{ label: 'Dashboard' }, { label: 'How was attendance last week?' }, help],
  },
  guardian: { invitation: 'Ask how your child is doing, or ask for leave.', prompts: [{ label: 'Attendance' }, help] },
};

export const openingFor = (role: Me['role']): Opening => openings[role];
