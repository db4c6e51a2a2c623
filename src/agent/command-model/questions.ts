/** Sentences that ask to be told something. They change nothing, so that here a few telling words are enough. */
import { dayOf } from '../../kernel/days.ts';
import type { ToolCallDraft } from './command.ts';
import type { Days } from './days.ts';
import { appeals, approvals, dashboard, heldPhotos, leaveRequests, notifications } from './pending-questions.ts';
import { help, myRecord, timetable } from './personal-questions.ts';
import { absentees, flags, presence } from './presence-questions.ts';
import { audit } from './audit-questions.ts';
import type { Question } from './question.ts';
import { campusStatistics, focus, sheet, statistics } from './reporting-questions.ts';
import { takeSlots, type Sentence, type Slots } from './sentence.ts';
import type { ToolName } from '../../../tools/tool-names.ts';

/** Tried in this order. */
const questions: readonly (readonly [ToolName, Question])[] = [
  ['read_audit', audit],
  ['my_timetable', timetable],
  ['focus_index', focus],
  ['notifications', notifications],
  ['dashboard', dashboard],
  ['appeals', appeals],
  ['approvals', approvals],
  ['photos_to_look_at', heldPhotos],
  ['absentees', absentees],
  ['who_am_i', help],
  ['leave_requests', leaveRequests],
  ['my_record', myRecord],
  ['attendance_sheet', sheet],
  ['who_is_present', (sentence, slots) => flags(sentence, slots) ?? presence(sentence, slots)],
  ['class_statistics', (sentence, slots) => campusStatistics(sentence, slots) ?? statistics(sentence, slots)],
];

/** What is asked for, by the first question whose tool `isUsable`. */
export function readQuestion(sentence: Sentence, isUsable: (tool: ToolName) => boolean): ToolCallDraft | undefined {
  const slots = takeSlots(sentence, ['format']);
  for (const [tool, read] of questions) {
    if (!isUsable(tool)) continue;
    const args = read(sentence, slots);
    if (args) return settle(tool, args, slots, sentence);
  }
  return undefined;
}

/** The register of a session is one day's; who was there over several is in the sheet. */
function settle(tool: ToolName, args: Record<string, unknown>, { days }: Slots, { around }: Sentence): ToolCallDraft {
  const kept = Object.fromEntries(Object.entries(args).filter(([, value]) => value !== undefined));
  if (tool !== 'who_is_present' || !days) return { tool, args: kept };
  const rest = Object.fromEntries(Object.entries(kept).filter(([name]) => name !== 'date'));
  if (isSeveral(days)) return { tool: 'attendance_sheet', args: { ...rest, ...days } };
  return {
    tool,
    args: days.from === dayOf(around.now, around.timeZone) ? rest : kept,
  };
}

const isSeveral = ({ from, to }: Days): boolean => from !== to;
